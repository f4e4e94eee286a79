package io.nightbus.node.ops.intake;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Cuts a stream into lines in a fixed buffer: a longer line is skipped, never kept. Every byte up
 * to a line that is {@link #leaveOut left out} goes into a SHA-256.
 */
final class Lines {
  /** Longest line that is read, in bytes without its newline. */
  static final int LONGEST = 8 * 1024;

  private final InputStream in;
  private final MessageDigest digest;
  private final byte[] chunk = new byte[64 * 1024];
  private final byte[] line = new byte[LONGEST + 1];
  private int chunkAt;
  private int chunkEnd;
  private int length;
  private boolean tooLong;
  private boolean pending;
  private long number;

  Lines(InputStream in) {
    this.in = in;
    digest = sha256();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Moves to the next line; false at the end. The line before goes into the digest. */
  boolean next() throws IOException {
    take();
    length = 0;
    tooLong = false;
    boolean any = false;
    boolean whole = false;
    while (!whole && (chunkAt < chunkEnd || refill())) {
      any = true;
      int end = endOfLine();
      append(end - chunkAt);
      chunkAt = end;
      whole = chunk[end - 1] == '\n';
    }
    pending = any;
    number += any ? 1 : 0;
    return any;
  }

  /** Behind the next newline, or the end of the chunk. */
  private int endOfLine() {
    for (int i = chunkAt; i < chunkEnd; i++) {
      if (chunk[i] == '\n') {
        return i + 1;
      }
    }
    return chunkEnd;
  }

  /** What does not fit is digested at once and forgotten. */
  private void append(int count) {
    if (length + count > line.length) {
      tooLong = true;
      digest.update(line, 0, length);
      digest.update(chunk, chunkAt, count);
      length = 0;
    } else {
      System.arraycopy(chunk, chunkAt, line, length, count);
      length += count;
    }
  }

  private boolean refill() throws IOException {
    chunkEnd = in.read(chunk);
    chunkAt = 0;
    return chunkEnd > 0;
  }

  private void take() {
    if (pending) {
      digest.update(line, 0, length);
      pending = false;
    }
  }

  /** The line that stands is not part of the digest, nor is anything behind it. */
  void leaveOut() {
    pending = false;
  }

  /** Hexadecimal; ends the counting of bytes. */
  String digest() {
    take();
    return HexFormat.of().formatHex(digest.digest());
  }

  /** From 1. */
  long number() {
    return number;
  }

  boolean isTooLong() {
    return tooLong;
  }

  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\n' && line[i] != '\r' && line[i] != '\t') {
        return false;
      }
    }
    return !tooLong;
  }

  /** The bytes of the line, good until the next one; only the first {@link #length} count. */
  byte[] bytes() {
    return line;
  }

  int length() {
    return length;
  }
}
