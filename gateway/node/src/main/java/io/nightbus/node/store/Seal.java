package io.nightbus.node.store;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals what may not lie in the clear: key number (1 byte), nonce (12), AES-256-GCM text and tag
 * (16). Row and column are authenticated with it, so that a sealed value moved to another place
 * does not open there. For one thread.
 *
 * <p>A nonce is a random prefix of 64 bits and a count of 32; each Seal draws its own prefix, and a
 * new one when the count is used up. Under one key two nonces can only be equal if two prefixes
 * are: with 10,000 prefixes drawn the chance is below 10^8 / 2^65, about 3 in 10^12.
 */
final class Seal {
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int HEAD = 1 + NONCE;

  /** What is sealed. The codes are in the book: never change one. */
  enum Place {
    CHECK(0),
    REQUEST(1),
    ANSWER(2),
    OBLIGATION(3),
    CARD(4);

    private final byte code;

    Place(int code) {
      this.code = (byte) code;
    }
  }

  private final Keys keys;
  private final SecretKey sealing;
  private final SecureRandom random = new SecureRandom();
  private final Cipher cipher;
  private final ByteBuffer place = ByteBuffer.allocate(9);
  private final byte[] nonce = new byte[NONCE];
  private int count;

  Seal(Keys keys) {
    this.keys = keys;
    this.sealing = key(keys.current());
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES/GCM", e);
    }
    drawPrefix();
  }

  byte[] close(Place where, long row, byte[] clear, int length) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, sealing, new GCMParameterSpec(TAG * 8, nextNonce()));
      cipher.updateAAD(bind(where, row));
      var sealed = new byte[HEAD + length + TAG];
      sealed[0] = (byte) keys.current();
      System.arraycopy(nonce, 0, sealed, 1, NONCE);
      cipher.doFinal(clear, 0, length, sealed, HEAD);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealing failed", e);
    }
  }

  /** What was sealed; an {@link IllegalStateException} where it was changed or moved since. */
  byte[] open(Place where, long row, byte[] sealed) {
    if (sealed.length < HEAD + TAG) {
      throw new IllegalStateException(damaged(where, row));
    }
    try {
      cipher.init(
          Cipher.DECRYPT_MODE,
          key(sealed[0] & 0xff),
          new GCMParameterSpec(TAG * 8, sealed, 1, NONCE));
      cipher.updateAAD(bind(where, row));
      return cipher.doFinal(sealed, HEAD, sealed.length - HEAD);
    } catch (AEADBadTagException e) {
      throw new IllegalStateException(damaged(where, row), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("opening failed", e);
    }
  }

  private static String damaged(Place where, long row) {
    return "the book's " + where + " of row " + row + " is not what was sealed there";
  }

  private SecretKey key(int number) {
    SecretKey key = keys.data(number);
    if (key == null) {
      throw new IllegalStateException(
          "the key file has no data key " + number + ", which the book needs");
    }
    return key;
  }

  private byte[] bind(Place where, long row) {
    return place.put(0, where.code).putLong(1, row).array();
  }

  private byte[] nextNonce() {
    count++;
    if (count == 0) {
      drawPrefix();
    }
    return ByteBuffer.wrap(nonce).putInt(8, count).array();
  }

  private void drawPrefix() {
    var prefix = new byte[8];
    random.nextBytes(prefix);
    System.arraycopy(prefix, 0, nonce, 0, prefix.length);
  }
}
