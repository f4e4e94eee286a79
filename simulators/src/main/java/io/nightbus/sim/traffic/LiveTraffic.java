package io.nightbus.sim.traffic;

import io.nightbus.iso.Mti;

/**
 * What a simulator asks of others.
 *
 * @param reference first character of DE 37, so that references of different simulators differ
 * @param mti of the requests, 0100 or 0200
 * @param acquirer DE 32
 * @param least smallest amount in minor units
 * @param most largest amount
 * @param timerMillis after which a request counts as unanswered and is reversed
 * @param repeatMillis after which an unanswered reversal is sent again
 */
public record LiveTraffic(
    char reference,
    Mti mti,
    Cards cards,
    String acquirer,
    long least,
    long most,
    long timerMillis,
    long repeatMillis) {

  public LiveTraffic {
    if (least < 1 || most < least || most > 999_999_999_999L) {
      throw new IllegalArgumentException("amounts: from 1, and the least not above the most");
    }
    if (timerMillis < 1 || repeatMillis < 1) {
      throw new IllegalArgumentException("timers: at least one millisecond");
    }
    if (!acquirer.matches("[0-9]{1,11}")) {
      throw new IllegalArgumentException("an acquirer (DE 32) has 1 to 11 digits");
    }
  }

  /** Contactless purchases of 1.00 to 50.00, a timer of 5 s and repeats every 2 s. */
  public static LiveTraffic of(char reference, Cards cards, String acquirer) {
    return new LiveTraffic(
        reference, Mti.AUTHORISATION_REQUEST, cards, acquirer, 100, 5_000, 5_000, 2_000);
  }

  public LiveTraffic withTimers(long timer, long repeat) {
    return new LiveTraffic(reference, mti, cards, acquirer, least, most, timer, repeat);
  }
}
