package io.nightbus.sim.world;

import io.nightbus.iso.Pan;

/** Test cards: sixteen digits with a good check digit, in ranges that the world gives them. */
final class Cards {
  private Cards() {}

  /** The {@code number}th card of a six-digit range. */
  static Pan of(String range, int number) {
    String body = range + "%09d".formatted(number);
    for (int digit = 0; digit < 10; digit++) {
      Pan pan = Pan.of(body + digit);
      if (pan.passesCheckDigit()) {
        return pan;
      }
    }
    throw new IllegalStateException("no check digit fits");
  }

  /** One way, the same for ever; as the gateway's keyed token would be. */
  static String token(Pan pan) {
    long mixed = Long.parseLong(pan.digits()) * 0x9E37_79B9_7F4A_7C15L;
    mixed ^= mixed >>> 31;
    return "t" + Long.toUnsignedString(mixed * 0xBF58_476D_1CE4_E5B9L, 36);
  }
}
