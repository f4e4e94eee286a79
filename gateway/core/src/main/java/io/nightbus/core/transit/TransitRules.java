package io.nightbus.core.transit;

import java.time.Duration;

/**
 * How charges are replayed.
 *
 * @param to endpoint that they go to
 * @param attempts answered attempts without a decision after which a charge is held for a person;
 *     schemes count every answered attempt, 91 included (domain §7.4)
 * @param suspect failures of one card range in a row that make it an outage of its issuer
 * @param confirm good answers to probes in a row that end the outage
 * @param probe pause between two probes of a range that is out; doubles up to {@code probeCap}
 *     until one is good
 * @param reserve per cent of the contract's rate that is kept for live traffic
 * @param staleAfter so long after its file's deadline a charge may still go by itself; then it is
 *     held for a person
 * @param fuseMinimum decisions of issuers in one range, device or file before the fuse judges it
 * @param fuseShare declines per hundred decisions that blow it
 * @param retries what an answer leaves of the attempts
 */
public record TransitRules(
    String to,
    int attempts,
    int suspect,
    int confirm,
    Duration probe,
    Duration probeCap,
    int reserve,
    Duration staleAfter,
    int fuseMinimum,
    int fuseShare,
    RetryRules retries) {

  public TransitRules {
    if (attempts < 1 || suspect < 1 || confirm < 1 || reserve < 0 || reserve > 90) {
      throw new IllegalArgumentException(
          "transit: attempts, suspect and confirm are at least 1, reserve is 0 to 90");
    }
    if (fuseMinimum < 1 || fuseShare < 1 || fuseShare > 100) {
      throw new IllegalArgumentException(
          "transit: the fuse judges at least one answer, by a share of 1 to 100");
    }
  }

  /** The same with another such time. */
  public TransitRules withStaleAfter(Duration time) {
    return new TransitRules(
        to,
        attempts,
        suspect,
        confirm,
        probe,
        probeCap,
        reserve,
        time,
        fuseMinimum,
        fuseShare,
        retries);
  }

  /** The same with another such fuse. */
  public TransitRules withFuse(int minimum, int share) {
    return new TransitRules(
        to,
        attempts,
        suspect,
        confirm,
        probe,
        probeCap,
        reserve,
        staleAfter,
        minimum,
        share,
        retries);
  }

  /** The same with other rules for asking again. */
  public TransitRules withRetries(RetryRules rules) {
    return new TransitRules(
        to,
        attempts,
        suspect,
        confirm,
        probe,
        probeCap,
        reserve,
        staleAfter,
        fuseMinimum,
        fuseShare,
        rules);
  }

  /** With the usual numbers. */
  public static TransitRules to(String endpoint) {
    Duration week = Duration.ofDays(7);
    return new TransitRules(
        endpoint,
        6,
        5,
        3,
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        20,
        week,
        50,
        40,
        RetryRules.NONE);
  }
}
