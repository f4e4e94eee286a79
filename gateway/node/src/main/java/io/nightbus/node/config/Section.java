package io.nightbus.node.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One section of the file while it is read: each key is asked for by name and kind, and {@link
 * #end} reports what nobody asked for. A mistake is noted, and reading goes on with a stand-in
 * value.
 */
final class Section {
  /** Keys that the environment may set as well: where things are, and how loud. */
  static final Set<String> FROM_ENVIRONMENT =
      Set.of(
          "node",
          "store.file",
          "store.key-file",
          "admin.listen",
          "admin.token-file",
          "log.format",
          "log.level",
          "stand-in.hot-cards-file");

  private final String path;
  private final String pattern;
  private final Place place;
  private final Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Findings findings;
  private final Map<String, String> environment;

  private Section(
      String path,
      String pattern,
      Place place,
      Findings findings,
      Map<String, String> environment) {
    this.path = path;
    this.pattern = pattern;
    this.place = place;
    this.findings = findings;
    this.environment = environment;
  }

  static Section top(Yaml value, Findings findings, Map<String, String> environment) {
    var top = new Section("", "", Place.WHOLE_FILE, findings, environment);
    top.fill(value);
    return top;
  }

  private void fill(Yaml value) {
    if (value instanceof Yaml.Mapped mapped) {
      mapped.entries().forEach(entry -> entries.put(entry.key(), entry));
    } else if (!(value instanceof Yaml.Text text && text.text().isEmpty())) {
      findings.error(
          value.place(), path, value.kind() + " where a section is wanted", "key: value pairs");
    }
  }

  Findings findings() {
    return findings;
  }

  String path() {
    return path;
  }

  Place place() {
    return place;
  }

  boolean has(String key) {
    known.add(key);
    return entries.containsKey(key);
  }

  /** Where the key's value stands, or the section where the key is absent. */
  Place place(String key) {
    Yaml.Entry entry = entries.get(key);
    return entry == null ? place : entry.value().place();
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String pattern(String key) {
    return pattern.isEmpty() ? key : pattern + "." + key;
  }

  <T> T read(String key, Kind<T> kind, T fallback) {
    findings.asked(pattern(key), kind.words(), kind.show().apply(fallback));
    return value(key, kind).orElse(fallback);
  }

  /** The key may be left out. */
  <T> Optional<T> find(String key, Kind<T> kind) {
    findings.asked(pattern(key), kind.words(), "none");
    return value(key, kind);
  }

  /** The key has to be there; empty where it is missing or wrong, which has been noted. */
  <T> Optional<T> need(String key, Kind<T> kind) {
    findings.asked(pattern(key), kind.words(), "required");
    if (!has(key) && fromEnvironment(key).isEmpty()) {
      findings.error(place, path(key), "missing", kind.words());
    }
    return value(key, kind);
  }

  private Optional<String> fromEnvironment(String key) {
    if (!FROM_ENVIRONMENT.contains(path(key))) {
      return Optional.empty();
    }
    return Optional.ofNullable(environment.get(variable(path(key)))).filter(v -> !v.isEmpty());
  }

  static String variable(String path) {
    return "NIGHTBUS_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private <T> Optional<T> value(String key, Kind<T> kind) {
    known.add(key);
    Optional<String> override = fromEnvironment(key);
    if (override.isPresent()) {
      String name = variable(path(key)) + " (environment)";
      return parse(override.get(), kind, Place.WHOLE_FILE, name);
    }
    Yaml.Entry entry = entries.get(key);
    return entry == null ? Optional.empty() : parse(entry.value(), kind, path(key));
  }

  private <T> Optional<T> parse(Yaml value, Kind<T> kind, String where) {
    if (value instanceof Yaml.Text text) {
      return parse(text.text(), kind, text.place(), where);
    }
    findings.error(value.place(), where, value.kind() + " where a value is wanted", kind.words());
    return Optional.empty();
  }

  private <T> Optional<T> parse(String text, Kind<T> kind, Place at, String where) {
    try {
      return Optional.of(kind.parse().apply(text));
    } catch (Kind.Unfit unfit) {
      findings.error(at, where, unfit.what(), unfit.hint());
      return Optional.empty();
    }
  }

  /** A list of values; what is wrong in it is left out. */
  <T> List<T> list(String key, Kind<T> kind, List<T> fallback) {
    known.add(key);
    String shown = String.join(", ", fallback.stream().map(kind.show()).toList());
    findings.asked(pattern(key), "list; " + kind.words(), shown.isEmpty() ? "none" : shown);
    Yaml.Entry entry = entries.get(key);
    if (entry == null) {
      return fallback;
    }
    List<T> values = new ArrayList<>();
    List<Yaml> items = items(entry.value(), path(key));
    for (int i = 0; i < items.size(); i++) {
      parse(items.get(i), kind, path(key) + "[" + i + "]").ifPresent(values::add);
    }
    return values;
  }

  private List<Yaml> items(Yaml value, String where) {
    if (value instanceof Yaml.Listed listed) {
      return listed.items();
    }
    findings.error(value.place(), where, value.kind() + " where a list is wanted", "[a, b, c]");
    return List.of();
  }

  /** A list of sections. */
  List<Section> sections(String key) {
    known.add(key);
    Yaml.Entry entry = entries.get(key);
    if (entry == null) {
      return List.of();
    }
    List<Section> sections = new ArrayList<>();
    List<Yaml> items = items(entry.value(), path(key));
    for (int i = 0; i < items.size(); i++) {
      sections.add(
          inner(
              path(key) + "[" + i + "]", pattern(key) + "[]", items.get(i).place(), items.get(i)));
    }
    return sections;
  }

  /** The section below a key; an empty one where the key is absent. */
  Section section(String key) {
    known.add(key);
    Yaml.Entry entry = entries.get(key);
    return entry == null
        ? new Section(path(key), pattern(key), place, findings, environment)
        : inner(path(key), pattern(key), entry.place(), entry.value());
  }

  /** Every key of this section is somebody's name; each has a section below it. */
  Map<String, Section> named(String word) {
    if (entries.isEmpty()) {
      findings.error(place, path, "has no " + word, "at least one");
    }
    Map<String, Section> sections = new LinkedHashMap<>();
    for (Yaml.Entry entry : names()) {
      Section inner =
          inner(path(entry.key()), pattern("<" + word + ">"), entry.place(), entry.value());
      sections.put(entry.key(), inner);
    }
    return sections;
  }

  /** Every key of this section is somebody's name; each has one value. */
  <T> Map<String, T> namedValues(String word, Kind<T> kind) {
    if (entries.isEmpty()) {
      findings.error(place, path, "has no " + word, "at least one");
    }
    return namedValues(word, kind, "required");
  }

  /** Every key of this section is somebody's name; each has one value; there may be none. */
  <T> Map<String, T> namedValues(String word, Kind<T> kind, String usual) {
    findings.asked(pattern("<" + word + ">"), kind.words(), usual);
    Map<String, T> values = new LinkedHashMap<>();
    for (Yaml.Entry entry : names()) {
      parse(entry.value(), kind, path(entry.key())).ifPresent(v -> values.put(entry.key(), v));
    }
    return values;
  }

  private List<Yaml.Entry> names() {
    List<Yaml.Entry> good = new ArrayList<>();
    for (Yaml.Entry entry : entries.values()) {
      known.add(entry.key());
      if (parse(entry.key(), Kinds.NAME_OF_THING, entry.place(), path(entry.key())).isPresent()) {
        good.add(entry);
      }
    }
    return good;
  }

  private Section inner(String where, String shape, Place at, Yaml value) {
    var inner = new Section(where, shape, at, findings, environment);
    inner.fill(value);
    return inner;
  }

  void error(String key, String what, String hint) {
    findings.error(place(key), path(key), what, hint);
  }

  void warning(String key, String what, String hint) {
    findings.warning(place(key), path(key), what, hint);
  }

  /** Reports the keys that nobody asked for. */
  void end() {
    for (Yaml.Entry entry : entries.values()) {
      if (!known.contains(entry.key())) {
        findings.error(
            entry.place(), path(entry.key()), "unknown key", Spelling.hint(entry.key(), known));
      }
    }
  }
}
