package io.nightbus.node.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * One line of the journal of decisions and operator actions. Each carries the hash of the one
 * before it: nobody can change or leave out a line without changing every hash behind it.
 *
 * @param sequence from 1, without a gap
 * @param previous hash of the line before, {@link #FIRST} for the first
 * @param hash SHA-256 over everything else, in hexadecimal
 */
public record JournalLine(
    long sequence,
    Instant at,
    String by,
    String what,
    String subject,
    String reason,
    String previous,
    String hash) {

  /** What the first line follows. */
  public static final String FIRST = "0".repeat(64);

  /** A line behind another one. */
  public static JournalLine after(
      long sequence,
      String previous,
      Instant at,
      String by,
      String what,
      String subject,
      String reason) {
    String hash = hash(sequence, previous, at, by, what, subject, reason);
    return new JournalLine(sequence, at, by, what, subject, reason, previous, hash);
  }

  /** It is what its hash says. */
  public boolean isSound() {
    return hash.equals(hash(sequence, previous, at, by, what, subject, reason));
  }

  /** Each text with its length before it, so that no two lines have the same bytes. */
  private static String hash(
      long sequence,
      String previous,
      Instant at,
      String by,
      String what,
      String subject,
      String reason) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(16).putLong(sequence).putLong(Times.nanos(at)).flip());
    for (String text : List.of(previous, by, what, subject, reason)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
