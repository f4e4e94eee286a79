package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightbus.core.link.LossReason;
import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links over real sockets, on both transports where both are there. */
final class WireTest {
  private static final long NEVER = Deadlines.NEVER;

  @ParameterizedTest
  @EnumSource(Transport.class)
  void messagesGoBothWays(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      peer.send(Peer.message(1));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
      rig.run(() -> rig.wire.send(Rig.A, Peer.message(2), 0, NEVER));
      assertThat(peer.read()).isEqualTo(Peer.message(2));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void framesByteByByteAndGluedAreTheSameMessages(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, WireLimits.USUAL, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      for (byte each : Peer.frame(Peer.message(1))) {
        peer.send(each);
      }
      peer.send(Peer.frames(2, 500));
      for (int stan = 1; stan <= 500; stan++) {
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(stan)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theOrderOfSendsIsTheOrderOnTheWire(Transport transport) throws Exception {
    try (ServerSocket server = Rig.server();
        Rig rig = Rig.dialling(transport, server)) {
      rig.run(() -> rig.wire.open(Rig.A));
      try (Peer peer = Peer.accept(server)) {
        rig.heard.next();
        rig.run(() -> {
          for (int stan = 1; stan <= 20_000; stan++) {
            rig.wire.send(Rig.A, Peer.message(stan), stan, NEVER);
          }
        });
        for (int stan = 1; stan <= 20_000; stan++) {
          assertThat(Peer.stan(peer.read())).isEqualTo(stan);
        }
        assertThat(rig.heard.isQuiet()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void howAPeerLeavesIsNamed(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, Rig.QUICK, Rig.A)) {
      Peer first = rig.connect();
      rig.heard.next();
      first.send(Peer.message(1)).leave();
      // What came before the end is heard before the end.
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.CLOSED_BY_PEER));

      Peer second = rig.connect();
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      second.reset();
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.RESET));
      assertThat(rig.heard.isQuiet()).isTrue();
    }
  }

  /** A reload may have taken it away while its next dial was due. */
  @Test
  void aLinkThatWasTakenAwayIsLostAtOnceWhenItIsOpened() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A)) {
      rig.run(() -> {
        rig.wire.use(List.of());
        rig.wire.open(Rig.A);
      });
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.REMOVED));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void weCutByReset(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      rig.run(() -> rig.wire.close(Rig.A, LossReason.SILENT));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.SILENT));
      assertThat(peer.readEnd()).isEqualTo("RST");
    }
  }

  @Test
  void whatWasSaidBeforeAnEndInGoodOrderIsStillWritten() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      rig.run(() -> {
        rig.wire.send(Rig.A, Peer.message(1), 1, NEVER);
        rig.wire.close(Rig.A, LossReason.SIGNED_OFF);
      });
      assertThat(peer.read()).isEqualTo(Peer.message(1));
      assertThat(peer.readEnd()).isEqualTo("RST");
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.SIGNED_OFF));
    }
  }

  @Test
  void whatWasSaidInTheSameTurnAsACutIsUnsent() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      rig.run(() -> {
        rig.wire.send(Rig.A, Peer.message(1), 7, NEVER);
        rig.wire.close(Rig.A, LossReason.SILENT);
        rig.wire.send(Rig.A, Peer.message(2), 8, NEVER);
      });
      assertThat(rig.heard.next()).isEqualTo(new Heard.NotSent(Rig.A, 7, Arrivals.Unsent.GONE));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.SILENT));
      assertThat(rig.heard.next()).isEqualTo(new Heard.NotSent(Rig.A, 8, Arrivals.Unsent.GONE));
      assertThat(peer.stansToTheEnd()).isEmpty();
    }
  }

  @Test
  void whatComesTooLateIsToldAndNotWritten() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      rig.run(() -> {
        rig.wire.send(Rig.A, Peer.message(1), 1, System.nanoTime() - 1);
        rig.wire.send(Rig.A, Peer.message(2), 2, NEVER);
      });
      assertThat(rig.heard.next()).isEqualTo(new Heard.NotSent(Rig.A, 1, Arrivals.Unsent.LATE));
      assertThat(peer.read()).isEqualTo(Peer.message(2));
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatTheSocketHasTakenIsToldOncePerWriteAndForThoseWhoAsked(Transport transport)
      throws Exception {
    try (Rig rig = Rig.listening(transport, Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      rig.run(() -> rig.wire.send(Rig.A, Peer.message(1), 0, NEVER));
      rig.run(() -> {
        rig.wire.send(Rig.A, Peer.message(2), 2, NEVER);
        rig.wire.send(Rig.A, Peer.message(3), 3, NEVER);
      });
      for (int stan = 1; stan <= 3; stan++) {
        assertThat(peer.read()).isEqualTo(Peer.message(stan));
      }
      await().untilAsserted(() -> assertThat(rig.heard.written()).isEqualTo(1));
    }
  }

  @Test
  void whatDoesNotFitTheDialectIsToldAndTheLinkStays() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      Message misfit = Peer.message(1).with(De.RRN, "longer than twelve characters");
      rig.run(() -> {
        rig.wire.send(Rig.A, misfit, 1, NEVER);
        rig.wire.send(Rig.A, Peer.message(2), 2, NEVER);
      });
      assertThat(rig.heard.next())
          .isEqualTo(new Heard.NotSent(Rig.A, 1, Arrivals.Unsent.UNWRITABLE));
      assertThat(peer.read()).isEqualTo(Peer.message(2));
    }
  }

  @Test
  void garbageEndsOnlyItsOwnLink() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A, Rig.B);
        Peer bad = rig.connect();
        Peer good = rig.connect()) {
      assertThat(List.of(rig.heard.next(), rig.heard.next()))
          .containsExactly(new Heard.Opened(Rig.A), new Heard.Opened(Rig.B));
      bad.send((byte) 0, (byte) 4)
          .send("XXXX".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(rig.heard.next())
          .isEqualTo(
              new Heard.Unreadable(Rig.A, new Decoded.Malformed(Decoded.Flaw.BAD_MTI, 0, 0)));
      bad.send((byte) 0xff, (byte) 0xff);
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.FRAME_TOO_LONG));
      good.send(Peer.message(1));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.B, Peer.message(1)));
    }
  }

  /** P4: what came whole counts; the rest is nothing, and the link ends as by any FIN. */
  @Test
  void aFrameThatEndsWithTheConnectionIsNoMessage() throws Exception {
    byte[] frame = Peer.frame(Peer.message(2));
    for (int cut : List.of(1, 2, 7, frame.length - 1)) {
      try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
          Peer peer = rig.connect()) {
        rig.heard.next();
        peer.send(Peer.message(1)).send(Arrays.copyOf(frame, cut)).leave();
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.CLOSED_BY_PEER));
      }
    }
  }

  /** P5: the element is named, its content is not; nothing of it becomes an answer. */
  @Test
  void aResponseWithAnElementThatCannotBeReadIsUnreadableAndNoAnswer() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      byte[] frame = Peer.frame(Peer.ASCII.response(Peer.message(1), "00").build());
      // Its last element says that it is longer than what is left.
      byte[] shorter = Arrays.copyOf(frame, frame.length - 1);
      shorter[1]--;
      peer.send(shorter);
      assertThat(rig.heard.next())
          .isInstanceOfSatisfying(
              Heard.Unreadable.class, told -> assertThat(told.link()).isEqualTo(Rig.A));
    }
  }

  @Test
  void anEmptyFrameIsNoMessage() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      peer.send((byte) 0, (byte) 0);
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.UNREADABLE));
    }
  }

  @Test
  void aFrameThatDripsIsCutAndOneThatIsWholeIsNot() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A, Rig.B);
        Peer slow = rig.connect();
        Peer idle = rig.connect()) {
      rig.heard.next();
      rig.heard.next();
      byte[] frame = Peer.frame(Peer.message(1));
      slow.send(Arrays.copyOf(frame, frame.length - 1));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.FRAME_TOO_SLOW));
      idle.send(frame);
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.B, Peer.message(1)));
    }
  }

  /** N11: each byte is progress, and the frame's time runs on from its first. */
  @Test
  void aFrameThatComesByteByByteTooSlowlyIsCut() throws Exception {
    assertThat(WireLimits.USUAL.frame()).isEqualTo(Duration.ofSeconds(5));
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer slow = rig.connect()) {
      rig.heard.next();
      byte[] frame = Peer.frame(Peer.message(1));
      long began = System.nanoTime();
      int sent = 0;
      while (rig.heard.isQuiet() && sent < frame.length - 1) {
        slow.send(frame[sent++]);
        long next = began + sent * Rig.QUICK.frame().toNanos() / 10;
        await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() >= next);
      }
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.FRAME_TOO_SLOW));
      assertThat(sent).as("it had not ended by itself").isLessThan(frame.length - 1);
    }
  }

  @Test
  void aFrameAmidWhichWeDoNotReadIsNotThePeersFault() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      byte[] frame = Peer.frame(Peer.message(1));
      rig.run(() -> rig.wire.reading(Rig.A.endpoint(), false, System.nanoTime()));
      peer.send(frame);
      // Longer than a frame may take: nothing is read, and nothing is cut.
      await().pollDelay(Rig.QUICK.frame().multipliedBy(2)).until(rig.heard::isQuiet);
      rig.run(() -> rig.wire.reading(Rig.A.endpoint(), true, System.nanoTime()));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
    }
  }

  @Test
  void whoeverConnectsTakesTheFirstFreeLinkAndIsRefusedWhereNoneIsFree() throws Exception {
    try (Rig rig = Rig.listening(Transport.best(), Rig.QUICK, Rig.A, Rig.B);
        Peer first = rig.connect();
        Peer second = rig.connect()) {
      assertThat(List.of(rig.heard.next(), rig.heard.next()))
          .containsExactly(new Heard.Opened(Rig.A), new Heard.Opened(Rig.B));
      assertThat(rig.wire.address(Rig.B)).isEqualTo(rig.wire.address(Rig.A));
      try (Peer third = rig.connect()) {
        assertThat(third.readEnd()).isEqualTo("RST");
        await().until(() -> rig.wire.refused() == 1);
      }
      first.leave();
      assertThat(rig.heard.next()).isEqualTo(new Heard.Lost(Rig.A, LossReason.CLOSED_BY_PEER));
      try (Peer fourth = rig.connect()) {
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
        second.send(Peer.message(5));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.B, Peer.message(5)));
        fourth.send(Peer.message(6));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(6)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPortInUseIsNamed(Transport transport) throws Exception {
    try (ServerSocket taken = Rig.server()) {
      InetSocketAddress address = Rig.loopback(taken.getLocalPort());
      assertThatThrownBy(() -> Rig.listeningAt(transport, address))
          .isInstanceOf(ListenException.class)
          .hasMessage(
              "cannot listen on %s:%d: another process listens there; stop it or choose another"
                  + " port",
              address.getHostString(), address.getPort());
    }
  }
}
