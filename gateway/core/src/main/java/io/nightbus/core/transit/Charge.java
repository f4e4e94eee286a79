package io.nightbus.core.transit;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.iso.Pan;
import io.nightbus.iso.Stamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * One fare charge as the book keeps it.
 *
 * @param id ours; also its place in its card's lane
 * @param chargeId the operator's own, the idempotency key
 * @param lane keyed token of the card
 * @param expiry YYMM
 * @param amount minor units
 * @param currency ISO 4217 number
 * @param travelled when the journey was, in the place where it was, for DE 12/13
 * @param attempt number of the current attempt, 0 before the first
 * @param rrn DE 37 of the current attempt
 * @param stamp identity of the current attempt
 * @param device what was tapped, as the operator calls it (card, phone); empty where he does not
 *     say
 * @param order its place in its lane and in the replay, see {@link Urgency}
 * @param tries what it has spent of its attempts, and may still spend
 */
public record Charge(
    long id,
    String chargeId,
    String batch,
    String endpoint,
    String lane,
    Pan pan,
    String expiry,
    long amount,
    String currency,
    String merchantType,
    OffsetDateTime travelled,
    String terminal,
    String merchant,
    ChargeState state,
    int attempt,
    String rrn,
    Optional<Stamp> stamp,
    String device,
    long order,
    Tries tries) {

  /** One of which nothing is known but that so many attempts went out and were answered. */
  public Charge(
      long id,
      String chargeId,
      String batch,
      String endpoint,
      String lane,
      Pan pan,
      String expiry,
      long amount,
      String currency,
      String merchantType,
      OffsetDateTime travelled,
      String terminal,
      String merchant,
      ChargeState state,
      int attempt,
      String rrn,
      Optional<Stamp> stamp,
      String device,
      long order,
      int answered) {
    this(
        id,
        chargeId,
        batch,
        endpoint,
        lane,
        pan,
        expiry,
        amount,
        currency,
        merchantType,
        travelled,
        terminal,
        merchant,
        state,
        attempt,
        rrn,
        stamp,
        device,
        order,
        new Tries(answered, answered, Tries.ANY, Instant.EPOCH, false));
  }

  public Charge in(ChargeState next) {
    return with(next, attempt, rrn, stamp, tries);
  }

  public Charge attempted(int number, String reference, Stamp identity) {
    return with(ChargeState.SENDING, number, reference, Optional.of(identity), tries.once());
  }

  /** One more of its attempts had an answer. */
  public Charge heard() {
    return with(state, attempt, rrn, stamp, tries.heard());
  }

  /** The same with other tries. */
  public Charge with(Tries other) {
    return with(state, attempt, rrn, stamp, other);
  }

  /** Attempts that were answered: those are what schemes count. */
  public int answered() {
    return tries.answered();
  }

  private Charge with(
      ChargeState next, int number, String reference, Optional<Stamp> identity, Tries spent) {
    return new Charge(
        id,
        chargeId,
        batch,
        endpoint,
        lane,
        pan,
        expiry,
        amount,
        currency,
        merchantType,
        travelled,
        terminal,
        merchant,
        next,
        number,
        reference,
        identity,
        device,
        order,
        spent);
  }

  /** What stands for it in its card's lane. */
  public Entry entry() {
    return new Entry(id, order, lane, Duty.CHARGE);
  }

  /** The first six digits of its card: whose issuer decides. */
  public String range() {
    return pan.digits().substring(0, 6);
  }

  /** The same order given again: everything that the operator said agrees. */
  public boolean sameOrder(Charge other) {
    return chargeId.equals(other.chargeId)
        && pan.equals(other.pan)
        && expiry.equals(other.expiry)
        && amount == other.amount
        && currency.equals(other.currency)
        && merchantType.equals(other.merchantType)
        && travelled.equals(other.travelled)
        && terminal.equals(other.terminal)
        && merchant.equals(other.merchant)
        && device.equals(other.device);
  }
}
