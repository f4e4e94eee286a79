package io.nightbus.sim.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.util.Arrays;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection that carries messages behind a 2-byte big-endian length.
 *
 * <p>Messages that are sent while a read is being worked off leave together in one write; so do
 * those sent in one turn of the loop. Used on the wire's thread only.
 */
public final class Session extends ChannelInboundHandlerAdapter {
  private static final int FIRST_SIZE = 16 * 1024;

  private final SessionEvents events;
  private final int longest;
  private @Nullable Channel channel;
  private byte[] in = new byte[FIRST_SIZE];
  private int filled;
  private @Nullable ByteBuf out;
  private boolean reading;
  private boolean flushDue;
  private boolean ending;
  private boolean over;

  Session(SessionEvents events, int longest) {
    this.events = events;
    this.longest = longest;
  }

  /** Sends one message; silently dropped once the session is over. */
  public void send(byte[] message) {
    send(message, 0, message.length);
  }

  public void send(byte[] bytes, int offset, int length) {
    Channel to = channel;
    if (ending || to == null) {
      return;
    }
    ByteBuf gathered = out;
    if (gathered == null) {
      gathered = to.alloc().buffer(FIRST_SIZE);
      out = gathered;
    }
    gathered.writeShort(length).writeBytes(bytes, offset, length);
    if (!reading && !flushDue) {
      flushDue = true;
      to.eventLoop().execute(this::flush);
    }
  }

  /** Sends bytes as they are, without a length: for tests that speak badly on purpose. */
  public void sendRaw(byte[] bytes) {
    Channel to = channel;
    if (!ending && to != null) {
      flush();
      var _ = to.writeAndFlush(to.alloc().buffer(bytes.length).writeBytes(bytes), to.voidPromise());
    }
  }

  /** Hands to the socket what has been gathered. */
  public void flush() {
    flushDue = false;
    ByteBuf gathered = out;
    Channel to = channel;
    if (gathered != null && to != null) {
      out = null;
      var _ = to.writeAndFlush(gathered, to.voidPromise());
    }
  }

  /** Reads what comes, or lets the peer's bytes wait in its own buffers. */
  public void reading(boolean on) {
    Channel from = channel;
    if (from != null) {
      from.config().setAutoRead(on);
    }
  }

  /** Ends the connection by RST: neither side delivers what is still under way. */
  public void cut() {
    Channel to = channel;
    if (to != null && to.isOpen()) {
      ending = true;
      dropGathered();
      to.config().setOption(ChannelOption.SO_LINGER, 0);
      // Past TLS, whose farewell would wait for a peer that does not read.
      var _ = to.pipeline().firstContext().close();
    }
  }

  /** Ends the connection after what has been sent. */
  public void close() {
    Channel to = channel;
    if (to != null && to.isOpen()) {
      flush();
      ending = true;
      var _ = to.close();
    }
  }

  public boolean isOver() {
    return ending;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (context.pipeline().get(SslHandler.class) == null) {
      opened(context.channel());
    }
  }

  /** Under TLS there is a session only when both sides know each other. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        opened(context.channel());
      } else {
        // Netty tells the other why, and closes.
        over = true;
        ending = true;
        events.distrusted(this, told(handshake.cause()));
        events.unreachable("no TLS");
      }
    }
  }

  private void opened(Channel now) {
    channel = now;
    events.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object received) {
    ByteBuf bytes = (ByteBuf) received;
    reading = true;
    try {
      while (bytes.isReadable() && !ending) {
        take(bytes);
        cutIntoMessages();
      }
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    flush();
  }

  /** A peer that does not read what it is sent is not read from either, until it does. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    context.channel().config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!over) {
      over = true;
      ending = true;
      dropGathered();
      events.closed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable inner = cause instanceof DecoderException ? cause.getCause() : cause;
    if (over) {
      // What made TLS fail, once more.
      return;
    }
    if (inner instanceof SSLException) {
      // In TLS 1.3 who dials is refused only after his own handshake has succeeded.
      events.distrusted(this, told(inner));
    } else if (!(inner instanceof IOException)) {
      events.broken(this, "failed: " + cause.getClass().getSimpleName());
    }
    cut();
  }

  private static String told(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private void take(ByteBuf bytes) {
    if (filled == in.length) {
      in = Arrays.copyOf(in, Math.min(in.length * 2, Math.max(in.length, longest + 2)));
    }
    int amount = Math.min(bytes.readableBytes(), in.length - filled);
    bytes.readBytes(in, filled, amount);
    filled += amount;
  }

  private void cutIntoMessages() {
    int at = 0;
    while (filled - at >= 2 && !ending) {
      int length = ((in[at] & 0xff) << 8) | (in[at + 1] & 0xff);
      if (length == 0 || length > longest) {
        breakOff("impossible message length " + length);
        return;
      }
      if (filled - at - 2 < length) {
        break;
      }
      events.frame(this, in, at + 2, length);
      at += 2 + length;
    }
    System.arraycopy(in, at, in, 0, filled - at);
    filled -= at;
  }

  private void breakOff(String reason) {
    filled = 0;
    events.broken(this, reason);
    cut();
  }

  private void dropGathered() {
    ByteBuf gathered = out;
    out = null;
    if (gathered != null) {
      gathered.release();
    }
  }
}
