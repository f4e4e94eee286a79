package io.nightbus.ops.books;

/**
 * One thing that does not agree.
 *
 * @param what names the transaction by charge id or reference, never by card
 */
public record Flaw(Kind kind, String what) {

  /** Every way in which books can be wrong. */
  public enum Kind {
    LOST("lost: taken over, and without its effect"),
    TWICE("twice: more than one effect stands"),
    WRONG_DECLINE("wrongly declined: its issuer never said so"),
    MISSING_REVERSAL("an effect stands that should have been reversed"),
    MISSING_ADVICE("decided by stand-in without exactly one advice delivered"),
    TOLD_WITHOUT_EFFECT("an approval was told to the originator, and nothing stands"),
    EXTRA_EFFECT("an effect that nobody asked for"),
    AMOUNT("the amounts differ"),
    MISPAIRED("the card or the approval of another transaction"),
    ORDER("out of order for its card"),
    UNSETTLED("not settled when everything had come to rest"),
    PARKED("waits for a person"),
    HELD_WITHOUT_DOUBT("held, although its outcome is known or the network's guarantee would tell"),
    NOT_IN_BOOK("told or done, and the gateway's book does not know it"),
    NOT_DURABLE("acknowledged to its client, and the gateway's book does not have it"),
    LIMIT("stand-in's counters or limits do not fit its decisions"),
    IDENTITY("two transactions under one identity, or a repeat that does not say so"),
    CONTRADICTION("the gateway's book contradicts itself"),
    TOTALS("the sums differ");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }
}
