package io.nightbus.core.link;

/**
 * Why a link is not trusted although it stands. A doubt costs nothing: other links take the
 * traffic.
 */
public enum Doubt {
  SLOW("a request waits longer than any other did, while another link answers"),
  TIMEOUTS("several requests in a row got no answer"),
  SHARE("too many requests get no answer"),
  SITE("too many requests at its site get no answer"),
  ECHO_LATE("nothing is heard, and an echo is not answered"),
  STALLED("the peer takes no bytes"),
  MISPAIRED("an answer did not carry what its request carried");

  private final String words;

  Doubt(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /** Ends with any sign of life; the others end with answers to requests. */
  boolean endsWithAnySign() {
    return this == ECHO_LATE || this == STALLED;
  }
}
