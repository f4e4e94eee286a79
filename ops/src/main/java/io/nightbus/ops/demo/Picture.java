package io.nightbus.ops.demo;

import io.nightbus.ops.stage.GatewayStatus;
import java.util.Optional;

/**
 * Everything at one moment.
 *
 * @param status empty while the gateway does not answer
 * @param toNetwork the acquirer's live requests
 * @param toIssuer the network's live requests
 * @param charges how many charges the night has
 * @param perSecond charges settled per second just now
 * @param secondsLeft until the deadline
 */
record Picture(
    Optional<GatewayStatus> status,
    Live toNetwork,
    Live toIssuer,
    long charges,
    double perSecond,
    long secondsLeft) {

  /** Live requests by what became of them. */
  record Live(long asked, long approved, long declined, long unanswered) {
    static final Live NONE = new Live(0, 0, 0, 0);

    /** Asked, and nothing has come of them yet. */
    long waiting() {
      return asked - approved - declined - unanswered;
    }

    Live since(Live before) {
      return new Live(
          asked - before.asked,
          approved - before.approved,
          declined - before.declined,
          unanswered - before.unanswered);
    }
  }
}
