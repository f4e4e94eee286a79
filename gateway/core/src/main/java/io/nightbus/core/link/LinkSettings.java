package io.nightbus.core.link;

import java.time.Duration;

/**
 * How one link is kept.
 *
 * @param dials we connect to the peer; otherwise the peer connects to us
 * @param signOn who signs on
 * @param connect longest wait for TCP
 * @param answer longest wait for the answer to a sign-on or an echo
 * @param echo silence after which an echo is sent
 * @param backoff first pause after a failed connect; doubles with jitter up to {@code backoffCap}
 */
public record LinkSettings(
    LinkId id,
    boolean dials,
    SignOn signOn,
    Duration connect,
    Duration answer,
    Duration echo,
    Duration backoff,
    Duration backoffCap) {

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
