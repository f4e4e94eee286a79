package io.nightbus.node.config;

import io.nightbus.core.standin.EntryMode;
import io.nightbus.core.standin.Kind;
import io.nightbus.core.standin.Limit;
import io.nightbus.core.standin.Limit.Per;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rows {@code limits} of a rule set. A row that selects kinds and nothing else takes them out
 * of the row of the same {@code per} and {@code days} that selects nothing: so fares have a limit
 * of their own.
 */
final class LimitReading {
  private static final Map<String, Per> PER = new LinkedHashMap<>();

  static {
    PER.put("transaction", Per.TRANSACTION);
    PER.put("card", Per.CARD);
    PER.put("range", Per.RANGE);
  }

  private LimitReading() {}

  /** A row as it is written. */
  private record Row(
      Section section,
      Per per,
      String name,
      int days,
      List<Kind> kinds,
      Set<String> merchants,
      List<EntryMode> entryModes,
      long count,
      long amount) {

    boolean selectsKindsOnly() {
      return !kinds.isEmpty() && merchants.isEmpty() && entryModes.isEmpty();
    }

    boolean selects() {
      return !(kinds.isEmpty() && merchants.isEmpty() && entryModes.isEmpty());
    }
  }

  static List<Limit> limits(Section range) {
    var rows = new ArrayList<Row>();
    for (Section section : range.sections("limits")) {
      row(section).ifPresent(rows::add);
    }
    named(rows);
    return rows.stream().map(row -> limit(row, rows)).toList();
  }

  private static Optional<Row> row(Section section) {
    Optional<Per> per = section.need("per", Kinds.choice(PER));
    String name = section.find("name", Kinds.NAME_OF_THING).orElse("");
    int days = section.read("days", Kinds.number(1, Limit.MOST_DAYS), 1);
    List<Kind> kinds = section.list("kinds", StandInReading.KIND, List.of());
    List<String> merchants = section.list("merchants", Kinds.MERCHANT_TYPE, List.of());
    List<EntryMode> modes = section.list("entry-modes", StandInReading.ENTRY_MODE, List.of());
    long count = section.find("count", Kinds.amount("number", 0, 1_000_000)).orElse(Limit.ANY);
    long amount = section.find("amount", StandInReading.amount()).orElse(Limit.ANY);
    if (amount == Limit.ANY && count == Limit.ANY) {
      section.error("amount", "the row bounds nothing", "amount, count, or both");
    }
    if (per.filter(Per.TRANSACTION::equals).isPresent()) {
      for (String counted : List.of("days", "count", "name")) {
        if (section.has(counted)) {
          section.error(counted, "of one transaction nothing is counted", "leave it out");
        }
      }
    }
    section.end();
    return per.map(it ->
        new Row(
            section, it, name, days, kinds, new LinkedHashSet<>(merchants), modes, count, amount));
  }

  /** Rows of one name share a counter: they have to count the same. */
  private static void named(List<Row> rows) {
    Map<String, Row> first = new HashMap<>();
    for (Row row : rows) {
      if (row.per() == Per.TRANSACTION) {
        continue;
      }
      if (row.selects() == row.name().isEmpty()) {
        row.section()
            .error(
                "name",
                row.selects()
                    ? "a row that counts a selection needs a name"
                    : "a row that counts everything has no name",
                row.selects() ? "name: fares" : "leave it out");
      }
      Row other = first.putIfAbsent(row.per() + " " + row.name(), row);
      if (other != null && !sameSelection(other, row)) {
        row.section()
            .error(
                "name",
                "another row of this name counts something else",
                "the same kinds, merchants and entry-modes, or another name");
      }
    }
  }

  private static boolean sameSelection(Row a, Row b) {
    return a.kinds().equals(b.kinds())
        && a.merchants().equals(b.merchants())
        && a.entryModes().equals(b.entryModes());
  }

  private static Limit limit(Row row, List<Row> all) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    kinds.addAll(row.kinds().isEmpty() ? EnumSet.allOf(Kind.class) : row.kinds());
    if (!row.selects()) {
      all.stream()
          .filter(other -> other.per() == row.per() && other.days() == row.days())
          .filter(Row::selectsKindsOnly)
          .forEach(other -> kinds.removeAll(other.kinds()));
    }
    Set<EntryMode> modes =
        row.entryModes().isEmpty()
            ? EnumSet.allOf(EntryMode.class)
            : StandInReading.enumSet(EntryMode.class, row.entryModes());
    return new Limit(
        row.name(),
        row.per(),
        row.days(),
        kinds,
        row.merchants(),
        modes,
        row.count(),
        row.amount());
  }
}
