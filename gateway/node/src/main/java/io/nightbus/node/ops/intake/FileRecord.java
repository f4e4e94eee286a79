package io.nightbus.node.ops.intake;

import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Urgency;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A record of a file of charges, schema 1. */
sealed interface FileRecord {
  /** DE 4 has twelve digits. */
  long MOST = 999_999_999_999L;

  Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");
  Pattern CURRENCY = Pattern.compile("\\d{3}");
  Pattern CARD = Pattern.compile("\\d{12,19}");
  Pattern EXPIRY = Pattern.compile("\\d{2}(0[1-9]|1[0-2])");
  Pattern MERCHANT_TYPE = Pattern.compile("\\d{4}");
  Pattern TERMINAL = Pattern.compile("[ -~]{1,8}");
  Pattern MERCHANT = Pattern.compile("[ -~]{1,15}");
  Pattern DEVICE = Pattern.compile("[a-z]{1,16}");
  Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** The first record. */
  record Header(
      String file, String operator, LocalDate day, String currency, Instant deadline, Instant read)
      implements FileRecord {
    /** Older than any scheme's window; further ahead than any clock is wrong. */
    private static final Duration OLDEST = Duration.ofDays(400);

    private static final Duration NEWEST = Duration.ofDays(2);
    private static final Duration LATEST_DEADLINE = Duration.ofDays(30);

    static Header of(Fields fields, Instant now) throws Flaw {
      if (!fields.textOrEmpty("kind").equals("header")) {
        throw new Flaw("kind", "the first record has to be a header");
      }
      fields.number("schema", 1, 1);
      LocalDate day = fields.time("day", LocalDate::parse, "a date, 2026-11-22");
      Instant begin = day.atStartOfDay().toInstant(ZoneOffset.UTC);
      if (begin.isBefore(now.minus(OLDEST)) || begin.isAfter(now.plus(NEWEST))) {
        throw new Flaw("day", "is more than 400 days ago or lies in the future");
      }
      Instant deadline =
          fields.time("deadline", Instant::parse, "an instant, 2026-11-23T06:00:00Z");
      if (deadline.isBefore(begin) || deadline.isAfter(begin.plus(LATEST_DEADLINE))) {
        throw new Flaw("deadline", "is before the day or more than 30 days after it");
      }
      return new Header(
          fields.text("file", ID, "an id of 1 to 64 letters, digits and . _ : / -"),
          fields.text("operator", ID, "an id of 1 to 64 letters, digits and . _ : / -"),
          day,
          FileRecord.currency(fields),
          deadline,
          now);
    }
  }

  /** The numbers that the JDK knows of ISO 4217. */
  Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getNumericCode() > 0)
          .map(Currency::getNumericCodeAsString)
          .collect(Collectors.toUnmodifiableSet());

  private static String currency(Fields fields) throws Flaw {
    String currency = fields.text("currency", CURRENCY, "an ISO 4217 number of 3 digits");
    if (!CURRENCIES.contains(currency)) {
      throw new Flaw("currency", "is no currency of ISO 4217");
    }
    return currency;
  }

  /** One fare. */
  record Fare(Charge charge) implements FileRecord {
    /** Journeys may be charged this long after the day, and a day may end in the next. */
    private static final int DAYS_BEFORE = 60;

    private static final int DAYS_AFTER = 2;

    static Fare of(Fields fields, Header header) throws Flaw {
      String id = fields.text("id", ID, "an id of 1 to 64 letters, digits and . _ : / -");
      Pan pan = Pan.of(fields.text("pan", CARD, "a card number of 12 to 19 digits"));
      if (!pan.passesCheckDigit()) {
        throw new Flaw("pan", "its check digit is wrong");
      }
      String currency = FileRecord.currency(fields);
      if (!currency.equals(header.currency())) {
        throw new Flaw("currency", "is not the header's " + header.currency());
      }
      OffsetDateTime travelled = travelled(fields, header);
      return new Fare(
          new Charge(
              0,
              id,
              header.file(),
              "",
              "",
              pan,
              expiry(fields, travelled),
              fields.number("amount", 1, MOST),
              currency,
              fields.text("mcc", MERCHANT_TYPE, "a merchant type of 4 digits"),
              travelled,
              padded(fields.text("terminal", TERMINAL, "1 to 8 ASCII characters"), 8),
              padded(fields.text("merchant", MERCHANT, "1 to 15 ASCII characters"), 15),
              ChargeState.ACCEPTED,
              0,
              "",
              Optional.empty(),
              fields.has("device") ? fields.text("device", DEVICE, "1 to 16 small letters") : "",
              urgency(fields, header, travelled),
              0));
    }

    /** Who taps first is released first; the file's deadline where the operator does not know. */
    private static long urgency(Fields fields, Header header, OffsetDateTime travelled)
        throws Flaw {
      Instant tap = header.deadline();
      if (fields.has("next_tap")) {
        tap = fields.time("next_tap", Instant::parse, "an instant, 2026-11-23T06:00:00Z");
        if (tap.isBefore(header.deadline().minus(Duration.ofDays(30)))
            || tap.isAfter(header.deadline().plus(Duration.ofDays(400)))) {
          throw new Flaw("next_tap", "is more than 30 days before or 400 after the deadline");
        }
      }
      return Urgency.of(tap, travelled.toLocalDate());
    }

    /** Good through the last day of its month, where and when the journey was. */
    private static String expiry(Fields fields, OffsetDateTime travelled) throws Flaw {
      String expiry = fields.text("expiry", EXPIRY, "YYMM");
      YearMonth last =
          YearMonth.of(
              2000 + Integer.parseInt(expiry.substring(0, 2)),
              Integer.parseInt(expiry.substring(2)));
      if (last.isBefore(YearMonth.from(travelled))) {
        throw new Flaw("expiry", "the card had expired before the journey");
      }
      return expiry;
    }

    private static OffsetDateTime travelled(Fields fields, Header header) throws Flaw {
      OffsetDateTime travelled =
          fields.time(
              "travelled",
              OffsetDateTime::parse,
              "a date and time with an offset, 2026-11-22T08:15:00+00:00");
      LocalDate day = travelled.toLocalDate();
      if (day.isBefore(header.day().minusDays(DAYS_BEFORE))
          || day.isAfter(header.day().plusDays(DAYS_AFTER))) {
        throw new Flaw("travelled", "is more than 60 days before or 2 days after the header's day");
      }
      if (day.isAfter(LocalDate.ofInstant(header.read(), ZoneOffset.UTC).plusDays(1))) {
        throw new Flaw("travelled", "lies in the future");
      }
      return travelled;
    }

    /** DE 41 and 42 have a fixed length. */
    private static String padded(String text, int length) {
      return text + " ".repeat(length - text.length());
    }
  }

  /** The last record: what the operator says that the file holds. */
  record Trailer(long count, long amount, String digest) implements FileRecord {
    static Trailer of(Fields fields) throws Flaw {
      return new Trailer(
          fields.number("count", 0, Long.MAX_VALUE - 1),
          fields.number("amount", 0, Long.MAX_VALUE - 1),
          fields.text("sha256", SHA_256, "64 hexadecimal digits"));
    }
  }
}
