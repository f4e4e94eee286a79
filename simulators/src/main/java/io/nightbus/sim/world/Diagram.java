package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The messages around a violation, as a sequence diagram in Mermaid's words: those of the
 * transaction that it names, or else the last before everything was healed.
 */
final class Diagram {
  private static final int LONGEST = 40;

  private static final Pattern MESSAGE =
      Pattern.compile(" *([0-9.]+)  gateway (->|<-) ([a-z]+)/(\\S+)  ([0-9]{4}) (.*)");
  private static final Pattern NOTE =
      Pattern.compile(" *([0-9.]+)  ((?:fault|end of|gateway (?:starts|dies)|lost|commit).*)");
  private static final Pattern REFERENCE = Pattern.compile("\\b[NQ0-9][0-9]{11}\\b");

  private final List<String> told;
  private final String what;
  private final double healed;

  Diagram(List<String> told, String what, Duration safety) {
    this.told = told;
    this.what = what;
    this.healed = safety.plusSeconds(15).toMillis() / 1e3;
  }

  String text() {
    var text = new StringBuilder("sequenceDiagram\n");
    for (String who : List.of("acquirer", "gateway", "network", "issuer")) {
      text.append("  participant ").append(who).append('\n');
    }
    rows().forEach(row -> text.append("  ").append(row).append('\n'));
    return text.append("  Note over gateway: ").append(plain(what)).toString();
  }

  private List<String> rows() {
    Matcher named = REFERENCE.matcher(what);
    String reference = named.find() ? named.group() : "";
    var rows = new ArrayList<String>();
    for (String line : told) {
      Matcher message = MESSAGE.matcher(line);
      if (message.matches() && isAbout(message, reference)) {
        rows.add(row(message));
      }
      Matcher note = NOTE.matcher(line);
      if (note.matches() && Double.parseDouble(note.group(1)) <= healed) {
        rows.add("Note over gateway: " + note.group(1) + " " + note.group(2));
      }
    }
    return rows.subList(Math.max(0, rows.size() - LONGEST), rows.size());
  }

  private boolean isAbout(Matcher message, String reference) {
    boolean management = message.group(5).startsWith("08");
    return reference.isEmpty()
        ? !management && Double.parseDouble(message.group(1)) <= healed
        : message.group(6).contains("37=" + reference);
  }

  private static String row(Matcher message) {
    boolean out = message.group(2).equals("->");
    String peer = message.group(3);
    String label =
        "%s %s %s".formatted(message.group(1), message.group(5), brief(message.group(6)));
    return (out ? "gateway->>" + peer : peer + "->>gateway")
        + ": "
        + plain(label + " over " + message.group(4));
  }

  /** What tells messages apart: card, amount, number, reference, answer. */
  private static String brief(String elements) {
    var brief = new ArrayList<String>();
    for (String element : elements.split(" ", -1)) {
      if (element.matches("(?:2|4|7|11|37|39|90)=.*")) {
        brief.add(element);
      }
    }
    return String.join(" ", brief);
  }

  /** Without what Mermaid would read as its own. */
  private static String plain(String words) {
    return words.replace(';', ',').replace('#', ' ').replace('\n', ' ');
  }
}
