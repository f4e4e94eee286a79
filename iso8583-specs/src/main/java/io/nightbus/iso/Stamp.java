package io.nightbus.iso;

/**
 * What identifies a message on one leg: type without repeat digit, DE 11 and DE 7. Never changes
 * once it may have been sent.
 *
 * @param stan 1 to 999999
 * @param transmitted MMDDhhmmss, UTC
 */
public record Stamp(Mti mti, int stan, String transmitted) {
  public Stamp {
    if (stan < 1 || stan > 999_999) {
      throw new IllegalArgumentException("a STAN runs from 1 to 999999");
    }
  }

  /** Reads it off a message; the STAN has to be there and be a number. */
  public static Stamp of(Message message) {
    return new Stamp(
        message.mti().original(),
        Integer.parseInt(message.get(De.STAN)),
        message.get(De.TRANSMISSION_TIME));
  }

  public Message.Builder onto(Message message) {
    return message
        .edit()
        .mti(mti)
        .set(De.STAN, stanDigits())
        .set(De.TRANSMISSION_TIME, transmitted);
  }

  public String stanDigits() {
    String digits = Integer.toString(stan);
    return "000000".substring(digits.length()) + digits;
  }

  /**
   * DE 90 of whatever refers to this message: MTI, STAN, DE 7, DE 32 and DE 33 zero-filled (domain
   * §3.4).
   */
  public String originalData(String acquirer, String forwarder) {
    return mti + stanDigits() + transmitted + zeroFilled(acquirer) + zeroFilled(forwarder);
  }

  private static String zeroFilled(String institution) {
    return "00000000000".substring(institution.length()) + institution;
  }
}
