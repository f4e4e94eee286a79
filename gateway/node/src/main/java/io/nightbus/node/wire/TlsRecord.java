package io.nightbus.node.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** As much as one TLS record holds, as a channel that then takes no more. */
record TlsRecord(ByteBuf bytes) implements WritableByteChannel {
  static final int SIZE = 16 * 1024;

  @Override
  public int write(ByteBuffer source) {
    int count = Math.min(source.remaining(), SIZE - bytes.writerIndex());
    ByteBuffer part = source.slice(source.position(), count);
    bytes.writeBytes(part);
    source.position(source.position() + count);
    return count;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    // It is a part of a connection that somebody else closes.
  }
}
