package io.nightbus.ops.books;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What the gateway's own views say; texts are empty where the view has NULL. */
public record Store(
    List<Charge> charges,
    List<Attempt> attempts,
    List<Obligation> obligations,
    List<Decision> decisions,
    List<Exchange> exchanges,
    List<Counter> counters,
    List<Batch> batches) {

  public Store {
    charges = List.copyOf(charges);
    attempts = List.copyOf(attempts);
    obligations = List.copyOf(obligations);
    decisions = List.copyOf(decisions);
    exchanges = List.copyOf(exchanges);
    counters = List.copyOf(counters);
    batches = List.copyOf(batches);
  }

  /** A row of v_charge; {@code attempt} is the number of the last one. */
  public record Charge(
      long id,
      String chargeId,
      String batch,
      String endpoint,
      String lane,
      long amount,
      String currency,
      String state,
      int attempt,
      String reason,
      String code,
      String approval) {}

  /** A row of v_attempt. */
  public record Attempt(
      String chargeId,
      int number,
      String rrn,
      int transmissions,
      String state,
      String code,
      String approval) {

    /** Its outcome was unknown at some time: it was repeated, or nothing came back. */
    boolean isDoubtful() {
      return transmissions > 1 || state.equals("UNANSWERED") || state.equals("SENT");
    }

    /** It was reversed, whether it had come to its issuer or not. */
    boolean isUndone() {
      return state.equals("REVERSED");
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
      Optional<Instant> ended,
      int attempts,
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

  /** A row of v_decision; {@code standing} is what of the amount has not been reversed. */
  public record Decision(
      long id,
      long exchange,
      String rrn,
      String card,
      boolean approved,
      long amount,
      String code,
      String approval,
      Instant decided,
      long standing,
      boolean withdrawn) {

    boolean counts() {
      return approved && !withdrawn;
    }

    /** The day whose limits it is counted against. */
    String day() {
      return decided.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
  }

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
      String approval,
      Optional<Instant> concluded) {

    /** An advice or a reversal that was acknowledged because it is owed from here on. */
    boolean isTakenOver() {
      return verdict.equals("TAKEN_OVER") || verdict.equals("TAKEN_BACK");
    }

    boolean isApproved() {
      return verdict.equals("APPROVED") || verdict.equals("STOOD_IN_APPROVED");
    }
  }

  /** A row of v_counter. */
  public record Counter(String scope, String period, long count, long amount) {}

  /** A row of v_batch: what its trailer claims, and what was taken over. */
  public record Batch(
      String id,
      String state,
      long claimedCount,
      long claimedAmount,
      long acceptedCount,
      long acceptedAmount) {}
}
