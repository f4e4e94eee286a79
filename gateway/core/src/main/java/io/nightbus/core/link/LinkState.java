package io.nightbus.core.link;

/**
 * Where a link is in its life; what only exists in one state is kept in that state. Times are
 * monotonic nanoseconds.
 */
public sealed interface LinkState {

  /** Not connected; dialled again at {@code retryAt}, or waiting for the peer to connect. */
  record Down(LossReason why, long retryAt) implements LinkState {}

  /** Given up at {@code deadline}. */
  record Connecting(long deadline) implements LinkState {}

  /** TCP stands, and each side shows the other who it is; given up at {@code deadline}. */
  record Securing(long deadline) implements LinkState {}

  /** Our sign-on is out. */
  record SigningOn(long deadline) implements LinkState {}

  /** Connected; the peer has to sign on. */
  record AwaitingSignOn(long deadline) implements LinkState {}

  /** The peer signed off, and may sign on again as long as it shows that it is there. */
  record SignedOff() implements LinkState {}

  /** Signed on; its address was only announced, so it has to echo before it carries anything. */
  record Proving(long deadline) implements LinkState {}

  record Up() implements LinkState {}

  /**
   * It stands, and something speaks against it. Takes traffic where no other link can; otherwise,
   * from {@code probeAt} on, one request at a time to find out.
   *
   * @param good probes answered in a row
   */
  record Suspect(Doubt why, long probeAt, int good) implements LinkState {}

  /** Answers are still welcome, nothing new goes out; at {@code deadline} we wait no longer. */
  record Draining(long deadline) implements LinkState {}

  /** Our sign-off is out. */
  record SigningOff(long deadline) implements LinkState {}

  default String code() {
    return switch (this) {
      case Down _ -> "DOWN";
      case Connecting _ -> "CONNECTING";
      case Securing _ -> "SECURING";
      case SigningOn _ -> "SIGNING_ON";
      case AwaitingSignOn _ -> "AWAITING_SIGN_ON";
      case SignedOff _ -> "SIGNED_OFF";
      case Proving _ -> "PROVING";
      case Up _ -> "UP";
      case Suspect _ -> "SUSPECT";
      case Draining _ -> "DRAINING";
      case SigningOff _ -> "SIGNING_OFF";
    };
  }
}
