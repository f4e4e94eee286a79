package io.nightbus.ops.demo;

import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.GatewayStatus.LinkState;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A terminal: the story's lines scroll by above, and below them a picture of now is painted over
 * again and again. Plain ANSI; every state is a word and a shape, colour only adds to it.
 */
final class Screen implements Telling {
  private static final int BAR = 30;

  private final PrintWriter out;
  private final boolean colours;
  private final long begin = System.nanoTime();
  private List<String> picture = List.of();
  private boolean closed;

  Screen(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
    out.print("\033[?25l\033[?7l"); // no cursor, and long lines are cut instead of wrapped
    out.flush();
  }

  @Override
  public synchronized void step(int number, String title) {
    print("");
    print(painted("1", number + ". " + title));
  }

  @Override
  public synchronized void line(String text) {
    print("   " + text);
  }

  private void print(String text) {
    erase();
    out.println(text);
    paint();
  }

  private void erase() {
    if (!picture.isEmpty()) {
      out.print("\033[" + picture.size() + "A\033[J");
    }
  }

  private void paint() {
    picture.forEach(out::println);
    out.flush();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public synchronized void show(Picture now) {
    if (closed) {
      return;
    }
    erase();
    picture = lines(now);
    paint();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      erase();
      picture = List.of();
      out.print("\033[?25h\033[?7h");
      out.flush();
    }
  }

  // --- the picture

  private List<String> lines(Picture now) {
    List<String> lines = new ArrayList<>();
    lines.add(
        painted(
            "2",
            "─".repeat(20) + String.format(Locale.ROOT, " %.0f s ", seconds()) + "─".repeat(46)));
    now.status()
        .ifPresentOrElse(
            status -> links(status, lines),
            () -> lines.add("  gateway    " + painted("31", "○ DOWN") + "   nobody answers"));
    lines.add("  live       acquirer to network " + live(now.toNetwork()));
    lines.add("             network to issuer   " + live(now.toIssuer()));
    now.status()
        .ifPresent(status -> {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "  owed       %,d advices, %,d reversals",
                  status.advices(),
                  status.reversals()));
          lines.add("  charges    " + progress(status, now));
          forecast(status).ifPresent(text -> lines.add("  forecast   " + text));
        });
    return lines;
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void links(GatewayStatus status, List<String> lines) {
    Map<String, StringBuilder> rows = new LinkedHashMap<>();
    Map<String, String> sites = new LinkedHashMap<>();
    for (LinkState link : status.links()) {
      StringBuilder row = rows.computeIfAbsent(link.endpoint(), _ -> new StringBuilder());
      if (!link.site().equals(sites.put(link.endpoint(), link.site()))) {
        row.append(row.isEmpty() ? "" : " ").append(link.site()).append(": ");
      }
      row.append(shape(link)).append(' ');
    }
    rows.forEach((endpoint, row) -> {
      String answering = status.answering(endpoint);
      lines.add(
          String.format(Locale.ROOT, "  %-10s ", endpoint)
              + row
              + (endpoint.equals("acquirer")
                  ? ""
                  : "  answering: " + painted(answering.equals("HOST") ? "32" : "33", answering)));
    });
  }

  private String shape(LinkState link) {
    return link.isUp()
        ? painted("32", "● " + link.name())
        : painted("31", "○ " + link.name() + " " + link.state());
  }

  private static String live(Picture.Live live) {
    return String.format(
        Locale.ROOT,
        "%,6d asked  %,6d approved  %,4d declined or 91  %,4d unanswered",
        live.asked(),
        live.approved(),
        live.declined(),
        live.unanswered());
  }

  private String progress(GatewayStatus status, Picture now) {
    long rest = status.chargesAtRest();
    int filled = (int) (BAR * rest / Math.max(1, now.charges()));
    String bar = "█".repeat(filled) + "░".repeat(BAR - filled);
    long left = now.charges() - rest;
    String eta =
        status.allCharges() == 0
            ? "not handed in yet"
            : left == 0
                ? "all settled or held"
                : now.perSecond() < 1
                    ? String.format(Locale.ROOT, "%,d wait", left)
                    : String.format(
                        Locale.ROOT,
                        "%,.0f/s, done in %.0f s",
                        now.perSecond(),
                        left / now.perSecond());
    return painted("36", bar)
        + String.format(
            Locale.ROOT,
            " %,d of %,d  %s  (deadline in %d s)",
            rest,
            now.charges(),
            eta,
            now.secondsLeft());
  }

  /** While something waits: until when it will, and what is held. */
  private Optional<String> forecast(GatewayStatus status) {
    if (status.replayRemaining() == 0) {
      return Optional.empty();
    }
    String by = status.releasedBy();
    String when =
        by.isEmpty() ? painted("33", "nothing gets on") : "all released by " + clock(by) + "Z";
    String deadline = status.deadline();
    return Optional.of(
        when
            + (deadline.isEmpty() ? "" : ", deadline " + clock(deadline) + "Z")
            + (status.isLate() ? ": " + painted("31", "LATE") : "")
            + (status.heldRanges().isEmpty()
                ? ""
                : "; held: " + String.join(", ", status.heldRanges())));
  }

  private static String clock(String instant) {
    return instant.length() < 19 ? instant : instant.substring(11, 19);
  }

  private String painted(String code, String text) {
    return colours ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
