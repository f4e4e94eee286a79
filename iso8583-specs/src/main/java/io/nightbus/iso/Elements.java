package io.nightbus.iso;

/**
 * Which elements are there, as the wire has it: two words of 64 bits, the highest bit of the first
 * for element 1.
 */
final class Elements {
  private static final long HIGHEST = Long.MIN_VALUE;

  private Elements() {}

  /** The bit of element {@code number} in its word. */
  static long bit(int number) {
    return HIGHEST >>> (number - 1);
  }

  static boolean has(long first, long second, int number) {
    return ((number <= 64 ? first : second) & bit(number)) != 0;
  }

  static int count(long first, long second) {
    return Long.bitCount(first) + Long.bitCount(second);
  }

  /** How many elements come before {@code number}. */
  static int rank(long first, long second, int number) {
    long above = -(bit(number) << 1);
    return number <= 64
        ? Long.bitCount(first & above)
        : Long.bitCount(first) + Long.bitCount(second & above);
  }

  /** The first element after {@code number}, or 0. */
  static int after(long first, long second, int number) {
    if (number < 64) {
      long rest = number == 0 ? first : first & (bit(number) - 1);
      if (rest != 0) {
        return Long.numberOfLeadingZeros(rest) + 1;
      }
    }
    long rest = number <= 64 ? second : second & (bit(number) - 1);
    return rest == 0 ? 0 : Long.numberOfLeadingZeros(rest) + 65;
  }
}
