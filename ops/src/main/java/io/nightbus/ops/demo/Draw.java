package io.nightbus.ops.demo;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a seed makes of the night. The same seed draws the same night.
 *
 * @param guarantees what the network promises about messages that come twice or out of order
 * @param site the one that is cut first
 * @param silent the issuer goes silent instead of hanging up
 * @param killAt at which share of the charges handed in the gateway is killed
 * @param killInReplay at which share of the charges settled it is killed again; 1 for never
 * @param answersLost share of the network's answers that get lost while the replay begins
 * @param declined share of the requests that an issuer declines
 * @param delayMillis how long the network takes to answer, at the median
 */
public record Draw(
    long seed,
    Set<String> guarantees,
    String site,
    boolean silent,
    double killAt,
    double killInReplay,
    double answersLost,
    double declined,
    double delayMillis) {

  private static final List<Set<String>> PROMISES =
      List.of(Set.of("duplicates"), Set.of("tombstone"), Set.of());

  public static Draw of(long seed) {
    var random = new SplittableRandom(seed);
    return new Draw(
        seed,
        PROMISES.get(random.nextInt(PROMISES.size())),
        random.nextBoolean() ? "north" : "south",
        random.nextBoolean(),
        random.nextDouble(0.1, 0.9),
        random.nextBoolean() ? random.nextDouble(0.1, 0.8) : 1,
        random.nextDouble(0.001, 0.01),
        random.nextDouble(0.01, 0.03),
        random.nextDouble(1, 6));
  }

  /** The network's rules: how long it takes, and what its issuers decline. */
  String networkRules() {
    return String.format(
        Locale.ROOT,
        """
        rules:
          - when: {mti: "0100", share: %1$.4f}
            reply: {39: "51"}
            delay: {lognormal: {median: %2$.2fms, sigma: 0.6}}
          - delay: {lognormal: {median: %2$.2fms, sigma: 0.6}}
        """,
        declined,
        delayMillis);
  }

  String issuerRules() {
    return String.format(
        Locale.ROOT,
        """
        rules:
          - when: {mti: "0100", share: %.4f}
            reply: {39: "51"}
        """,
        declined);
  }

  String promise() {
    return guarantees.contains("duplicates")
        ? "removes duplicates"
        : guarantees.contains("tombstone")
            ? "honours a reversal that comes before its original"
            : "nothing about messages that come twice";
  }
}
