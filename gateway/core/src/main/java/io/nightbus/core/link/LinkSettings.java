package io.nightbus.core.link;

import java.time.Duration;

/**
 * How one link is kept.
 *
 * @param dials we connect to the peer; otherwise the peer connects to us
 * @param signOn who signs on
 * @param connect longest wait for TCP, and for TLS where there is
 * @param answer longest wait for the answer to a sign-on or an echo
 * @param echo silence after which an echo is sent
 * @param backoff first pause after a failed connect; doubles with jitter up to {@code backoffCap}
 * @param announced its address was told by a name service or a file: it carries nothing before it
 *     has echoed
 */
public record LinkSettings(
    LinkId id,
    boolean dials,
    SignOn signOn,
    Duration connect,
    Duration answer,
    Duration echo,
    Duration backoff,
    Duration backoffCap,
    boolean announced) {

  /** With an address that a person has configured. */
  public LinkSettings(
      LinkId id,
      boolean dials,
      SignOn signOn,
      Duration connect,
      Duration answer,
      Duration echo,
      Duration backoff,
      Duration backoffCap) {
    this(id, dials, signOn, connect, answer, echo, backoff, backoffCap, false);
  }

  /** Kept in the same way, at an address that was announced. */
  public LinkSettings announced(LinkId candidate) {
    return new LinkSettings(
        candidate, dials, signOn, connect, answer, echo, backoff, backoffCap, true);
  }

  /** Who sends the sign-on after the connection stands. */
  public enum SignOn {
    WE,
    PEER,
    NONE
  }

  public LinkSettings {
    if (backoff.compareTo(backoffCap) > 0) {
      throw new IllegalArgumentException("back-off " + backoff + " is above its cap " + backoffCap);
    }
  }
}
