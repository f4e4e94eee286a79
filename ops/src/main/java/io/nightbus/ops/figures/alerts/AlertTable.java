package io.nightbus.ops.figures.alerts;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What was told of each fault, for people or as one JSON array. */
public record AlertTable(List<Row> rows) {
  /** Of a hundred faults, so many have to get their right name. */
  private static final int NAMED_RIGHT = 95;

  public AlertTable {
    rows = List.copyOf(rows);
  }

  /** Every row in time, and nothing else paged. */
  public boolean holds() {
    return rows.stream().allMatch(Row::holds);
  }

  /** One line for each row that does not hold. */
  public List<String> shortcomings() {
    return rows.stream().filter(row -> !row.holds()).map(AlertTable::words).toList();
  }

  static String words(Row row) {
    return String.format(
        Locale.ROOT,
        "%-4s %-58s %-52s %5s %6s  %s",
        row.fault().row(),
        row.fault().what(),
        row.fault().expected().words(),
        row.fault().expected().hasName() ? row.fault().expected().within().toSeconds() + " s" : "-",
        row.after().map(AlertTable::seconds).orElse("-"),
        row.holds() ? "holds" : "FALLS SHORT " + String.join("; ", row.wrong()));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
  }

  void print(PrintWriter out, boolean json) {
    if (json) {
      out.println(json());
    } else {
      out.printf("%-4s %-58s %-52s %5s %6s%n", "row", "fault", "alert", "bound", "after");
      rows.forEach(row -> out.println(words(row).stripTrailing()));
      out.printf(
          Locale.ROOT,
          "%d of %d faults in their bounds, %d %% named right (%d wanted), %d wrong pages%n",
          rows.stream().filter(Row::holds).count(),
          rows.size(),
          namedRight(),
          NAMED_RIGHT,
          rows.stream().mapToInt(row -> row.wrong().size()).sum());
    }
    out.flush();
  }

  private long namedRight() {
    long named = rows.stream().filter(row -> row.fault().expected().hasName()).count();
    long right =
        rows.stream()
            .filter(row -> row.fault().expected().hasName() && row.after().isPresent())
            .count();
    return named == 0 ? 100 : right * 100 / named;
  }

  private ArrayNode json() {
    ArrayNode list = new ObjectMapper().createArrayNode();
    for (Row row : rows) {
      ObjectNode one = list.addObject();
      one.put("row", row.fault().row());
      one.put("fault", row.fault().what());
      one.put("alert", row.fault().expected().words());
      one.put("boundSeconds", row.fault().expected().within().toSeconds());
      row.after().ifPresent(after -> one.put("afterSeconds", after.toMillis() / 1e3));
      row.wrong().forEach(one.withArray("wrong")::add);
      one.put("holds", row.holds());
    }
    return list;
  }
}
