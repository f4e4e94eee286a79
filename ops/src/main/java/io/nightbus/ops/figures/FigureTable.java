package io.nightbus.ops.figures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Measured promises for people, a line each, or as one JSON array. */
public record FigureTable(List<Figure> figures) {

  /** Every figure is kept. */
  public boolean holds() {
    return figures.stream().allMatch(Figure::holds);
  }

  /** As a table, or as one JSON array. */
  public void print(PrintWriter out, boolean json) {
    if (json) {
      try {
        out.println(new ObjectMapper().writeValueAsString(figures));
      } catch (JsonProcessingException broken) {
        throw new IllegalStateException(broken);
      }
    } else {
      out.printf(
          Locale.ROOT, "%-38s %-34s %-46s %9s %s%n", "figure", "bound", "measured", "trials", "");
      for (Figure figure : figures) {
        out.printf(
            Locale.ROOT,
            "%-38s %-34s %-46s %9d %s%n",
            figure.name(),
            figure.bound(),
            figure.measured(),
            figure.trials(),
            figure.holds() ? "holds" : "FALLS SHORT");
      }
    }
    out.flush();
  }
}
