package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightbus.core.link.LossReason;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that stops reading: what of all that is sent to it can have left, and what can't. */
final class StallTest {
  private static final WireLimits PATIENT =
      new WireLimits(
          16 * 1024 * 1024, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
  private static final int MESSAGES = 15_000;
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final Pattern ESTABLISHED =
      Pattern.compile(":(....) \\p{XDigit}+:(....) 01 (\\p{XDigit}+):(\\p{XDigit}+)");
  private static final int FRAME = Peer.frame(padded(1)).length;

  /** It was told that a peer takes nothing although bytes wait. */
  private boolean doubted;

  private static Message padded(int stan) {
    return Peer.message(stan).with(De.PRIVATE_48, "x".repeat(900));
  }

  /**
   * Judged by what the kernel itself says: with nobody reading, what it took from us is what is in
   * our socket's queue and in the peer's.
   */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void exactlyWhatTheKernelDidNotTakeIsUnsent(Transport transport) throws Exception {
    assumeTrue(TABLES.stream().allMatch(Files::isReadable), "needs Linux' " + TABLES);
    try (ServerSocket server = Rig.server();
        Rig rig = Rig.dialling(transport, PATIENT, Rig.loopback(server.getLocalPort()))) {
      rig.run(() -> rig.wire.open(Rig.A));
      try (Peer peer = Peer.accept(server)) {
        rig.heard.next();
        flood(rig);
        long inKernel = settled(server.getLocalPort());
        assertThat(inKernel).isPositive().isLessThan((long) MESSAGES * FRAME);
        assertThat(rig.heard.written()).as("told that all is written").isZero();
        assertThat(rig.call(() -> timeOfClose(rig))).isLessThan(Duration.ofSeconds(2));
        long firstUntouched = (inKernel + FRAME - 1) / FRAME + 1;
        assertThat(unsent(rig))
            .isEqualTo(LongStream.rangeClosed(firstUntouched, MESSAGES).boxed().toList());
        assertThat(peer.stansToTheEnd()).allMatch(stan -> stan < firstUntouched);
      }
    }
  }

  /**
   * Closing never waits for a peer (reliability N29, 100 ms). The bound leaves room for a machine
   * that is busy with other things; a close that waits would wait for a minute here.
   */
  private static Duration timeOfClose(Rig rig) {
    long began = System.nanoTime();
    rig.wire.close(Rig.A, LossReason.SILENT);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The peer reads for a while, so that the cut comes amid a busy stream. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  void nothingThatAPeerReceivesIsEverCalledUnsent(Transport transport) throws Exception {
    for (int round = 0; round < 8; round++) {
      try (ServerSocket server = Rig.server();
          Rig rig = Rig.dialling(transport, PATIENT, Rig.loopback(server.getLocalPort()))) {
        rig.run(() -> rig.wire.open(Rig.A));
        try (Peer peer = Peer.accept(server)) {
          rig.heard.next();
          var _ = rig.loop.submit(() -> send(rig));
          var received = new ArrayList<Integer>();
          for (int i = 0; i < round * 250; i++) {
            received.add(Peer.stan(peer.read()));
          }
          var _ = rig.loop.submit(() -> rig.wire.close(Rig.A, LossReason.SILENT));
          received.addAll(peer.stansToTheEnd());
          List<Long> unsent = unsent(rig);
          int last = received.isEmpty() ? 0 : received.getLast();
          assertThat(received).hasSize(last);
          assertThat(unsent).allMatch(token -> token > last);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aPeerThatStopsReadingIsCutWhileOthersGoOn(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, Rig.QUICK, Rig.A, Rig.B);
        Peer deaf = rig.connect();
        Peer other = rig.connect()) {
      rig.heard.next();
      rig.heard.next();
      flood(rig);
      rig.run(() -> rig.wire.send(Rig.B, Peer.message(1), 0, Deadlines.NEVER));
      assertThat(other.read()).isEqualTo(Peer.message(1));
      List<Long> unsent = unsent(rig, LossReason.STALLED);
      assertThat(doubted).isTrue();
      assertThat(WireLimits.USUAL.stall()).isEqualTo(Duration.ofSeconds(2));
      assertThat(unsent).doesNotHaveDuplicates().contains((long) MESSAGES);
      assertThat(deaf.stansToTheEnd())
          .allMatch(stan -> !unsent.contains((long) stan) || stan > MESSAGES);
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatGoesBeyondTheBoundIsToldAtOnce(Transport transport) throws Exception {
    WireLimits small =
        new WireLimits(
            Chunk.CAPACITY, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
    try (Rig rig = Rig.listening(transport, small, Rig.A);
        Peer deaf = rig.connect()) {
      rig.heard.next();
      flood(rig);
      assertThat(rig.heard.next())
          .isInstanceOfSatisfying(
              Heard.NotSent.class,
              first -> assertThat(first.why()).isEqualTo(Arrivals.Unsent.GONE));
      // An answer that nobody asks about is not dropped silently either: its reader is cut.
      rig.run(() -> rig.wire.send(Rig.A, padded(1), 0, Deadlines.NEVER));
      assertThat(unsent(rig, LossReason.STALLED)).contains((long) MESSAGES);
      assertThat(deaf.stansToTheEnd()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatWaitsBehindAFullSocketStillHasItsTime(Transport transport) throws Exception {
    try (Rig rig = Rig.listening(transport, PATIENT, Rig.A);
        Peer peer = rig.connect()) {
      rig.heard.next();
      flood(rig);
      long until = System.nanoTime() + 50_000_000;
      rig.run(() -> rig.wire.send(Rig.A, padded(MESSAGES + 1), MESSAGES + 1, until));
      rig.run(() -> rig.wire.send(Rig.A, padded(MESSAGES + 2), MESSAGES + 2, Deadlines.NEVER));
      await().until(() -> System.nanoTime() - until > 0);
      for (int stan = 1; stan <= MESSAGES; stan++) {
        assertThat(Peer.stan(peer.read())).isEqualTo(stan);
      }
      assertThat(Peer.stan(peer.read())).isEqualTo(MESSAGES + 2);
      assertThat(rig.heard.next())
          .isEqualTo(new Heard.NotSent(Rig.A, MESSAGES + 1, Arrivals.Unsent.LATE));
    }
  }

  /** Far more than the kernel takes for a peer that does not read; tokens are the STANs. */
  private static void flood(Rig rig) {
    rig.run(() -> send(rig));
  }

  private static void send(Rig rig) {
    for (int stan = 1; stan <= MESSAGES; stan++) {
      rig.wire.send(Rig.A, padded(stan), stan, Deadlines.NEVER);
    }
  }

  private List<Long> unsent(Rig rig) throws InterruptedException {
    return unsent(rig, LossReason.SILENT);
  }

  /** Everything that is told up to the loss, which comes last. */
  private List<Long> unsent(Rig rig, LossReason expected) throws InterruptedException {
    var tokens = new ArrayList<Long>();
    while (true) {
      switch (rig.heard.next()) {
        case Heard.NotSent(var _, long token, var _) -> tokens.add(token);
        case Heard.Lost(var _, LossReason why) -> {
          assertThat(why).isEqualTo(expected);
          return tokens;
        }
        case Heard.Stalls _ -> doubted = true;
        case Heard.Opened _, Heard.Received _, Heard.Unreadable _ ->
            throw new AssertionError("nothing else was to happen");
      }
    }
  }

  /** Bytes in the two queues, once they don't move any more. */
  private static long settled(int port) {
    var last = new long[] {-1, 0};
    return await()
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> queued(port),
            bytes -> {
              last[1] = bytes == last[0] ? last[1] + 1 : 0;
              last[0] = bytes;
              return bytes > 0 && last[1] >= 4;
            });
  }

  /** tx_queue of our end and rx_queue of the peer's, from the kernel's table. */
  private static long queued(int port) throws java.io.IOException {
    String hex = String.format("%04X", port);
    long bytes = 0;
    for (Path table : TABLES) {
      for (String row : Files.readAllLines(table)) {
        Matcher end = ESTABLISHED.matcher(row);
        if (end.find() && (end.group(1).equals(hex) || end.group(2).equals(hex))) {
          bytes += Long.parseLong(end.group(3), 16) + Long.parseLong(end.group(4), 16);
        }
      }
    }
    return bytes;
  }
}
