package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import java.util.List;
import java.util.Locale;

/**
 * The same measurement many times over: its median has to keep the bound, and the worst is told.
 *
 * @param millis each run's value; {@link #NEVER} where it did not come about
 */
record Runs(List<Double> millis) {
  static final double NEVER = Double.POSITIVE_INFINITY;

  static double millis(long nanos) {
    return nanos == Ask.NEVER ? NEVER : nanos / 1e6;
  }

  double median() {
    return at(millis.size() / 2);
  }

  double worst() {
    return at(millis.size() - 1);
  }

  private double at(int place) {
    return millis.stream().sorted().toList().get(place);
  }

  /** One promise about the median of them. */
  Figure within(String name, double bound, String unit) {
    return new Figure(
        name,
        "median <= " + number(bound) + " " + unit,
        number(median()) + " " + unit + ", worst " + number(worst()) + " of " + millis.size(),
        millis.size(),
        median() <= bound);
  }

  static String number(double value) {
    if (value == NEVER) {
      return "never";
    }
    return value == Math.rint(value) || value >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
