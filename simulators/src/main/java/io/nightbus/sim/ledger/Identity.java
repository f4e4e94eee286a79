package io.nightbus.sim.ledger;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.Optional;

/**
 * What makes two messages on one leg the same message: class, DE 7, DE 11 and DE 32; not the repeat
 * digit (domain §3.4).
 *
 * @param messageClass 1 authorisation, 2 financial, 4 reversal
 * @param traced DE 7 and DE 11 as one number of 16 digits
 * @param acquirer DE 32 as a number; 0 where it is absent
 */
public record Identity(int messageClass, long traced, long acquirer) {
  private static final int ORIGINAL_DATA = 42;

  /** Empty where DE 7 or DE 11 is missing or not digits. */
  public static Optional<Identity> of(Message message) {
    String sent = message.get(De.TRANSMISSION_TIME, "");
    String stan = message.get(De.STAN, "");
    if (!digits(sent, 10) || !digits(stan, 6)) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            message.mti().messageClass(),
            Long.parseLong(sent) * 1_000_000 + Long.parseLong(stan),
            number(message.get(De.ACQUIRER, ""))));
  }

  /** The identity that DE 90 names: MTI, STAN, DE 7, DE 32 (11, zero-filled), DE 33. */
  public static Optional<Identity> ofOriginal(Message message) {
    String original = message.get(De.ORIGINAL_DATA, "");
    if (!digits(original, ORIGINAL_DATA)) {
      return Optional.empty();
    }
    return Optional.of(
        new Identity(
            original.charAt(1) - '0',
            Long.parseLong(original, 10, 20, 10) * 1_000_000 + Long.parseLong(original, 4, 10, 10),
            Long.parseLong(original, 20, 31, 10)));
  }

  /** For those who asked themselves: an answer need not echo DE 32. */
  public Identity withoutAcquirer() {
    return new Identity(messageClass, traced, 0);
  }

  /** DE 90 of whatever undoes or reports {@code original}. */
  public static String originalData(Message original) {
    return original.mti().toString()
        + original.get(De.STAN)
        + original.get(De.TRANSMISSION_TIME)
        + filled(original.get(De.ACQUIRER, ""))
        + filled(original.get(De.FORWARDER, ""));
  }

  private static String filled(String institution) {
    return "0".repeat(Math.max(0, 11 - institution.length())) + institution;
  }

  private static boolean digits(String text, int length) {
    return text.length() == length && allDigits(text);
  }

  private static boolean allDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static long number(String text) {
    return text.isEmpty() || text.length() > 18 || !allDigits(text) ? 0 : Long.parseLong(text);
  }
}
