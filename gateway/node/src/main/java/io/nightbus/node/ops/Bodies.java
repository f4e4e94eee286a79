package io.nightbus.node.ops;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A request body that may be long, but not slow: where no byte comes for a while the connection is
 * closed, and the reader sees that it broke off. A reader that is slow itself harms nobody.
 */
final class Bodies extends FilterInputStream {
  /** What is read and thrown away so that the sender sees our answer before a reset. */
  private static final long MOST_DRAINED = 256L << 20;

  /** How long a body may be silent, and who looks. */
  record Patience(ScheduledExecutorService clock, Duration stall) {}

  private final ScheduledFuture<?> guard;
  private volatile long bytes;
  private volatile boolean waits;
  private long seen = -1;

  Bodies(HttpExchange exchange, Patience patience) {
    super(exchange.getRequestBody());
    long millis = patience.stall().toMillis();
    guard =
        patience
            .clock()
            .scheduleAtFixedRate(() -> check(exchange), millis, millis, TimeUnit.MILLISECONDS);
  }

  private void check(HttpExchange exchange) {
    if (waits && bytes == seen) {
      exchange.close();
    }
    seen = waits ? bytes : -1;
  }

  @Override
  public int read() throws IOException {
    waits = true;
    try {
      int b = super.read();
      bytes = b < 0 ? bytes : bytes + 1;
      return b;
    } finally {
      waits = false;
    }
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    waits = true;
    try {
      int count = super.read(into, from, most);
      bytes = count < 0 ? bytes : bytes + count;
      return count;
    } finally {
      waits = false;
    }
  }

  /** Reads the rest, within bounds; a body that broke off is no concern here. */
  void drain() {
    byte[] waste = new byte[64 * 1024];
    long left = MOST_DRAINED;
    try {
      int count = read(waste, 0, waste.length);
      while (count >= 0 && left > 0) {
        left -= count;
        count = read(waste, 0, waste.length);
      }
    } catch (IOException gone) {
      guard.cancel(false);
    }
  }

  @Override
  public void close() throws IOException {
    guard.cancel(false);
    super.close();
  }
}
