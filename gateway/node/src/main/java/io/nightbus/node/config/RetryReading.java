package io.nightbus.node.config;

import io.nightbus.core.transit.RetryRule;
import io.nightbus.core.transit.RetryRule.Answer;
import io.nightbus.core.transit.RetryRule.OfAdvice;
import io.nightbus.core.transit.RetryRule.OfClass;
import io.nightbus.core.transit.RetryRules;
import io.nightbus.iso.De;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.Spot;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code transit} says of asking again: where the scheme's advice stands, and the rules. */
final class RetryReading {
  /** Track, PIN block: never looked at. */
  private static final Set<Integer> SECRET = Set.of(35, 36, 45, 52);

  private static final Kind<String> TAG =
      Kinds.matching(Pattern.compile("[A-Za-z0-9]{2}"), "tag", "2 letters or digits, quoted");
  private static final Kind<String> CODE =
      Kinds.matching(
          Pattern.compile("[A-Za-z0-9]{1,8}"), "advice code", "1 to 8 letters or digits, quoted");

  /** After the others nothing is asked again: declined for good, held, or undone first. */
  private static final Map<String, ResponseClass> CLASSES = new LinkedHashMap<>();

  static {
    CLASSES.put("decline-soft", ResponseClass.DECLINE_SOFT);
    CLASSES.put("tech-issuer", ResponseClass.TECH_ISSUER);
    CLASSES.put("tech-network", ResponseClass.TECH_NETWORK);
  }

  private final int budget;
  private final int length;
  private final Optional<RetryRules.Advice> advice;
  private final Map<String, String> taken = new HashMap<>();

  private RetryReading(Section transit, int budget) {
    this.budget = budget;
    Section section = transit.section("advice-code");
    Optional<Integer> element = section.find("element", Kinds.number(2, 128));
    int from = section.read("from", Kinds.number(1, 999), 1);
    String tag = section.find("tag", TAG).orElse("");
    length = section.read("length", Kinds.number(1, 8), 2);
    element
        .filter(SECRET::contains)
        .ifPresent(it ->
            section.error(
                "element",
                "DE " + it + " may hold secrets of the card and is never looked at",
                "the element in which your scheme's answers carry the advice"));
    if (element.isEmpty() && transit.has("advice-code") && !section.has("element")) {
      section.error("element", "missing", "the element in which answers carry the advice");
    }
    section.end();
    advice = element.map(it -> new RetryRules.Advice(new Spot(De.of(it), from, tag), length));
  }

  /**
   * Reads both parts.
   *
   * @param budget answered attempts that every charge has
   */
  static RetryRules rules(Section transit, int budget) {
    var reading = new RetryReading(transit, budget);
    var rules = new ArrayList<RetryRule>();
    for (Section row : transit.sections("retries")) {
      reading.rule(row).ifPresent(rules::add);
    }
    return new RetryRules(reading.advice, List.copyOf(rules));
  }

  private Optional<RetryRule> rule(Section row) {
    Optional<ResponseClass> kind = row.find("class", Kinds.choice(CLASSES));
    Optional<String> code = row.find("advice", CODE);
    Optional<Integer> attempts = row.need("attempts", Kinds.number(1, 35));
    Duration spacing =
        row.read("spacing", Kinds.duration(Duration.ZERO, Duration.ofDays(60)), Duration.ZERO);
    Optional<String> source = row.need("source", Kinds.text("text, for people"));
    Optional<LocalDate> day = row.need("effective", Kinds.DAY);
    row.end();
    if (row.has("class") == row.has("advice")) {
      row.error("class", "a row follows a class or an advice, one of both", "class: decline-soft");
      return Optional.empty();
    }
    attempts
        .filter(it -> it > budget)
        .ifPresent(it ->
            row.warning(
                "attempts",
                it + " are never reached: transit.attempts is " + budget,
                "at most " + budget));
    code.ifPresent(it -> fits(row, it));
    Optional<Answer> answer = kind.<Answer>map(OfClass::new).or(() -> code.map(OfAdvice::new));
    if (answer.isEmpty() || attempts.isEmpty() || source.isEmpty() || day.isEmpty()) {
      return Optional.empty();
    }
    once(row, answer.get(), day.get());
    Instant effective = day.get().atStartOfDay(ZoneOffset.UTC).toInstant();
    return Optional.of(
        new RetryRule(answer.get(), attempts.get(), spacing, source.get(), effective));
  }

  private void fits(Section row, String code) {
    if (advice.isEmpty()) {
      row.error(
          "advice",
          "nothing says where an answer carries it",
          "transit.advice-code: {element: …, tag: …}");
    } else if (code.length() != length) {
      row.error(
          "advice",
          "\"" + code + "\" has " + code.length() + " characters, advice-code.length is " + length,
          "a code of " + length + " characters, or another length");
    }
  }

  private void once(Section row, Answer answer, LocalDate day) {
    String other = taken.putIfAbsent(answer + " " + day, row.path());
    if (other != null) {
      row.error(
          "effective",
          "of two rules for the same answer and day one would be left aside: " + other,
          "another day, or one row");
    }
  }
}
