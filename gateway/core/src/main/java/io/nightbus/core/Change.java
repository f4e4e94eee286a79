package io.nightbus.core;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Instant;
import java.util.Optional;

/**
 * One change to the book. The changes of one {@link Effect.Store} are applied together or not at
 * all.
 */
public sealed interface Change {

  /**
   * STANs below {@code through} of this endpoint may be in use; after a restart numbering starts
   * there.
   */
  record StansLeased(String endpoint, int through, Instant transmittedUpTo) implements Change {}

  /**
   * A new exchange. If its identity key is known already, the whole transaction is refused ({@link
   * Event.Clashed}); so is every later one that concerns an exchange, a decision or an obligation
   * of a refused one, for the core goes on for a moment before it hears of the clash.
   */
  record Intended(Intent intent) implements Change {}

  /** The exchange goes out under another stamp, because the first attempt is known to be unsent. */
  record Restamped(long exchange, Stamp stamp) implements Change {}

  /**
   * The exchange ended; {@code answer} has the originator's DE 7 and 11 and only elements that may
   * be kept.
   */
  record Concluded(long exchange, Verdict verdict, Message answer, Instant at) implements Change {}

  record Decided(Decision decision) implements Change {}

  /**
   * The decision for this exchange is taken back: nobody saw it. Where it has been taken back
   * before, the whole transaction is left out: a counter falls once.
   */
  record Withdrawn(long exchange, Instant at) implements Change {}

  /**
   * Of a stand-in approval only so much stands: its originator reversed it, in part or as a whole,
   * or the network decided instead of us.
   *
   * @param standing minor units
   * @param gone nothing of it stands any more
   */
  record Lowered(long exchange, long standing, boolean gone, Instant at) implements Change {}

  /** Stand-in decides although the host could, until its time is over. */
  record Forced(Forcing forcing) implements Change {}

  /** A {@link Forced} has ended: its time was over, or an operator said so before. */
  record Released(long forcing, Instant at) implements Change {}

  /**
   * A card's status from now on; it wins over the file of hot cards.
   *
   * @param card keyed token
   */
  record CardMarked(String card, CardStatus status, Instant at) implements Change {}

  /** What an operator did, in the transaction that does it. */
  record Acted(Act act) implements Change {}

  /**
   * A limit counter moves.
   *
   * @param scope what is limited, e.g. {@code card/TOKEN} or {@code exposure}
   * @param window the day (ISO date), or {@code all}
   */
  record Counted(String scope, String window, int count, long amount) implements Change {}

  record Owed(Obligation obligation) implements Change {}

  /** Intent to send: from here on bytes may have left, under this stamp. */
  record ObligationSent(long obligation, Stamp stamp, int attempts) implements Change {}

  /**
   * The attempt is known not to have left, and does not count. Where it was the first, its stamp is
   * burnt; where an earlier one may have left, the stamp stays what the peer may know.
   */
  record ObligationUnsent(long obligation) implements Change {}

  record ObligationEnded(long obligation, Ending ending, String reason, Instant at)
      implements Change {}

  /** A parked obligation is owed again, as a new message: the peer refused the one before. */
  record ObligationRevived(long obligation) implements Change {}

  record BatchOpened(Batch batch) implements Change {}

  record ChargeAccepted(Charge charge) implements Change {}

  /**
   * The batch's trailer was read: all its ACCEPTED (or HELD for an incomplete file) charges move to
   * this state.
   */
  record BatchClosed(Batch batch, ChargeState charges) implements Change {}

  /** From here on what it covers waits; in place of one for the same thing and cause. */
  record HoldPlaced(Hold hold) implements Change {}

  /** It stands no more. */
  record HoldLifted(Hold hold, String by, String reason, Instant at) implements Change {}

  /**
   * The operator hears of a card; the book gives the numbers. RELEASED is left out where nothing
   * stands against it, and where another charge that it was told as DECLINED for is not settled:
   * declined still, or asked for once more.
   *
   * @param reason a response class, or why it is held
   */
  record CardTold(long charge, String lane, CardSign sign, String reason, Instant at)
      implements Change {}

  /** Intent to send attempt {@code attempt} of a charge. */
  record ChargeSent(long charge, int attempt, String rrn, Stamp stamp, Instant at)
      implements Change {}

  /** The same attempt goes out once more, as a repeat. */
  record ChargeRepeated(long charge, int attempt) implements Change {}

  /**
   * An answer to this attempt leaves the charge so much of its budget; or its time was told by a
   * clock that has been set back since.
   *
   * @param advice the scheme's advice that the answer bore; empty for none, and what was stored
   *     stays
   * @param most attempts in all, never more than before
   * @param due no new attempt before this; earlier than before only where the clock was set back
   */
  record ChargeBounded(long charge, int attempt, String advice, int most, Instant due)
      implements Change {}

  /**
   * A charge moves; where an attempt ended with it, how.
   *
   * @param reason the response class, or why it is held
   * @param code DE 39, empty where none came
   * @param approval DE 38, empty where none came
   */
  record ChargeMoved(
      long charge,
      ChargeState to,
      Optional<AttemptEnd> attempt,
      String reason,
      String code,
      String approval,
      Instant at)
      implements Change {}

  /** How an attempt of a charge ended. */
  enum AttemptEnd {
    ANSWERED,
    UNSENT,
    UNANSWERED,
    REVERSED
  }
}
