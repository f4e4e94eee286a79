package io.nightbus.core.transit;

/** The life of a charge (domain §7.2). */
public enum ChargeState {
  /** Durable; its file is not complete yet. */
  ACCEPTED(false),
  QUEUED(false),
  /** An attempt is out, or may be. */
  SENDING(false),
  /** Sent, and not answered; being resolved by the endpoint's guarantees. */
  IN_DOUBT(false),
  /** In doubt, and a reversal of the attempt is owed; a new attempt follows its acknowledgement. */
  REVERSING(false),
  /** Waits for a person or for the settlement file: nothing is sent. */
  HELD(false),
  AUTHORISED(true),
  DECLINED(true),
  EXPIRED(true),
  CANCELLED(true),
  SETTLED_BY_HAND(true);

  private final boolean terminal;

  ChargeState(boolean terminal) {
    this.terminal = terminal;
  }

  /** Nothing goes on by itself. */
  public boolean isTerminal() {
    return terminal;
  }

  /**
   * What has ended stays so; only the debt of a declined charge may be asked for once more, or be
   * settled otherwise (domain §7.2).
   */
  public boolean mayBecome(ChargeState next) {
    return !terminal || (this == DECLINED && (next == QUEUED || next == SETTLED_BY_HAND));
  }
}
