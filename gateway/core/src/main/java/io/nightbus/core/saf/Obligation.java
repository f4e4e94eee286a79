package io.nightbus.core.saf;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import java.time.Instant;
import java.util.Optional;

/**
 * An advice or a reversal that we owe to an endpoint until it acknowledges it.
 *
 * @param id ours, unique for ever
 * @param order its place in the lane: entries of one lane go out in ascending order, then by id
 * @param lane keyed token of the card
 * @param message what to send, without DE 7 and 11; an original's DE 90 is in it
 * @param exchange id of the live exchange that it belongs to, 0 where there is none
 * @param charge id of the charge that it resolves, 0 where there is none
 * @param stamp its own identity, from the first intent to send on
 * @param attempts transmissions so far
 * @param word whose word it is
 * @param names the exchange of an originator's advice that DE 90 names, 0 where it names anything
 *     else: the peer knows that advice by the stamp under which it goes out, which may be later
 *     than this was taken over
 */
public record Obligation(
    long id,
    long order,
    String endpoint,
    String lane,
    Duty duty,
    Message message,
    long exchange,
    long charge,
    Instant created,
    Optional<Stamp> stamp,
    int attempts,
    Word word,
    long names) {
  /** MTI, STAN and DE 7 at the head of DE 90. */
  private static final int STAMPED = 20;

  /** Whose word an obligation passes on. */
  public enum Word {
    OURS,
    /** It tells of a stand-in approval of ours: a risk until it is acknowledged. */
    OUR_APPROVAL,
    /** The exchange that brought it is known on the leg by the stamp of the obligation. */
    ORIGINATORS
  }

  /** One of ours that tells of no approval. */
  public Obligation(
      long id,
      long order,
      String endpoint,
      String lane,
      Duty duty,
      Message message,
      long exchange,
      long charge,
      Instant created,
      Optional<Stamp> stamp,
      int attempts) {
    this(
        id, order, endpoint, lane, duty, message, exchange, charge, created, stamp, attempts,
        Word.OURS, 0);
  }

  /** After an intent to send, or after one that is known not to have left. */
  public Obligation attempted(Optional<Stamp> as, int times) {
    return with(message, as, times, word, names);
  }

  public Obligation saying(Word whose, long named) {
    return with(message, stamp, attempts, whose, named);
  }

  /** DE 90 with the stamp under which what it names went out. */
  public Obligation naming(Stamp original) {
    String before = message.get(De.ORIGINAL_DATA);
    String after = original.originalData("", "").substring(0, STAMPED) + before.substring(STAMPED);
    return with(message.with(De.ORIGINAL_DATA, after), stamp, attempts, word, names);
  }

  /** It tells of an approval of ours, which is exposure until it is acknowledged. */
  public boolean exposes() {
    return word == Word.OUR_APPROVAL;
  }

  /** What its message is known by on its way; without DE 37 that is its stamp. */
  public Trail trail() {
    return Trail.of(stamp.map(as -> as.onto(message).build()).orElse(message));
  }

  private Obligation with(Message said, Optional<Stamp> as, int times, Word whose, long named) {
    return new Obligation(
        id, order, endpoint, lane, duty, said, exchange, charge, created, as, times, whose, named);
  }
}
