package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.Random;

/** Seeded random messages whose every element fits the 1987 layouts; no real account's data. */
final class Samples {
  private static final String DIGITS = "0123456789";
  private static final String HEX = "0123456789ABCDEF";
  private static final int[] MTIS = {100, 101, 110, 120, 121, 130, 200, 210, 220, 400, 420, 800};
  private final Random random;
  private final boolean binary;

  Samples(long seed, boolean binary) {
    this.random = new Random(seed);
    this.binary = binary;
  }

  /** Between one and all elements, in half of the cases none beyond 64. */
  Message next() {
    var message = Message.of(new Mti(MTIS[random.nextInt(MTIS.length)]));
    int highest = random.nextBoolean() ? 64 : 128;
    double share = random.nextDouble();
    for (int n = 2; n <= highest; n++) {
      if (random.nextDouble() < share || n == 2) {
        message.set(De.of(n), element(n));
      }
    }
    return message.build();
  }

  /** A value of full length where the element is fixed, of any length where it isn't. */
  String element(int n) {
    return switch (n) {
      case 2 -> text(DIGITS, random.nextInt(20));
      case 32, 33, 99, 100 -> text(DIGITS, random.nextInt(12));
      case 35 -> track();
      case 28, 29, 30, 31 -> (random.nextBoolean() ? "C" : "D") + text(DIGITS, 8);
      case 97 -> (random.nextBoolean() ? "C" : "D") + text(DIGITS, 16);
      case 52, 64, 128 -> text(HEX, 16);
      case 65 -> text(HEX, 2);
      case 96 -> text(HEX, 32);
      case 55 -> binary ? text(HEX, 2 * random.nextInt(40)) : characters(random.nextInt(80));
      case 34, 102, 103 -> characters(random.nextInt(29));
      case 44 -> characters(random.nextInt(26));
      case 45 -> characters(random.nextInt(77));
      case 101 -> characters(random.nextInt(18));
      case 36, 54, 104 -> characters(random.nextInt(101));
      case 37 -> characters(12);
      case 38, 93 -> characters(6);
      case 39, 92 -> characters(2);
      case 40, 49, 50, 51 -> characters(3);
      case 41 -> characters(8);
      case 42 -> characters(15);
      case 43 -> characters(40);
      case 91 -> characters(1);
      case 94 -> characters(7);
      case 95 -> characters(42);
      case 98 -> characters(25);
      default -> numericOrLong(n);
    };
  }

  private String numericOrLong(int n) {
    int length = fixedDigits(n);
    if (length > 0) {
      return text(DIGITS, length);
    }
    return characters(random.nextInt(10) == 0 ? 999 : random.nextInt(60));
  }

  /** Digits of a fixed numeric element, 0 for any other. */
  static int fixedDigits(int n) {
    return switch (n) {
      case 27, 66 -> 1;
      case 25, 26, 67 -> 2;
      case 19, 20, 21, 22, 23, 24, 68, 69, 70 -> 3;
      case 13, 14, 15, 16, 17, 18, 71, 72 -> 4;
      case 3, 11, 12, 73 -> 6;
      case 8, 9, 10 -> 8;
      case 7, 74, 75, 76, 77, 78, 79, 80, 81 -> 10;
      case 4, 5, 6, 82, 83, 84, 85 -> 12;
      case 53, 86, 87, 88, 89 -> 16;
      case 90 -> 42;
      default -> 0;
    };
  }

  private String track() {
    return text(DIGITS, 12 + random.nextInt(8)) + "=" + text(DIGITS, random.nextInt(18));
  }

  private String characters(int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(
          (char) (random.nextInt(20) == 0 ? random.nextInt(256) : ' ' + random.nextInt(95)));
    }
    return text.toString();
  }

  private String text(String alphabet, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
