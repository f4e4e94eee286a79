package io.nightbus.iso;

/**
 * A message type indicator: version, class, function and origin digit (domain §3.1).
 *
 * @param code the four digits as a number, 0 to 9999
 */
public record Mti(int code) {
  public static final Mti AUTHORISATION_REQUEST = new Mti(100);
  public static final Mti AUTHORISATION_RESPONSE = new Mti(110);
  public static final Mti AUTHORISATION_ADVICE = new Mti(120);
  public static final Mti FINANCIAL_REQUEST = new Mti(200);
  public static final Mti FINANCIAL_ADVICE = new Mti(220);
  public static final Mti REVERSAL_REQUEST = new Mti(400);
  public static final Mti REVERSAL_ADVICE = new Mti(420);
  public static final Mti NETWORK_REQUEST = new Mti(800);
  public static final Mti NETWORK_RESPONSE = new Mti(810);

  public Mti {
    if (code < 0 || code > 9999) {
      throw new IllegalArgumentException("an MTI has four digits, not " + code);
    }
  }

  /** Reads four digits; anything else is an {@link IllegalArgumentException}. */
  public static Mti of(String digits) {
    if (digits.length() != 4 || !Content.DIGITS.accepts(digits)) {
      throw new IllegalArgumentException(
          "an MTI has four digits, not " + digits.length() + " characters");
    }
    return new Mti(Integer.parseInt(digits));
  }

  /** 0 = 1987, 1 = 1993, 2 = 2003. */
  public int version() {
    return code / 1000;
  }

  /** 1 authorisation, 2 financial, 4 reversal, 5 reconciliation, 8 network management, … */
  public int messageClass() {
    return code / 100 % 10;
  }

  /** 0 request, 1 response, 2 advice, 3 advice response, 4 notification, 5 its acknowledgement. */
  public int function() {
    return code / 10 % 10;
  }

  public int origin() {
    return code % 10;
  }

  public boolean isResponse() {
    return function() % 2 == 1;
  }

  /** A request that may be declined: not an advice, not a response. */
  public boolean isRequest() {
    return function() == 0;
  }

  /** Reports what has been decided already: it can only be acknowledged. */
  public boolean isAdvice() {
    return function() == 2;
  }

  public boolean isReversal() {
    return messageClass() == 4;
  }

  public boolean isNetworkManagement() {
    return messageClass() == 8;
  }

  /** The origin digit says that this transmission may have been seen before (…1, …3, …5). */
  public boolean isRepeat() {
    return origin() % 2 == 1;
  }

  /** The same message sent again: 0100 → 0101, 0420 → 0421; a repeat stays what it is. */
  public Mti repeat() {
    return isRepeat() ? this : new Mti(code + 1);
  }

  /** The message without its repeat digit: 0421 → 0420. */
  public Mti original() {
    return isRepeat() ? new Mti(code - 1) : this;
  }

  /** What answers it: function raised by one, repeat digit dropped (0401 → 0410, 0421 → 0430). */
  public Mti response() {
    return new Mti(original().code + 10);
  }

  /** The advice of the same class: 0100 → 0120, 0200 → 0220. */
  public Mti advice() {
    return new Mti(version() * 1000 + messageClass() * 100 + 20 + original().origin());
  }

  @Override
  public String toString() {
    var digits = new char[] {'0', '0', '0', '0'};
    for (int i = 3, rest = code; i >= 0; i--, rest /= 10) {
      digits[i] = (char) ('0' + rest % 10);
    }
    return new String(digits);
  }
}
