package io.nightbus.core.transit;

import io.nightbus.core.transit.RetryRule.Answer;
import io.nightbus.core.transit.RetryRule.OfAdvice;
import io.nightbus.core.transit.RetryRule.OfClass;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.Spot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rules for asking again, and where an answer carries its scheme's advice.
 *
 * @param advice empty where the scheme gives none
 */
public record RetryRules(Optional<Advice> advice, List<RetryRule> rules) {
  public static final RetryRules NONE = new RetryRules(Optional.empty(), List.of());

  /**
   * Where the advice stands, and how many characters it has.
   *
   * @param length of the code
   */
  public record Advice(Spot spot, int length) {
    /** Empty where the answer bears none. */
    String of(Message answer) {
      return spot.in(answer)
          .filter(text -> text.length() >= length)
          .map(text -> text.substring(0, length))
          .orElse("");
    }
  }

  public RetryRules {
    rules = List.copyOf(rules);
  }

  /** The scheme's advice in an answer, empty where it has none. */
  public String adviceOf(Message answer) {
    return advice.map(it -> it.of(answer)).orElse("");
  }

  /**
   * The rules that hold at this moment for an answer: the one of its class and the one of its
   * advice, where there are such. An advice that no rule names leaves the class's alone.
   */
  public List<RetryRule> after(ResponseClass kind, String code, Instant at) {
    var found = new ArrayList<RetryRule>();
    inForce(new OfClass(kind), at).ifPresent(found::add);
    inForce(new OfAdvice(code), at).ifPresent(found::add);
    return found;
  }

  /** No rule keeps a charge waiting for longer; zero where there is none. */
  public Duration longest() {
    return rules.stream()
        .map(RetryRule::spacing)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private Optional<RetryRule> inForce(Answer answer, Instant at) {
    return rules.stream()
        .filter(rule -> rule.answer().equals(answer) && !rule.effective().isAfter(at))
        .max(Comparator.comparing(RetryRule::effective));
  }
}
