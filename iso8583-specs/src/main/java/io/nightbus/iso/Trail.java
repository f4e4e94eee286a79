package io.nightbus.iso;

import java.util.HexFormat;

/**
 * What one message is known by on its whole way, over every leg and to every peer: a card network
 * carries no header for traces, so whoever sees the message derives its trace from it
 * (operations-and-qa.md §1.6). Holds no account data.
 *
 * <p>DE 7 and 11 change at every gateway; DE 32, 37 and 41 stay. Only a message without DE 37 is
 * known by DE 7 and 11.
 *
 * @param text the same for a request, its repeats and its answer, and for nothing else
 */
public record Trail(String text) {
  /** The start value of FNV-1a with 64 bits. */
  private static final long FNV = 0xcbf29ce484222325L;

  public static Trail of(Message message) {
    Mti mti = message.mti().original();
    return of(mti.isResponse() ? new Mti(mti.code() - 10) : mti, message);
  }

  /**
   * Of the request that an advice or a reversal speaks of: DE 90 tells its type, and where there is
   * none, it is the request that the advice stands for.
   */
  public static Trail ofOriginal(Message message) {
    Mti mti = message.mti().original();
    String data = message.get(De.ORIGINAL_DATA, "");
    Mti original =
        data.length() >= 4 && Content.DIGITS.accepts(data.substring(0, 4))
            ? Mti.of(data.substring(0, 4)).original()
            : new Mti(mti.code() / 100 * 100);
    return of(original, message);
  }

  private static Trail of(Mti mti, Message message) {
    var text = new StringBuilder(64).append(mti);
    text.append('|').append(message.get(De.ACQUIRER, ""));
    text.append('|').append(message.get(De.TERMINAL, ""));
    if (message.has(De.RRN)) {
      text.append('|').append(message.get(De.RRN));
    } else {
      text.append('|').append(message.get(De.TRANSMISSION_TIME, ""));
      text.append('|').append(message.get(De.STAN, ""));
    }
    return new Trail(text.toString());
  }

  /** A trace id of OpenTelemetry, 32 hexadecimal digits. */
  public String trace() {
    return hash(1) + hash(2);
  }

  /** The id of the span that tells of the message as a whole, 16 hexadecimal digits. */
  public String span() {
    return hash(3);
  }

  /** FNV-1a, and then every bit on every other; never all zeros, which is no id. */
  private String hash(int which) {
    long hash = FNV + which;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return HexFormat.of().toHexDigits(hash == 0 ? which : hash);
  }
}
