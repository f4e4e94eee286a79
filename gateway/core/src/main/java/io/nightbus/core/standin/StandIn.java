package io.nightbus.core.standin;

import io.nightbus.core.standin.Ruling.Approve;
import io.nightbus.core.standin.Ruling.Check;
import io.nightbus.core.standin.Ruling.Decline;
import io.nightbus.core.standin.Ruling.MayNot;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import java.time.LocalDate;
import java.util.Optional;

/** Decides one request by rules and counters. Changes nothing: the caller books what it says. */
public final class StandIn {
  private final StandInRules rules;
  private final Counters counters;

  public StandIn(StandInRules rules, Counters counters) {
    this.rules = rules;
    this.counters = counters;
  }

  /**
   * The first check that fails decides.
   *
   * @param card keyed token of DE 2
   * @param today the day whose counters count, UTC
   */
  public Ruling decide(Message request, String card, LocalDate today) {
    Optional<Pan> pan = request.pan();
    if (pan.isEmpty() || !request.has(De.AMOUNT) || !request.has(De.CURRENCY)) {
      return new MayNot(Check.FORM);
    }
    return about(pan.get(), card, request, today)
        .or(() -> aboutKind(request))
        .or(() -> aboutLimits(request, card, today))
        .orElseGet(Approve::new);
  }

  private Optional<Ruling> about(Pan pan, String card, Message request, LocalDate today) {
    if (rules.cards().stream().noneMatch(prefix -> pan.digits().startsWith(prefix))) {
      return Optional.of(new MayNot(Check.CARD_RANGE));
    }
    if (!pan.passesCheckDigit()) {
      return Optional.of(new Decline("14", Check.CHECK_DIGIT));
    }
    if (rules.hotCards().contains(card)) {
      return Optional.of(new Decline("43", Check.HOT_CARD));
    }
    String expiry = request.get(De.EXPIRY, "");
    if (expiry.isEmpty()) {
      return Optional.of(new MayNot(Check.EXPIRY));
    }
    return isPast(expiry, today) ? Optional.of(new Decline("54", Check.EXPIRY)) : Optional.empty();
  }

  /** A card is good through the last day of its month; YY is of this century. */
  private static boolean isPast(String expiry, LocalDate today) {
    int month = today.getYear() % 100 * 100 + today.getMonthValue();
    return Integer.parseInt(expiry) < month;
  }

  private Optional<Ruling> aboutKind(Message request) {
    String kind = request.get(De.PROCESSING_CODE, "      ").substring(0, 2);
    if (!kind.equals("00")) {
      return Optional.of(new MayNot(Check.KIND));
    }
    if (rules.refusedMerchants().contains(request.get(De.MERCHANT_TYPE, ""))) {
      return Optional.of(new MayNot(Check.MERCHANT_TYPE));
    }
    return request.has(De.PIN_BLOCK) ? Optional.of(new MayNot(Check.ONLINE_PIN)) : Optional.empty();
  }

  private Optional<Ruling> aboutLimits(Message request, String card, LocalDate today) {
    if (!request.get(De.CURRENCY).equals(rules.currency())) {
      return Optional.of(new MayNot(Check.CURRENCY));
    }
    long amount = request.amount();
    boolean transit = rules.transitMerchants().contains(request.get(De.MERCHANT_TYPE, ""));
    if (amount > (transit ? rules.perTransitTransaction() : rules.perTransaction())) {
      return Optional.of(new MayNot(Check.AMOUNT_LIMIT));
    }
    Counters.Sum spent = counters.of(Counters.card(card), today.toString());
    if (spent.count() + 1 > rules.perCardCount()) {
      return Optional.of(new MayNot(Check.CARD_COUNT));
    }
    if (spent.amount() + amount > rules.perCardAmount()) {
      return Optional.of(new MayNot(Check.CARD_AMOUNT));
    }
    Counters.Sum exposed = counters.of(Counters.EXPOSURE, Counters.ALL);
    return exposed.amount() + amount > rules.exposure()
        ? Optional.of(new MayNot(Check.EXPOSURE))
        : Optional.empty();
  }
}
