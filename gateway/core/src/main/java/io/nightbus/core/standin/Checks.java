package io.nightbus.core.standin;

import io.nightbus.core.standin.Finding.Decline;
import io.nightbus.core.standin.Finding.MayNot;
import io.nightbus.core.standin.Finding.Pass;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import java.time.LocalDate;
import java.util.Locale;

/** Answers each {@link Check} from rules, card statuses and counters; changes nothing. */
final class Checks {
  private static final Finding FINE = new Pass("");

  private final StandInRules rules;
  private final Cards cards;
  private final Counters counters;

  Checks(StandInRules rules, Cards cards, Counters counters) {
    this.rules = rules;
    this.cards = cards;
    this.counters = counters;
  }

  Finding ask(Check check, Asked asked) {
    return switch (check) {
      case FORM -> form(asked.request());
      case CARD_RANGE -> range(asked);
      case CHECK_DIGIT ->
          asked.request().pan().filter(Pan::passesCheckDigit).isPresent()
              ? FINE
              : new Decline("14", "it does not");
      case CARD_STATUS -> status(cards.of(asked.card()));
      case EXPIRY -> expiry(asked.request().get(De.EXPIRY, ""), asked.days().today());
      case MODE -> asked.rules().mode() == Mode.APPROVE ? FINE : new MayNot("it may decline only");
      case KIND ->
          allowed(asked.rules().kinds().contains(asked.kind()), "a " + words(asked.kind()));
      case ENTRY_MODE ->
          allowed(asked.rules().entryModes().contains(asked.entryMode()), words(asked.entryMode()));
      case ONLINE_PIN ->
          asked.request().has(De.PIN_BLOCK) ? new MayNot("it has an online PIN") : FINE;
      case CURRENCY ->
          allowed(
              asked.request().get(De.CURRENCY).equals(asked.rules().currency()),
              "currency " + asked.request().get(De.CURRENCY));
      case LIMITS -> limits(asked);
      case EXPOSURE -> limit(rules.exposure(), asked);
    };
  }

  private static Finding allowed(boolean allowed, String what) {
    return allowed ? new Pass(what) : new MayNot("not " + what);
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Finding form(Message request) {
    if (request.pan().isEmpty()) {
      return new MayNot("DE 2 is missing or is no card number");
    }
    for (De needed : new De[] {De.PROCESSING_CODE, De.AMOUNT, De.CURRENCY}) {
      if (!request.has(needed)) {
        return new MayNot(needed + " is missing");
      }
    }
    return FINE;
  }

  private static Finding range(Asked asked) {
    if (asked.rules().equals(StandIn.NOBODYS)) {
      return new MayNot("no rule set has it");
    }
    return asked.rules().mode() == Mode.OFF
        ? new MayNot("rule set " + asked.rules().name() + " is off")
        : new Pass("rule set " + asked.rules().name());
  }

  private static Finding status(CardStatus status) {
    return status == CardStatus.ACTIVE
        ? FINE
        : new Decline(status.code(), "it is " + words(status));
  }

  /** A card is good through the last day of its month; YY is of this century. */
  private static Finding expiry(String expiry, LocalDate today) {
    if (expiry.length() != 4 || !expiry.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return new MayNot("DE 14 is missing or is no month");
    }
    int month = today.getYear() % 100 * 100 + today.getMonthValue();
    return Integer.parseInt(expiry) < month ? new Decline("54", "it has") : FINE;
  }

  private Finding limits(Asked asked) {
    for (Limit limit : asked.rules().limits()) {
      Finding finding = limit(limit, asked);
      if (!(finding instanceof Pass)) {
        return finding;
      }
    }
    return FINE;
  }

  /** A credit is bounded one by one only: what a card spends does not grow by it. */
  private Finding limit(Limit limit, Asked asked) {
    boolean counts = limit.per() == Limit.Per.CARD || limit.per() == Limit.Per.RANGE;
    if (!limit.isAbout(asked) || (counts && asked.kind() == Kind.REFUND)) {
      return FINE;
    }
    Counters.Sum spent = spent(limit, asked);
    if (spent.count() + 1L > limit.count()) {
      return new MayNot(limit.words() + ": " + limit.count() + " approvals have been given");
    }
    if (spent.amount() + asked.amount() > limit.amount()) {
      return new MayNot(
          "%s: %d and %d more is above %d"
              .formatted(limit.words(), spent.amount(), asked.amount(), limit.amount()));
    }
    return FINE;
  }

  private Counters.Sum spent(Limit limit, Asked asked) {
    String scope = limit.scope(asked);
    return switch (limit.per()) {
      case TRANSACTION -> Counters.Sum.ZERO;
      case CARD, RANGE -> counters.over(scope, asked.days(), limit.days());
      case EXPOSURE -> counters.of(scope, Counters.ALL);
    };
  }
}
