package io.nightbus.sim.rules;

import io.nightbus.iso.De;
import io.nightbus.iso.Mti;
import io.nightbus.sim.rules.Located.Field;
import io.nightbus.sim.rules.Located.Fields;
import io.nightbus.sim.rules.Located.Items;
import io.nightbus.sim.rules.Located.Text;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a rules file; every mistake is named with file, line, column and reason. */
public final class RulesFile {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,7}(?:\\.\\d{1,3})?) ?(us|ms|s)?");

  private final String file;

  private RulesFile(String file) {
    this.file = file;
  }

  public static Rules read(Path path) throws RulesException {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (MalformedInputException broken) {
      throw new RulesException(path.toString(), 1, 1, "the file is not UTF-8 text");
    } catch (IOException broken) {
      throw new RulesException(
          path.toString(), 1, 1, "can't be read: " + broken.getClass().getSimpleName());
    }
  }

  /**
   * Reads rules out of text.
   *
   * @param name stands for the file in error messages
   */
  public static Rules parse(String name, String yaml) throws RulesException {
    return new RulesFile(name).rules(Located.read(name, yaml));
  }

  private Rules rules(Located root) throws RulesException {
    var fields = fields(root, Set.of("rules"));
    Field list = fields.get("rules");
    if (list == null) {
      throw mistake(root, "there is no \"rules:\"");
    }
    var rules = new ArrayList<Rule>();
    for (Located item : items(list.value())) {
      rules.add(rule(item));
    }
    return new Rules(rules);
  }

  private Rule rule(Located item) throws RulesException {
    var fields = fields(item, Set.of("when", "reply", "withhold", "delay"));
    if (fields.isEmpty()) {
      throw mistake(item, "a rule says nothing");
    }
    Field when = fields.get("when");
    Field reply = fields.get("reply");
    Field withhold = fields.get("withhold");
    Field delay = fields.get("delay");
    Map<De, String> elements = reply == null ? new HashMap<>() : elements(reply.value());
    String code = elements.remove(De.RESPONSE_CODE);
    return new Rule(
        when == null ? Rule.When.ALWAYS : when(when.value()),
        new Rule.Reply(
            code == null ? "" : code,
            Map.copyOf(elements),
            withhold != null && truth(withhold.value()),
            delay == null ? Delay.NONE : delay(delay.value())));
  }

  private Rule.When when(Located located) throws RulesException {
    var fields = fields(located, Set.of("mti", "cards", "amount", "link", "site", "share"));
    Field mti = fields.get("mti");
    Field cards = fields.get("cards");
    Field amount = fields.get("amount");
    Field link = fields.get("link");
    Field site = fields.get("site");
    Field share = fields.get("share");
    long from = 0;
    long to = Long.MAX_VALUE;
    if (amount != null) {
      var range = fields(amount.value(), Set.of("from", "to"));
      from = range.containsKey("from") ? minor(range.get("from").value()) : from;
      to = range.containsKey("to") ? minor(range.get("to").value()) : to;
      if (from > to) {
        throw mistake(amount.value(), "\"from\" is above \"to\": no amount would match");
      }
    }
    return new Rule.When(
        mti == null ? null : mti(mti.value()),
        cards == null ? List.of() : prefixes(cards.value()),
        from,
        to,
        link == null ? null : text(link.value()),
        site == null ? null : text(site.value()),
        share == null ? 1 : share(share.value()));
  }

  private Map<De, String> elements(Located located) throws RulesException {
    var elements = new HashMap<De, String>();
    if (!(located.value() instanceof Fields(Map<String, Field> fields))) {
      throw mistake(located, "expected elements by number, as {39: \"51\"}");
    }
    for (Map.Entry<String, Field> entry : fields.entrySet()) {
      Field field = entry.getValue();
      De de =
          De.parse(entry.getKey())
              .orElseThrow(() ->
                  new RulesException(
                      file,
                      field.line(),
                      field.column(),
                      "\"" + entry.getKey() + "\" is not a data element: use 2 to 128"));
      String text = text(field.value());
      if (de.equals(De.RESPONSE_CODE) && !text.matches("[0-9A-Z]{2}")) {
        throw mistake(field.value(), "a response code has two characters, as \"05\" in quotes");
      }
      if (de.equals(De.RESPONSE_CODE) && text.equals("10")) {
        throw mistake(field.value(), "10, approval of a part, is not simulated");
      }
      elements.put(de, text);
    }
    return elements;
  }

  private Delay delay(Located located) throws RulesException {
    if (located.value() instanceof Text) {
      return new Delay.Fixed(nanos(located));
    }
    var kinds = fields(located, Set.of("fixed", "lognormal"));
    Field fixed = kinds.get("fixed");
    Field lognormal = kinds.get("lognormal");
    if (kinds.size() != 1) {
      throw mistake(located, "a delay is either \"fixed\" or \"lognormal\"");
    }
    if (fixed != null) {
      return new Delay.Fixed(nanos(fixed.value()));
    }
    if (lognormal == null) {
      throw mistake(located, "a delay is either \"fixed\" or \"lognormal\"");
    }
    var shape = fields(lognormal.value(), Set.of("median", "sigma"));
    Field median = shape.get("median");
    Field sigma = shape.get("sigma");
    if (median == null || sigma == null) {
      throw mistake(lognormal.value(), "lognormal needs \"median\" and \"sigma\"");
    }
    double spread = number(sigma.value());
    if (spread < 0 || spread > 4) {
      throw mistake(sigma.value(), "sigma is from 0 to 4");
    }
    return new Delay.Lognormal(nanos(median.value()), spread);
  }

  private Mti mti(Located located) throws RulesException {
    String digits = text(located);
    if (!digits.matches("[0-9]{4}")) {
      throw mistake(
          located, "an MTI has four digits, in quotes because of its leading zero, as \"0100\"");
    }
    return Mti.of(digits);
  }

  private List<String> prefixes(Located located) throws RulesException {
    List<Located> items =
        located.value() instanceof Items(List<Located> list) ? list : List.of(located);
    var prefixes = new ArrayList<String>();
    for (Located item : items) {
      String prefix = text(item);
      if (!prefix.matches("[0-9]{1,10}")) {
        throw mistake(item, "a card range is the first 1 to 10 digits of its numbers, in quotes");
      }
      prefixes.add(prefix);
    }
    return prefixes;
  }

  private long minor(Located located) throws RulesException {
    String text = text(located);
    if (!text.matches("[0-9]{1,12}")) {
      throw mistake(located, "an amount is a whole number of minor units, at most 12 digits");
    }
    return Long.parseLong(text);
  }

  private double share(Located located) throws RulesException {
    double share = number(located);
    if (share < 0 || share > 1) {
      throw mistake(located, "a share is from 0 to 1");
    }
    return share;
  }

  private double number(Located located) throws RulesException {
    String text = text(located);
    if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw mistake(located, "expected a number");
    }
    return Double.parseDouble(text);
  }

  private long nanos(Located located) throws RulesException {
    Matcher duration = DURATION.matcher(text(located));
    if (!duration.matches()) {
      throw mistake(located, "expected a time as 40ms, 1.5s or a number of milliseconds");
    }
    String unit = duration.group(2);
    double each = unit == null || unit.equals("ms") ? 1e6 : unit.equals("s") ? 1e9 : 1e3;
    return (long) (Double.parseDouble(duration.group(1)) * each);
  }

  private boolean truth(Located located) throws RulesException {
    return switch (text(located)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw mistake(located, "expected true or false");
    };
  }

  private String text(Located located) throws RulesException {
    if (located.value() instanceof Text(String text) && !text.isEmpty()) {
      return text;
    }
    throw mistake(located, "expected a value");
  }

  private List<Located> items(Located located) throws RulesException {
    if (located.value() instanceof Items(List<Located> items)) {
      return items;
    }
    throw mistake(located, "expected a list, each rule with a dash in front");
  }

  private Map<String, Field> fields(Located located, Set<String> known) throws RulesException {
    if (!(located.value() instanceof Fields(Map<String, Field> fields))) {
      throw mistake(located, "expected keys out of " + known.stream().sorted().toList());
    }
    for (Map.Entry<String, Field> entry : fields.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new RulesException(
            file,
            entry.getValue().line(),
            entry.getValue().column(),
            "\""
                + entry.getKey()
                + "\" is not known here; there are "
                + known.stream().sorted().toList());
      }
    }
    return fields;
  }

  private RulesException mistake(Located at, String reason) {
    return new RulesException(file, at.line(), at.column(), reason);
  }
}
