package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who connects and does not say who he is costs little, and takes nothing from who did. */
final class WaitingRoomTest {
  private static final int PLACES = 4;
  private static final int CROWD = 40;

  private final List<Peer> silent = new ArrayList<>();

  private static WireLimits limits(Duration identify) {
    return limits(PLACES, identify);
  }

  private static WireLimits limits(int places, Duration identify) {
    return new WireLimits(
        4 * 1024 * 1024,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4),
        places,
        identify);
  }

  private static Rig rig(Transport transport, Duration identify) throws Exception {
    return Rig.identifying(transport, limits(identify), Rig.A);
  }

  private void crowd(Rig rig, int many) throws Exception {
    for (int i = 0; i < many; i++) {
      silent.add(rig.connect());
    }
  }

  @AfterEach
  void leave() throws Exception {
    for (Peer each : silent) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whoSaysNothingTakesNoLinkAndGoesWhenHisTimeIsOver(Transport transport) throws Exception {
    try (Rig rig = rig(transport, Duration.ofMillis(300))) {
      crowd(rig, 3);
      try (Peer peer = rig.connect()) {
        peer.send(Peer.message(1));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
        for (Peer each : silent) {
          assertThat(each.readEnd()).isEqualTo("RST");
        }
        await().until(() -> rig.wire.waiting() == 0 && rig.wire.unidentified() == 3);
        peer.send(Peer.message(2));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(2)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCrowdPushesOutItsOwnOldestAndNobodyWhoHasSaidWhoHeIs(Transport transport) throws Exception {
    try (Rig rig = rig(transport, Duration.ofMinutes(1));
        Peer peer = rig.connect()) {
      peer.send(Peer.message(1));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
      crowd(rig, PLACES + 20);
      await().until(() -> rig.wire.unidentified() == 20 && rig.wire.waiting() == PLACES);
      peer.send(Peer.message(2));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(2)));
      assertThat(rig.heard.isQuiet()).isTrue();
    }
  }

  /** As who came in a crowd does: otherwise live requests would wait for the last of them. */
  @Test
  void whoseTimeIsOverAtTheSameMomentGoAFewAtATime() throws Exception {
    Duration identify = Duration.ofMinutes(1);
    try (Rig rig = Rig.identifying(Transport.best(), limits(CROWD, identify), Rig.A)) {
      crowd(rig, CROWD);
      await().until(() -> rig.wire.waiting() == CROWD);
      long gone =
          rig.call(() -> {
            rig.wire.watch(System.nanoTime() + 2 * identify.toNanos());
            return rig.wire.unidentified();
          });
      assertThat(gone).isEqualTo(WaitingRoom.AT_ONCE);
      await().until(() -> rig.wire.unidentified() == CROWD && rig.wire.waiting() == 0);
    }
  }

  @Test
  void whoComesAmidACrowdGetsIn() throws Exception {
    try (Rig rig = rig(Transport.best(), Duration.ofMinutes(1))) {
      crowd(rig, PLACES);
      try (Peer peer = rig.connect()) {
        crowd(rig, PLACES - 1);
        byte[] all = Peer.frames(1, 3);
        // In pieces, the first of them shorter than a length: and nothing is lost on the way.
        peer.send(Arrays.copyOfRange(all, 0, 1));
        peer.send(Arrays.copyOfRange(all, 1, 9));
        peer.send(Arrays.copyOfRange(all, 9, all.length));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
        for (int stan = 1; stan <= 3; stan++) {
          assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(stan)));
        }
      }
    }
  }

  @Test
  void aFirstMessageThatIsHugeOrEmptyIsRefused() throws Exception {
    try (Rig rig = rig(Transport.best(), Duration.ofMinutes(1))) {
      for (byte[] first : List.of(new byte[] {(byte) 0x7F, 0}, new byte[] {0, 0})) {
        try (Peer peer = rig.connect()) {
          peer.send(first);
          assertThat(peer.readEnd()).isEqualTo("RST");
        }
      }
      await().until(() -> rig.wire.refused() == 2);
      assertThat(rig.heard.isQuiet()).isTrue();
    }
  }

  /** Which peer speaks another dialect, or none, is what an operator has to be told. */
  @Test
  void aFirstMessageThatCannotBeReadCountsAgainstThePeer() throws Exception {
    try (Rig rig = rig(Transport.best(), Duration.ofMinutes(1));
        Peer peer = rig.connect()) {
      peer.send(new byte[] {0, 4, 'r', 'u', 's', 't'});
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      assertThat(rig.heard.next()).isInstanceOf(Heard.Unreadable.class);
    }
  }

  @Test
  void whoHasSaidWhoHeIsAndFindsEveryLinkTakenIsRefused() throws Exception {
    try (Rig rig = rig(Transport.best(), Duration.ofMinutes(1));
        Peer first = rig.connect()) {
      first.send(Peer.message(1));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      try (Peer second = rig.connect()) {
        second.send(Peer.message(2));
        assertThat(second.readEnd()).isEqualTo("RST");
        await().until(() -> rig.wire.refused() == 1);
      }
    }
  }
}
