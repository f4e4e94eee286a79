package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.node.wire.Passed.Direction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What passes over a link is counted, and nothing of a message but its class and its code. */
final class PassedTest {
  private static Message answer(int stan, String code) {
    return Peer.message(stan)
        .edit()
        .mti(Mti.AUTHORISATION_RESPONSE)
        .drop(De.NETWORK_CODE)
        .set(De.RESPONSE_CODE, code)
        .build();
  }

  @Test
  void messagesBytesAndCodesAreCountedBothWaysAndOutliveTheConnection() throws Exception {
    try (Rig rig = Rig.listening(Transport.NIO, WireLimits.USUAL, Rig.A)) {
      Passed passed = rig.wire.passed().getFirst();
      assertThat(passed.link()).isEqualTo(Rig.A);
      assertThat(passed.heard()).isZero();
      int in = 0;
      int out = 0;
      for (int round = 1; round <= 2; round++) {
        try (Peer peer = rig.connect()) {
          assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
          Message sent = answer(round, "91");
          for (Message each : List.of(Peer.message(1), answer(1, "00"), answer(2, "05"))) {
            peer.send(each);
            in += Peer.frame(each).length;
            rig.heard.next();
          }
          rig.run(() -> rig.wire.send(Rig.A, sent, 0, Deadlines.NEVER));
          out += Peer.frame(sent).length;
          peer.read();
          peer.leave();
        }
        rig.heard.next();
      }
      int bytes = out;
      await().untilAsserted(() -> assertThat(passed.bytes(Direction.SENT)).isEqualTo(bytes));
      assertThat(passed.bytes(Direction.RECEIVED)).isEqualTo(in);
      assertThat(passed.heard()).isPositive();
      assertThat(passed.messages(Direction.RECEIVED, 8)).isEqualTo(2);
      assertThat(passed.messages(Direction.RECEIVED, 1)).isEqualTo(4);
      assertThat(passed.messages(Direction.SENT, 1)).isEqualTo(2);
      assertThat(rig.wire.codes(Direction.RECEIVED))
          .isEqualTo(Map.of("net", Map.of("00", 2L, "05", 2L)));
      assertThat(rig.wire.codes(Direction.SENT)).isEqualTo(Map.of("net", Map.of("91", 2L)));
    }
  }

  @Test
  void aCodeThatTheDialectDoesNotNameIsOther() {
    var codes = new Codes(Peer.ASCII);
    codes.count(answer(1, "ZZ"));
    codes.count(answer(2, "YY"));
    codes.count(answer(3, "00"));
    codes.count(answer(4, "00").edit().drop(De.RESPONSE_CODE).build());

    assertThat(codes.counted()).isEqualTo(Map.of("00", 1L, Codes.OTHER, 3L));
  }

  @Test
  void aPeerThatUsesEveryCodeMakesABoundedNumberOfThem() {
    var codes = new Codes(Peer.ASCII);
    var named = Peer.ASCII.codeTables().getFirst().classes().keySet();
    assertThat(named).hasSizeGreaterThan(Codes.MOST);
    named.forEach(code -> codes.count(answer(1, code)));

    assertThat(codes.counted())
        .hasSize(Codes.MOST + 1)
        .containsEntry(Codes.OTHER, (long) named.size() - Codes.MOST);
  }

  @Test
  void requestsAndAnswersToEchoesHaveNoCodeThatCounts() {
    var codes = new Codes(Peer.ASCII);
    codes.count(Peer.message(1));
    codes.count(
        Peer.message(1).edit().mti(Mti.NETWORK_RESPONSE).set(De.RESPONSE_CODE, "00").build());

    assertThat(codes.counted()).isEmpty();
  }
}
