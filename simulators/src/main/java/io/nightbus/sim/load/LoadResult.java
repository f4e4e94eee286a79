package io.nightbus.sim.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of a load.
 *
 * @param mode closed or open
 * @param seconds measured, without the warm-up
 * @param sent requests whose time was in the measured part
 * @param answered of these
 * @param unanswered of these, by the timeout or because their connection ended
 * @param notSent requests whose time came while too many were under way, or no link was up
 * @param unmatched answers to nothing that was waiting
 * @param disconnects connections that ended while load was given
 * @param byCode answers by DE 39
 * @param latency from the time a request was due, so that what waited behind others counts
 * @param lateness how late requests left here: a bound on what can be measured
 */
public record LoadResult(
    String mode,
    int connections,
    double seconds,
    long sent,
    long answered,
    long unanswered,
    long notSent,
    long unmatched,
    long disconnects,
    double perSecond,
    Map<String, Long> byCode,
    Micros latency,
    Micros lateness) {

  /** Quantiles in microseconds. */
  public record Micros(double mean, double p50, double p90, double p99, double p999, double max) {
    static Micros of(Histogram nanos) {
      return new Micros(
          rounded(nanos.getMean()),
          at(nanos, 50),
          at(nanos, 90),
          at(nanos, 99),
          at(nanos, 99.9),
          at(nanos, 100));
    }

    private static double at(Histogram nanos, double percentile) {
      return rounded((double) nanos.getValueAtPercentile(percentile));
    }

    private static double rounded(double nanos) {
      return Math.round(nanos / 100) / 10.0;
    }
  }

  /** Every request was answered, and every answer belonged to one. */
  public boolean isWhole() {
    return answered > 0 && unanswered == 0 && notSent == 0 && unmatched == 0 && disconnects == 0;
  }
}
