package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.ChargeState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code nightbus why ENDPOINT} says, word by word. */
final class WhyTest {
  private static String why(Looked looked, String endpoint) {
    Sight sight = looked.sight();
    return Why.text(
        new Picture(sight, Diagnosis.of(sight), List.of(), List.of(), List.of()), endpoint);
  }

  @Test
  void aLinkThatIsDownIsToldWithSinceWhenWhatWasTriedAndWhatToCheck() {
    assertThat(why(Looked.well().down("network/north/n1", "CONNECT_TIMEOUT", 12), "network"))
        .isEqualTo(
            """
            demo, 2026-11-23 01:00:00 UTC

            Link network/north/n1 is down.
              since    2026-11-23 00:58:00 UTC, 2 min 0 s ago
              cause    No answer to the connect: host down or a firewall that drops (north/n1 at 10.0.0.0:7001).
              tried    12 attempts to have it again failed; 3 other links to network carry the traffic.
              do       Nothing comes back: check firewall and routing to these addresses, then call the peer.
              runbook  NightbusLinkDown.md
            """);
  }

  @Test
  void allLinksThatAreDownAreToldWithWhatIsAtStakeToo() {
    Looked looked =
        Looked.well()
            .down("issuer/main/i1", "REFUSED", 1)
            .down("issuer/main/i2", "REFUSED", 2)
            .endpoint("issuer", "STAND_IN", "CLOSED", 0);

    assertThat(why(looked, "issuer"))
        .contains(
            "\nNone of the 2 links to issuer carries traffic.\n",
            "\n  since    2026-11-23 00:58:00 UTC, 2 min 0 s ago\n",
            "\n  cause    The peer's address refuses connections (main/i1 at ",
            "\n  tried    3 attempts to have them again failed.\n",
            "\n  stake    Stand-in decides",
            "\n  do       The machine answers, its service does not: call the peer.\n");
  }

  @Test
  void aReplayThatWillBeInTimeIsForetold() {
    Looked looked = Looked.well().batch(ChargeState.QUEUED, 1_200, Looked.NOW.plusSeconds(3_600));
    looked.lately.put("CHARGE_MOVED network authorised", 120L);

    assertThat(why(looked, ""))
        .contains(
            "Nothing is wrong.\n",
            "  network: 1,200 charges to replay, 2.0 a second; through at 2026-11-23 01:10:00 UTC,"
                + " the deadline is 2026-11-23 02:00:00 UTC.\n");
    assertThat(why(looked, "issuer")).doesNotContain("replay");
  }

  @Test
  void anEndpointThatIsWellIsToldAsThatWhateverElseIsWrong() {
    assertThat(why(Looked.well().down("network/north/n1", "REFUSED", 1), "issuer"))
        .isEqualTo(
            """
            demo, 2026-11-23 01:00:00 UTC
            Nothing is wrong with issuer.
              issuer: 2 links carry traffic, the host answers.
            """);
  }
}
