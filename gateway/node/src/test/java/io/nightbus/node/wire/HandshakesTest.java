package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handshake costs is not the loop's to pay, and nobody pays for who has gone. */
final class HandshakesTest {
  private static final int SECONDS = 10;

  @TempDir Path folder;
  private final CountDownLatch free = new CountDownLatch(1);
  private final ThreadPoolExecutor accepted = single();
  private final ExecutorService dialled = single();
  private final Handshakes handshakes = new Handshakes(dialled, accepted);

  private static ThreadPoolExecutor single() {
    return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  /** Until {@link #free} counts down, somebody's handshake is being worked out. */
  private void busy() {
    accepted.execute(() -> {
      try {
        free.await();
      } catch (InterruptedException over) {
        Thread.currentThread().interrupt();
      }
    });
  }

  @AfterEach
  void end() {
    free.countDown();
    handshakes.close();
  }

  @Test
  void itIsNotTheLoopsWork() throws Exception {
    var certificates = new TestCertificates(folder);
    var files =
        new TlsFiles(
            certificates.authority("ca"),
            Optional.of(certificates.signed("us", "gateway.example", -1, 9)),
            "");
    certificates.signed("peer", "peer.example", -1, 9);
    SSLContext theirs = certificates.client("peer");
    try (Rig rig = Rig.of(handshakes, wiring(Tls.of(files, false)));
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      // Once before, as the first costs most: a handshake has three seconds.
      try (Peer first = Peer.connect(rig.wire.address(Rig.A), theirs)) {
        first.send(Peer.message(9));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
        assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(9)));
      }
      assertThat(rig.heard.next()).isInstanceOf(Heard.Lost.class);
      busy();
      Peer peer = Peer.connect(rig.wire.address(Rig.A), theirs);
      var said = other.submit(() -> peer.send(Peer.message(1)));
      await().until(() -> accepted.getQueue().size() == 1);
      free.countDown();
      said.get(SECONDS, TimeUnit.SECONDS);
      assertThat(rig.heard.next()).isEqualTo(new Heard.Opened(Rig.A));
      assertThat(rig.heard.next()).isEqualTo(new Heard.Received(Rig.A, Peer.message(1)));
      peer.close();
    }
  }

  private static Wiring wiring(Tls tls) {
    return new Wiring(
        Rig.A,
        Peer.ASCII,
        false,
        Rig.loopback(0),
        Duration.ofSeconds(5),
        true,
        Optional.of(tls),
        List.of());
  }

  @Test
  void whoHasGoneIsLeftOut() throws Exception {
    busy();
    var gone = new EmbeddedChannel();
    var there = new EmbeddedChannel();
    var order = new LinkedBlockingQueue<String>();
    handshakes.of(gone, false).execute(() -> order.add("gone"));
    handshakes.of(there, false).execute(() -> order.add("there"));
    gone.close().syncUninterruptibly();
    free.countDown();
    assertThat(order.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("there");
  }

  @Test
  void aCrowdOfThoseWhoConnectKeepsNobodyFromDialling() throws Exception {
    busy();
    var done = new CountDownLatch(1);
    handshakes.of(new EmbeddedChannel(), true).execute(done::countDown);
    assertThat(done.await(SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
