package io.nightbus.ops.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;

/** A small file of charges, as an operator hands it in; the same number gives the same charges. */
final class Fares {
  /** Of test ranges that no other part of the scenario asks for. */
  private static final String[] RANGES = {"400010", "455610", "520010"};

  private Fares() {}

  /**
   * Writes the file.
   *
   * @param charges how many, for three quarters as many cards
   */
  static Path write(Path directory, int number, int charges) throws IOException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    String file = "kills-" + day + "-" + number;
    var random = new SplittableRandom(number);
    var text = new StringBuilder();
    line(
        text,
        String.format(
            Locale.ROOT,
            "{\"kind\":\"header\",\"file\":\"%s\",\"operator\":\"nightbus-lines\",\"day\":\"%s\","
                + "\"currency\":\"826\",\"deadline\":\"%sT06:00:00Z\",\"schema\":1}",
            file,
            day,
            day.plusDays(2)));
    long total = 0;
    int cards = charges * 3 / 4;
    for (int i = 0; i < charges; i++) {
      int who = i < cards ? i : random.nextInt(cards);
      long amount = 175 + 5L * random.nextInt(280);
      total += amount;
      line(
          text,
          String.format(
              Locale.ROOT,
              "{\"kind\":\"charge\",\"id\":\"%s-%06d\",\"pan\":\"%s\",\"expiry\":\"3012\","
                  + "\"amount\":%d,\"currency\":\"826\",\"mcc\":\"4111\","
                  + "\"travelled\":\"%sT%02d:%02d:00Z\",\"terminal\":\"GATE0001\","
                  + "\"merchant\":\"NIGHTBUSLINES01\"}",
              file,
              i + 1,
              card(RANGES[who % RANGES.length], number, who),
              amount,
              day,
              5 + i * 18 / charges,
              i % 60));
    }
    String hash = sha256(text);
    line(
        text,
        String.format(
            Locale.ROOT,
            "{\"kind\":\"trailer\",\"count\":%d,\"amount\":%d,\"sha256\":\"%s\"}",
            charges,
            total,
            hash));
    return Files.writeString(directory.resolve("night-" + number + ".jsonl"), text);
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append('\n');
  }

  /** 16 digits with their check digit: no card twice in a thousand files. */
  static String card(String range, int file, int who) {
    String digits = String.format(Locale.ROOT, "%s%05d%04d", range, file % 100_000, who);
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? 2 * digit : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return digits + (10 - sum % 10) % 10;
  }

  private static String sha256(CharSequence text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
