package io.nightbus.sim.proxy;

import io.nightbus.sim.proxy.Toxic.Bandwidth;
import io.nightbus.sim.proxy.Toxic.Corrupt;
import io.nightbus.sim.proxy.Toxic.Latency;
import io.nightbus.sim.proxy.Toxic.LimitData;
import io.nightbus.sim.proxy.Toxic.ResetPeer;
import io.nightbus.sim.proxy.Toxic.Slicer;
import io.nightbus.sim.proxy.Toxic.SlowClose;
import io.nightbus.sim.proxy.Toxic.Timeout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: a thread that reads, a thread that writes, and a short queue
 * between them, so that what is late does not make the next piece late too.
 */
final class Flow {
  /** Pieces in the queue; then nothing more is read, and the sender's window fills. */
  private static final int MOST = 16;

  private static final int PIECE = 8 * 1024;
  private static final long NEVER = Long.MAX_VALUE;

  private final Toxics toxics;
  private final Direction direction;
  private final Joint joint;
  private final Socket from;
  private final Socket to;
  private final SplittableRandom chance;
  private final Deque<Piece> queue = new ArrayDeque<>();
  private final long began = System.nanoTime();
  private long lastDue = Long.MIN_VALUE;
  private int limitedBy;
  private long allowed;
  private boolean closed;

  /** Bytes, or the end where there are none. */
  private static final class Piece {
    private final byte[] bytes;
    private final boolean reset;
    private final long due;

    Piece(byte[] bytes, boolean reset, long due) {
      this.bytes = bytes;
      this.reset = reset;
      this.due = due;
    }

    boolean isEnd() {
      return bytes.length == 0;
    }
  }

  Flow(
      Toxics toxics,
      Direction direction,
      Joint joint,
      Socket from,
      Socket to,
      SplittableRandom chance) {
    this.toxics = toxics;
    this.direction = direction;
    this.joint = joint;
    this.from = from;
    this.to = to;
    this.chance = chance;
  }

  void begin(String name) {
    Thread.ofVirtual().name(name + "-read").start(this::read);
    Thread.ofVirtual().name(name + "-write").start(this::write);
  }

  void close() {
    synchronized (toxics) {
      closed = true;
      toxics.notifyAll();
    }
  }

  // --- reading

  private void read() {
    byte[] buffer = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        put(Arrays.copyOf(buffer, count), false);
      }
      put(new byte[0], false);
    } catch (IOException gone) {
      put(new byte[0], true);
    }
  }

  private void put(byte[] bytes, boolean reset) {
    synchronized (toxics) {
      while (queue.size() >= MOST && !closed) {
        pause(NEVER);
      }
      long due = System.nanoTime() + latency() + (bytes.length == 0 ? slowClose() : 0);
      lastDue = Math.max(lastDue, due);
      queue.add(new Piece(bytes, reset, lastDue));
      toxics.notifyAll();
    }
  }

  private long latency() {
    Optional<Latency> late = toxics.find(Latency.class, direction);
    if (late.isEmpty()) {
      return 0;
    }
    long jitter = late.get().jitter().toNanos();
    long swing = jitter == 0 ? 0 : chance.nextLong(2 * jitter + 1) - jitter;
    return Math.max(0, late.get().time().toNanos() + swing);
  }

  private long slowClose() {
    return toxics
        .find(SlowClose.class, direction)
        .map(SlowClose::time)
        .map(Duration::toNanos)
        .orElse(0L);
  }

  // --- writing

  private void write() {
    try {
      for (Piece piece = next(); piece != null; piece = next()) {
        if (piece.reset) {
          joint.reset();
        } else if (piece.isEnd()) {
          to.shutdownOutput();
          joint.ended();
          return;
        } else {
          pass(piece.bytes);
        }
      }
    } catch (IOException gone) {
      joint.reset();
    }
  }

  /** The next piece that is due; null where the connection has ended. */
  private @Nullable Piece next() {
    synchronized (toxics) {
      while (!closed) {
        long now = System.nanoTime();
        long cut = cutAt();
        if (now >= cut) {
          cut();
          return null;
        }
        Piece head = queue.peek();
        boolean held = toxics.find(Timeout.class, direction).isPresent();
        if (head != null && !held && now >= head.due) {
          toxics.notifyAll();
          return queue.remove();
        }
        pause(Math.min(cut, head == null || held ? NEVER : head.due));
      }
      return null;
    }
  }

  private void pause(long until) {
    try {
      if (until == NEVER) {
        toxics.wait();
      } else {
        long nanos = until - System.nanoTime();
        if (nanos > 0) {
          toxics.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private long cutAt() {
    return Math.min(resetAt(), timeoutAt());
  }

  private long resetAt() {
    return toxics
        .active(ResetPeer.class, direction)
        .map(on -> Math.max(began, on.since()) + ((ResetPeer) on.toxic()).after().toNanos())
        .orElse(NEVER);
  }

  private long timeoutAt() {
    return toxics
        .active(Timeout.class, direction)
        .filter(on -> ((Timeout) on.toxic()).cutAfter().isPositive())
        .map(on -> Math.max(began, on.since()) + ((Timeout) on.toxic()).cutAfter().toNanos())
        .orElse(NEVER);
  }

  private void cut() {
    if (resetAt() <= timeoutAt()) {
      joint.reset();
    } else {
      joint.close();
    }
  }

  private void pass(byte[] bytes) throws IOException {
    int most = limit(bytes.length);
    corrupt(bytes, most);
    Optional<Slicer> slicer = toxics.find(Slicer.class, direction);
    OutputStream out = to.getOutputStream();
    int size = slicer.map(Slicer::size).orElse(most);
    for (int at = 0; at < most; at += size) {
      int count = Math.min(size, most - at);
      sleep(wait(count, slicer));
      joint.passed(direction, count); // first: who has read them finds them counted
      out.write(bytes, at, count);
    }
    if (most < bytes.length) {
      joint.close();
    }
  }

  private long wait(int count, Optional<Slicer> slicer) {
    long nanos = slicer.map(Slicer::pause).map(Duration::toNanos).orElse(0L);
    Optional<Bandwidth> band = toxics.find(Bandwidth.class, direction);
    return nanos + band.map(it -> count * 1_000_000_000L / it.bytesPerSecond()).orElse(0L);
  }

  private static void sleep(long nanos) throws IOException {
    if (nanos > 0) {
      try {
        Thread.sleep(Duration.ofNanos(nanos));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** How many of so many bytes may pass; the limit counts from when it was switched on. */
  private int limit(int count) {
    Optional<Toxics.Active> limit = toxics.active(LimitData.class, direction);
    if (limit.isEmpty()) {
      return count;
    }
    if (limit.get().id() != limitedBy) {
      limitedBy = limit.get().id();
      allowed = ((LimitData) limit.get().toxic()).bytes();
    }
    int most = (int) Math.min(count, allowed);
    allowed -= most;
    return most;
  }

  private void corrupt(byte[] bytes, int count) {
    Optional<Corrupt> corrupt = toxics.find(Corrupt.class, direction);
    if (corrupt.isPresent()) {
      for (int i = 0; i < count; i++) {
        if (chance.nextDouble() < corrupt.get().share()) {
          bytes[i] ^= (byte) (1 << chance.nextInt(8));
        }
      }
    }
  }
}
