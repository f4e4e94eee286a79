package io.nightbus.node.wire;

import io.netty.channel.FileRegion;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Lets Netty pull an outbox: Netty says when the socket can be written, and each write is ours. So
 * nothing lies in Netty's own buffer, where it could neither be counted exactly nor be taken back
 * when its time is over; and there is one object for the whole life of a connection.
 */
final class Outlet implements FileRegion {
  private final Outbox outbox;
  private final Runnable afterLate;
  private boolean queued;

  /**
   * @param afterLate called when a write has left out what came too late, amid Netty's flush: it
   *     must do nothing on this connection at once
   */
  Outlet(Outbox outbox, Runnable afterLate) {
    this.outbox = outbox;
    this.afterLate = afterLate;
  }

  /** True where Netty has it already and will pull by itself. */
  boolean isQueued() {
    return queued;
  }

  void queued() {
    queued = true;
  }

  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    long count = outbox.writeTo(target, System.nanoTime());
    if (!outbox.late().isEmpty()) {
      afterLate.run();
    }
    return count;
  }

  @Override
  public long position() {
    return 0;
  }

  @Override
  public long transferred() {
    return outbox.taken();
  }

  /**
   * @deprecated Netty's own misspelling.
   */
  @Deprecated
  @Override
  public long transfered() {
    return outbox.taken();
  }

  @Override
  public long count() {
    return outbox.taken() + outbox.pending();
  }

  /** Netty has done with it: all is written, or the connection is gone. */
  @Override
  public boolean release() {
    queued = false;
    return false;
  }

  @Override
  public boolean release(int decrement) {
    return release();
  }

  @Override
  public int refCnt() {
    return 1;
  }

  @Override
  public FileRegion retain() {
    return this;
  }

  @Override
  public FileRegion retain(int increment) {
    return this;
  }

  @Override
  public FileRegion touch() {
    return this;
  }

  @Override
  public FileRegion touch(Object hint) {
    return this;
  }
}
