package io.nightbus.node.config;

import io.nightbus.node.config.Kind.Unfit;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of value that a configuration has. */
final class Kinds {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+\\]|[A-Za-z0-9._-]+):(\\d{1,5})");

  private Kinds() {}

  static final Kind<String> PATH = text("path, relative to this file's folder");

  static final Kind<String> NAME_OF_THING =
      matching(NAME, "name", "1 to 32 letters, digits, - and _, beginning with a letter or digit");

  static final Kind<String> NETWORK =
      matching(
          Pattern.compile("[0-9a-fA-F.:]{2,39}/\\d{1,3}"),
          "network",
          "address/bits, e.g. 10.0.0.0/8; one address alone is 10.0.0.7/32");

  static final Kind<Boolean> FLAG = new Kind<>("on or off", Kinds::flag, on -> on ? "on" : "off");

  static final Kind<String> CURRENCY =
      new Kind<>("currency: GBP or 826", Kinds::currency, code -> code);

  static final Kind<InetSocketAddress> ADDRESS_TO_DIAL =
      new Kind<>("host:port", Kinds::address, at -> at.getHostString() + ":" + at.getPort());

  /** Never repeats what it was given: somebody may have put a whole card number there. */
  static final Kind<String> CARD_PREFIX =
      new Kind<>(
          "1 to 11 leading digits of a card number",
          text -> {
            if (!text.matches("\\d{1,11}")) {
              throw new Unfit(
                  "this is not the beginning of a card number",
                  "1 to 11 digits, never a whole card number");
            }
            return text;
          },
          prefix -> prefix);

  static final Kind<LocalDate> DAY =
      new Kind<>(
          "day (UTC), e.g. 2026-10-01",
          text -> {
            try {
              return LocalDate.parse(text);
            } catch (DateTimeParseException e) {
              throw new Unfit(quoted(text) + " is not a day", "year-month-day, e.g. 2026-10-01");
            }
          },
          LocalDate::toString);

  static final Kind<String> MERCHANT_TYPE =
      matching(Pattern.compile("\\d{4}"), "merchant type of 4 digits", "e.g. 4111");

  static Kind<String> text(String words) {
    return new Kind<>(words, Kinds::notEmpty, text -> text);
  }

  static Kind<String> matching(Pattern pattern, String words, String hint) {
    return new Kind<>(
        words,
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new Unfit(quoted(text) + " is not a " + words, hint);
          }
          return text;
        },
        text -> text);
  }

  static Kind<Integer> number(int least, int most) {
    Kind<Long> wide = amount("number", least, most);
    return new Kind<>(
        wide.words(), text -> Math.toIntExact(wide.parse().apply(text)), String::valueOf);
  }

  static Kind<Long> amount(String word, long least, long most) {
    String words = word + ", " + least + " to " + most;
    return new Kind<>(words, text -> within(text, word, least, most), String::valueOf);
  }

  private static long within(String text, String word, long least, long most) {
    long value;
    try {
      value = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new Unfit(quoted(text) + " is not a whole " + word, "e.g. " + least);
    }
    if (value < least || value > most) {
      throw new Unfit(value + " is out of range", least + " to " + most);
    }
    return value;
  }

  static Kind<Duration> duration(Duration least, Duration most) {
    String range = show(least) + " to " + show(most);
    return new Kind<>(
        "duration, " + range,
        text -> {
          Duration value = duration(text);
          if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new Unfit(show(value) + " is out of range", range);
          }
          return value;
        },
        Kinds::show);
  }

  /** A promise in time, or "none". */
  static Kind<Duration> durationOrNone(Duration most) {
    Kind<Duration> some = duration(Duration.ofSeconds(1), most);
    return new Kind<>(
        "none, or a " + some.words(),
        text -> text.equals("none") ? Duration.ZERO : some.parse().apply(text),
        value -> value.isZero() ? "none" : show(value));
  }

  static <E> Kind<E> choice(Map<String, E> choices) {
    return new Kind<>(
        "one of " + String.join(", ", choices.keySet()),
        text -> {
          E chosen = choices.get(text);
          if (chosen == null) {
            throw new Unfit(
                quoted(text) + " is not possible here", Spelling.hint(text, choices.keySet()));
          }
          return chosen;
        },
        value ->
            choices.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("none"));
  }

  /** As a person writes it: 1500ms, 3s, 4h. */
  static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 86_400_000 == 0 && millis > 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new Unfit(
          quoted(text) + " is not a duration",
          "a whole number and ms, s, m, h or d, e.g. 500ms or 3s");
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default -> throw new Unfit(quoted(text) + " is neither on nor off", "on or off");
    };
  }

  private static String currency(String text) {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> c.getCurrencyCode().equals(text) || c.getNumericCodeAsString().equals(text))
        .map(Currency::getNumericCodeAsString)
        .findFirst()
        .orElseThrow(
            () -> new Unfit(quoted(text) + " is not an ISO 4217 currency", "e.g. GBP or 826"));
  }

  /** Names are not looked up here: an address of a peer is a candidate until it has answered. */
  private static InetSocketAddress address(String text) {
    Matcher parts = ADDRESS.matcher(text);
    int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
    if (port < 1 || port > 65_535) {
      throw new Unfit(quoted(text) + " is not an address", "host:port with a port of 1 to 65535");
    }
    String host = parts.group(1);
    return InetSocketAddress.createUnresolved(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new Unfit("the value is missing", "write it behind the colon");
    }
    return text;
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "an empty value" : "\"" + text + "\"";
  }
}
