package io.nightbus.core.transit;

import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.time.Instant;

/**
 * How often and when a charge may be asked for again after such an answer (domain §7.4). The lists
 * that are published disagree and change: so each rule says whose it is and since when it holds.
 *
 * @param attempts of the charge in all, the first included; 1 = never again
 * @param spacing from an answer to the next attempt at least
 * @param source who says so, for people
 * @param effective from this moment on, until a later rule for the same answer holds
 */
public record RetryRule(
    Answer answer, int attempts, Duration spacing, String source, Instant effective) {

  /** What the rule follows. */
  public sealed interface Answer {}

  /** Any answer of this class. */
  public record OfClass(ResponseClass kind) implements Answer {}

  /** One that bears this advice of the scheme, whatever its class. */
  public record OfAdvice(String code) implements Answer {}
}
