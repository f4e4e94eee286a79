package io.nightbus.iso;

/**
 * A card number that masks itself: its string form shows at most the first six and the last four
 * digits (PCI DSS 3.4.1).
 *
 * <p>The digits leave it only through {@link #digits()}; whoever calls that answers for where they
 * go.
 */
public final class Pan {
  private final String digits;

  private Pan(String digits) {
    this.digits = digits;
  }

  /** Takes 8 to 19 digits; the error never repeats what it was given. */
  public static Pan of(String digits) {
    if (!isWellFormed(digits)) {
      throw new IllegalArgumentException("a card number has 8 to 19 digits; this one has not");
    }
    return new Pan(digits);
  }

  public static boolean isWellFormed(String digits) {
    return digits.length() >= 8 && digits.length() <= 19 && Content.DIGITS.accepts(digits);
  }

  public String digits() {
    return digits;
  }

  /** The check digit of ISO/IEC 7812-1 agrees. */
  public boolean passesCheckDigit() {
    int sum = 0;
    for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
      int digit = digits.charAt(i) - '0';
      int weighed = place % 2 == 0 ? digit : digit * 2;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }

  /** 411111******1111; short numbers show less. */
  public String masked() {
    int shown = digits.length() < 13 ? 0 : 6;
    return digits.substring(0, shown)
        + "*".repeat(digits.length() - shown - 4)
        + digits.substring(digits.length() - 4);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pan pan && pan.digits.equals(digits);
  }

  @Override
  public int hashCode() {
    return digits.hashCode();
  }

  @Override
  public String toString() {
    return masked();
  }
}
