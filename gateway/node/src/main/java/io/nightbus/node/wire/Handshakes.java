package io.nightbus.node.wire;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The arithmetic of TLS handshakes, off the event loop: a signature costs a millisecond and more,
 * and whoever can connect can ask for one. One at a time for those who connect, and one for those
 * whom we dial, so that no crowd keeps us from dialling. Without TLS there is no thread.
 */
final class Handshakes {
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final ExecutorService dialled;
  private final ExecutorService accepted;

  Handshakes() {
    this(oneAtATime("nightbus-tls-out"), oneAtATime("nightbus-tls-in"));
  }

  Handshakes(ExecutorService dialled, ExecutorService accepted) {
    this.dialled = dialled;
    this.accepted = accepted;
  }

  private static ExecutorService oneAtATime(String name) {
    var pool =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** For the handshake of this connection. */
  Executor of(Channel channel, boolean dials) {
    Executor turns = dials ? dialled : accepted;
    // Nothing is worked out for whom has gone, so no more wait here than connections may stand.
    return work ->
        turns.execute(() -> {
          if (channel.isOpen()) {
            work.run();
          }
        });
  }

  /** Every connection has been closed. */
  void close() {
    var _ = dialled.shutdownNow();
    var _ = accepted.shutdownNow();
  }
}
