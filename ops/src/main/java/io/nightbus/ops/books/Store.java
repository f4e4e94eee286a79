package io.nightbus.ops.books;

import java.time.Instant;
import java.util.List;

/** What the gateway's own views say; texts are empty where the view has NULL. */
public record Store(
    List<Charge> charges,
    List<Attempt> attempts,
    List<Obligation> obligations,
    List<Decision> decisions,
    List<Exchange> exchanges,
    List<Counter> counters) {

  public Store {
    charges = List.copyOf(charges);
    attempts = List.copyOf(attempts);
    obligations = List.copyOf(obligations);
    decisions = List.copyOf(decisions);
    exchanges = List.copyOf(exchanges);
    counters = List.copyOf(counters);
  }

  /** A row of v_charge. */
  public record Charge(
      long id,
      String chargeId,
      String endpoint,
      String lane,
      long amount,
      String currency,
      String state,
      String reason,
      String code) {}

  /** A row of v_attempt. */
  public record Attempt(
      String chargeId, int number, String rrn, int transmissions, String state, String code) {

    /** Its outcome was unknown at some time: it was repeated, or nothing came back. */
    boolean isDoubtful() {
      return transmissions > 1 || state.equals("UNANSWERED") || state.equals("SENT");
    }
  }

  /** A row of v_obligation. */
  public record Obligation(
      long id,
      long order,
      String endpoint,
      String lane,
      String duty,
      String state,
      Instant created,
      long exchange,
      long charge,
      String rrn,
      long amount,
      String mti,
      String stan,
      String de7) {

    boolean isDelivered() {
      return state.equals("DELIVERED");
    }

    boolean isReversal() {
      return duty.equals("REVERSAL");
    }

    boolean isAdvice() {
      return duty.equals("ADVICE");
    }

    LedgerLine.Stamp stamp() {
      return new LedgerLine.Stamp(mti.isEmpty() ? ' ' : mti.charAt(1), de7, stan);
    }
  }

  /** A row of v_decision. */
  public record Decision(
      long id,
      long exchange,
      String rrn,
      boolean approved,
      long amount,
      String code,
      String approval,
      boolean withdrawn) {}

  /** A row of v_exchange. */
  public record Exchange(
      long id,
      String originator,
      String endpoint,
      String rrn,
      long amount,
      String currency,
      String verdict,
      String code,
      String approval) {

    /** An advice or a reversal that was acknowledged because it is owed from here on. */
    boolean isTakenOver() {
      return verdict.equals("TAKEN_OVER");
    }

    boolean isApproved() {
      return verdict.equals("APPROVED") || verdict.equals("STOOD_IN_APPROVED");
    }
  }

  /** A row of v_counter. */
  public record Counter(String scope, String period, long count, long amount) {}
}
