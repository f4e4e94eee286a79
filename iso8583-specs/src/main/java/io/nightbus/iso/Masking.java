package io.nightbus.iso;

import java.util.BitSet;

/**
 * What of an element may be shown to people: a whitelist, so that a forgotten element is hidden
 * (domain §10).
 */
final class Masking {
  private static final BitSet SHOWN = new BitSet();

  static {
    for (int number :
        new int[] {
          3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26, 32, 33, 37
        }) {
      SHOWN.set(number);
    }
    for (int number : new int[] {38, 39, 41, 42, 49, 50, 51, 66, 70, 90, 95}) {
      SHOWN.set(number);
    }
    SHOWN.set(74, 90);
  }

  private Masking() {}

  static String shown(De de, String text) {
    if (de.equals(De.PAN)) {
      return Pan.isWellFormed(text) ? Pan.of(text).masked() : hidden(text);
    }
    return SHOWN.get(de.number()) ? text : hidden(text);
  }

  private static String hidden(String text) {
    return "<" + text.length() + " characters>";
  }
}
