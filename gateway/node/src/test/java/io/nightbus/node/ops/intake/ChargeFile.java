package io.nightbus.node.ops.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;

/** Writes files of charges for tests, good ones and bad ones. */
public final class ChargeFile {
  /** The day of every file here. */
  public static final String DAY = "2026-11-22";

  private final StringBuilder text = new StringBuilder();
  private final String day;
  private long count;
  private long amount;

  public ChargeFile() {
    this("NIGHT-1");
  }

  public ChargeFile(String id) {
    this(id, DAY);
  }

  /** A file of another day; its deadline is the next morning. */
  public ChargeFile(String id, String day) {
    this.day = day;
    line(
        header(id)
            .replace("2026-11-23", LocalDate.parse(day).plusDays(1).toString())
            .replace(DAY, day));
  }

  static String header(String id) {
    return "{\"kind\":\"header\",\"file\":\""
        + id
        + "\",\"operator\":\"metro\",\"day\":\""
        + DAY
        + "\",\"currency\":\"826\",\"deadline\":\"2026-11-23T06:00:00Z\",\"schema\":1}";
  }

  static String charge(String id, long amount) {
    return "{\"kind\":\"charge\",\"id\":\""
        + id
        + "\",\"pan\":\"4000000000000002\",\"expiry\":\"2912\",\"amount\":"
        + amount
        + ",\"currency\":\"826\",\"mcc\":\"4111\",\"travelled\":\""
        + DAY
        + "T08:15:00+00:00\",\"terminal\":\"GATE17\",\"merchant\":\"METRO\"}";
  }

  ChargeFile line(String line) {
    text.append(line).append('\n');
    return this;
  }

  public ChargeFile with(String id, long minor) {
    count++;
    amount += minor;
    return line(charge(id, minor).replace(DAY, day));
  }

  /** A charge record of the test's own; counted with this amount. */
  ChargeFile raw(String line, long minor) {
    count++;
    amount += minor;
    return line(line);
  }

  public ChargeFile trailer() {
    return trailer(count, amount, digest(text.toString()));
  }

  ChargeFile trailer(long claimedCount, long claimedAmount, String digest) {
    return line(
        "{\"kind\":\"trailer\",\"count\":"
            + claimedCount
            + ",\"amount\":"
            + claimedAmount
            + ",\"sha256\":\""
            + digest
            + "\"}");
  }

  static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
