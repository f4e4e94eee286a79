package io.nightbus.sim.ledger;

import io.nightbus.iso.Pan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The name of a card in files: the first 16 bytes of SHA-256 over {@value #SALT} and the number, in
 * lower-case hexadecimal. The salt is public: good for test cards, and for nothing else.
 */
public final class CardToken {
  public static final String SALT = "nightbus-simulators|";
  private static final int REMEMBERED = 100_000;

  private final MessageDigest digest;
  private final Map<Pan, String> known = new HashMap<>();

  public CardToken() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  public String of(Pan card) {
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(card, this::compute);
  }

  private String compute(Pan card) {
    byte[] hash = digest.digest((SALT + card.digits()).getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
  }
}
