package io.nightbus.sim.world;

import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;

/** One transaction in an originator's own journal. */
final class Sale {
  /** Where it stands for the originator. */
  enum State {
    WAITING,
    APPROVED,
    DECLINED,
    /** Answered with a technical code: nothing was bought. */
    UNAVAILABLE,
    /** Given up or cancelled: a reversal is being sent until it is acknowledged. */
    REVERSING,
    REVERSED
  }

  final String reference;
  final Pan card;
  final long amount;
  final Message request;
  final long sentAt;
  State state = State.WAITING;
  String code = "";
  String approval = "";

  /** Times the request was sent. */
  int sent;

  /**
   * It was sent again as if it were new. A gateway that has started since, and whose book is slow,
   * can't know that it answered it before, and says 91.
   */
  boolean unflagged;

  /** The network decided it itself; what still comes is too late. */
  boolean overruled;

  /** Answers to the request that came. */
  int answers;

  Message reversal;
  int reversalsSent;

  Sale(String reference, Pan card, Message request, long sentAt) {
    this.reference = reference;
    this.card = card;
    this.amount = request.amount();
    this.request = request;
    this.reversal = request;
    this.sentAt = sentAt;
  }

  /** The originator relies on the money being held for it. */
  boolean counts() {
    return state == State.APPROVED;
  }

  boolean isSettled() {
    return state != State.WAITING && state != State.REVERSING;
  }
}
