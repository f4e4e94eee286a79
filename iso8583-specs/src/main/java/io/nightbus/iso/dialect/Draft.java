package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Layout;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A dialect in the making: the file that is extended first, then the one that extends it. */
final class Draft {
  /**
   * Sensitive authentication data, and what may hide it: never in a message of ours (domain §10).
   */
  private static final Set<Integer> NEVER_ECHOED = Set.of(35, 36, 45, 52);

  private static final Set<Integer> NEVER_CARRIED = Set.of(35, 36, 45, 48, 52, 55);

  private static final Pattern DAY =
      Pattern.compile("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])");

  int longest = 8192;
  De networkElement = De.NETWORK_CODE;
  final Map<NetworkCode, String> networkCodes = new EnumMap<>(NetworkCode.class);

  /** Of those that the file at hand gives. */
  private final Map<NetworkCode, Yaml.Place> networkPlaces = new EnumMap<>(NetworkCode.class);

  /** The last that was laid first: it is asked before those below it. */
  final List<CodeTable> codeTables = new ArrayList<>();

  ResponseClass unknownResponseCode = ResponseClass.IN_DOUBT;
  Set<De> echo = Set.of();
  Set<De> pairedBy = Set.of();
  Set<De> carried = Set.of();
  boolean repeatsFlagged = true;
  boolean signOnMeansRestart;

  /** Codes of TECH_ISSUER that may follow a posting all the same. */
  Set<String> mayFollowPosting = Set.of();

  /** Any of them makes an answer the network's own. */
  List<StandInMark> standInMarks = List.of();

  @Nullable De reasonElement;
  final Map<StandInReason, String> reasons = new EnumMap<>(StandInReason.class);
  private @Nullable Layout layout;

  Layout layout(Yaml.Place place) {
    if (layout == null) {
      throw place.error("\"packager\" is missing, and so is \"extends\" of a dialect that has one");
    }
    return layout;
  }

  /** Lays one file over what is there. */
  void apply(Yaml.Entries file, LayoutSource layouts) {
    networkPlaces.clear();
    Yaml packager = file.entries().get("packager");
    if (packager != null) {
      layout = layouts.layout(packager);
    }
    file.entries().forEach(this::apply);
    if (layout != null) {
      networkPlaces.forEach((code, place) -> checkNetworkCode(place, layout, code));
      networkCodes.keySet().forEach(code -> checkNetworkCode(file.place(), layout, code));
    }
  }

  /** Where a file's packager comes from. */
  interface LayoutSource {
    Layout layout(Yaml packager);
  }

  private void apply(String key, Yaml value) {
    switch (key) {
      case "extends", "packager" -> {}
      case "version" -> version(value);
      case "framing" -> each(value, "longest", longest -> this.longest = longest(longest));
      case "network" -> network(value.asEntries());
      case "response-codes" -> responseCodes(value);
      case "unknown-response-code" ->
          unknownResponseCode = constant(ResponseClass.class, value.place(), value.asText());
      case "may-follow-posting" ->
          mayFollowPosting =
              value.asItems().stream()
                  .map(Yaml::asText)
                  .collect(Collectors.toCollection(TreeSet::new));
      case "echo" -> echo = elements(value, NEVER_ECHOED, "echoed");
      case "paired-by" -> pairedBy = elements(value, NEVER_ECHOED, "compared");
      case "carried" -> carried = elements(value, NEVER_CARRIED, "carried on");
      case "stand-in-reasons" -> reasons(value.asEntries());
      case "stand-in-answers" ->
          standInMarks = value.asItems().stream().map(this::standInMark).toList();
      case "repeats-flagged" -> repeatsFlagged = value.asYesOrNo();
      case "sign-on-means-restart" -> signOnMeansRestart = value.asYesOrNo();
      default -> throw unknownKey(value.place(), key);
    }
  }

  private static IllegalArgumentException unknownKey(Yaml.Place place, String key) {
    return place.error("\"" + key + "\" is no key of a dialect; see the README of iso8583-specs");
  }

  private static void each(Yaml value, String key, java.util.function.Consumer<Yaml> consumer) {
    value
        .asEntries()
        .entries()
        .forEach((name, entry) -> {
          if (!name.equals(key)) {
            throw unknownKey(entry.place(), name);
          }
          consumer.accept(entry);
        });
  }

  private static void version(Yaml value) {
    if (value.asNumber() != 1987) {
      throw value.place().error("only version 1987 is spoken, not " + value.asText());
    }
  }

  private static int longest(Yaml value) {
    int longest = value.asNumber();
    if (longest < 12 || longest > 65_535) {
      throw value.place().error("the longest message has 12 to 65535 bytes, not " + longest);
    }
    return longest;
  }

  private void network(Yaml.Entries network) {
    network
        .entries()
        .forEach((key, value) -> {
          switch (key) {
            case "element" -> networkElement = element(value);
            case "codes" -> networkCodes(value.asEntries());
            default -> throw unknownKey(value.place(), key);
          }
        });
  }

  private void networkCodes(Yaml.Entries codes) {
    codes
        .entries()
        .forEach((name, digits) -> {
          var code = constant(NetworkCode.class, digits.place(), name);
          networkCodes.put(code, digits.asText());
          networkPlaces.put(code, digits.place());
        });
  }

  private void checkNetworkCode(Yaml.Place place, Layout layout, NetworkCode code) {
    String digits = String.valueOf(networkCodes.get(code));
    Message probe = Message.of(Mti.NETWORK_REQUEST).set(networkElement, digits).build();
    try {
      layout.encode(probe);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          place.error("network code " + code + ": " + e.getMessage()).getMessage(), e);
    }
    for (var other : networkCodes.entrySet()) {
      if (other.getKey() != code && other.getValue().equals(digits)) {
        throw place.error(code + " and " + other.getKey() + " both are " + digits);
      }
    }
  }

  private void reasons(Yaml.Entries section) {
    section
        .entries()
        .forEach((key, value) -> {
          switch (key) {
            case "element" -> reasonElement = reasonElement(value);
            case "codes" ->
                value
                    .asEntries()
                    .entries()
                    .forEach((name, code) ->
                        reasons.put(
                            constant(StandInReason.class, code.place(), name), reason(code)));
            default -> throw unknownKey(value.place(), key);
          }
        });
  }

  private StandInMark standInMark(Yaml value) {
    var values = new ArrayList<String>();
    Spot spot =
        spot(
            value,
            (key, entry) -> {
              if (!key.equals("values")) {
                throw unknownKey(entry.place(), key);
              }
              entry.asItems().forEach(item -> values.add(notEmpty(item)));
            });
    if (values.isEmpty()) {
      throw value.place().error("\"values\" is missing: what stands there when it was stand-in");
    }
    return new StandInMark(spot, values);
  }

  private Spot spot(Yaml value, BiConsumer<String, Yaml> other) {
    De element = null;
    int from = 1;
    String tag = "";
    for (Map.Entry<String, Yaml> entry : value.asEntries().entries().entrySet()) {
      switch (entry.getKey()) {
        case "element" -> element = readable(entry.getValue());
        case "from" -> from = position(entry.getValue());
        case "tag" -> tag = tag(entry.getValue());
        default -> other.accept(entry.getKey(), entry.getValue());
      }
    }
    if (element == null) {
      throw value.place().error("\"element\" is missing: where in the answer it stands");
    }
    return new Spot(element, from, tag);
  }

  private De readable(Yaml value) {
    De element = element(value);
    if (NEVER_ECHOED.contains(element.number())) {
      throw value.place().error(element + " may hold secrets of the card and is never looked at");
    }
    return element;
  }

  private static int position(Yaml value) {
    int from = value.asNumber();
    if (from < 1 || from > 999) {
      throw value.place().error("positions run from 1 to 999, not " + from);
    }
    return from;
  }

  private static String tag(Yaml value) {
    String tag = value.asText();
    if (tag.length() != 2) {
      throw value.place().error("a tag has two characters, not \"" + tag + "\"; quote it");
    }
    return tag;
  }

  private static String notEmpty(Yaml value) {
    if (value.asText().isEmpty()) {
      throw value.place().error("an empty text stands everywhere");
    }
    return value.asText();
  }

  private De reasonElement(Yaml value) {
    De element = element(value);
    if (NEVER_CARRIED.contains(element.number())) {
      throw value.place().error(element + " may hold secrets of the card: no reason goes there");
    }
    return element;
  }

  /** Found out with the file, not with the first advice that cannot be written. */
  private String reason(Yaml code) {
    De element = reasonElement;
    if (element == null) {
      throw code.place().error("write \"element\" before \"codes\": where the reason goes");
    }
    if (layout != null) {
      try {
        layout.encode(Message.of(Mti.AUTHORISATION_ADVICE).set(element, code.asText()).build());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            code.place().error("reason for stand-in: " + e.getMessage()).getMessage(), e);
      }
    }
    return code.asText();
  }

  /** One table, or several, each from its day on; the later ones lie over the earlier. */
  private void responseCodes(Yaml value) {
    if (value instanceof Yaml.Items several) {
      int before = 0;
      for (Yaml each : several.items()) {
        CodeTable table = codeTable(each.asEntries());
        if (table.effective() <= before) {
          throw each.place()
              .error("of several tables each needs \"effective\", later than the one before it");
        }
        before = table.effective();
        codeTables.addFirst(table);
      }
    } else {
      codeTables.addFirst(codeTable(value.asEntries()));
    }
  }

  private static CodeTable codeTable(Yaml.Entries table) {
    var placed = new LinkedHashMap<String, Yaml.Place>();
    var classes = new HashMap<String, ResponseClass>();
    String source = "";
    int effective = 0;
    for (Map.Entry<String, Yaml> entry : table.entries().entrySet()) {
      Yaml value = entry.getValue();
      switch (entry.getKey()) {
        case "source" -> source = value.asText();
        case "effective" -> effective = day(value);
        case String name -> {
          var meaning = constant(ResponseClass.class, value.place(), name);
          value.asItems().forEach(code -> classes.put(responseCode(code, placed), meaning));
        }
      }
    }
    return new CodeTable(source, effective, classes);
  }

  private static int day(Yaml value) {
    String day = value.asText();
    if (!DAY.matcher(day).matches()) {
      throw value.place().error("a day is wanted here, like 2026-10-01, not \"" + day + "\"");
    }
    return Integer.parseInt(day.replace("-", ""));
  }

  private static String responseCode(Yaml value, Map<String, Yaml.Place> placed) {
    String code = value.asText();
    if (code.length() != 2) {
      throw value
          .place()
          .error("a response code has two characters, not \"" + code + "\"; quote it: \"05\"");
    }
    Yaml.Place before = placed.put(code, value.place());
    if (before != null) {
      throw value.place().error("response code " + code + " has a class already at " + before);
    }
    return code;
  }

  private static <E extends Enum<E>> E constant(Class<E> type, Yaml.Place place, String name) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw place.error(
        "\"" + name + "\" is not known here; one of " + Arrays.toString(type.getEnumConstants()));
  }

  private Set<De> elements(Yaml value, Set<Integer> never, String verb) {
    SortedSet<De> elements = new TreeSet<>(java.util.Comparator.comparingInt(De::number));
    for (Yaml item : value.asItems()) {
      De de = element(item);
      if (never.contains(de.number())) {
        throw item.place().error(de + " may hold secrets of the card and is never " + verb);
      }
      elements.add(de);
    }
    return elements;
  }

  private De element(Yaml value) {
    int number = value.asNumber();
    if (number < 2 || number > 128) {
      throw value.place().error("data elements run from 2 to 128, not " + number);
    }
    De de = De.of(number);
    if (layout != null && !layout.has(de)) {
      throw value.place().error(de + " is not in the packager");
    }
    return de;
  }
}
