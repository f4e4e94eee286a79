package io.nightbus.node.engine;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.node.wire.Peer;
import io.nightbus.node.wire.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A host that answers at once, and a load of connections with requests outstanding; no codec. */
final class Traffic {
  static final int CONNECTIONS = 8;
  static final int OUTSTANDING = 16;

  private static final byte[] FRAME = Peer.frame(contactless());
  private static final int STAN_AT = indexOf("424242");

  private Traffic() {}

  /** A contactless authorisation of 17 elements. */
  private static Message contactless() {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "4000001234567899")
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "000000000280")
        .set(De.TRANSMISSION_TIME, "1123080000")
        .set(De.STAN, "424242")
        .set(De.LOCAL_TIME, "080000")
        .set(De.LOCAL_DATE, "1123")
        .set(De.MERCHANT_TYPE, "4111")
        .set(De.ENTRY_MODE, "071")
        .set(De.CARD_SEQUENCE, "001")
        .set(De.CONDITION_CODE, "00")
        .set(De.ACQUIRER, "10000000001")
        .set(De.RRN, "632708000001")
        .set(De.TERMINAL, "GATE0001")
        .set(De.MERCHANT, "CITY TRANSIT 01")
        .set(De.CURRENCY, "826")
        .set(De.PRIVATE_48, "9".repeat(331))
        .build();
  }

  private static int indexOf(String digits) {
    return new String(FRAME, StandardCharsets.ISO_8859_1).indexOf(digits);
  }

  static int frameBytes() {
    return FRAME.length;
  }

  /** Turns every request into its answer in place, and sends all of a read back in one write. */
  static Channel host(EventLoop loop) {
    return new ServerBootstrap()
        .group(loop)
        .channel(server())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_536))
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new Echo());
              }
            })
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  private static Class<? extends io.netty.channel.ServerChannel> server() {
    return switch (Transport.best()) {
      case EPOLL -> io.netty.channel.epoll.EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  private static Class<? extends Channel> client() {
    return switch (Transport.best()) {
      case EPOLL -> io.netty.channel.epoll.EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }

  /** Whole frames of a stream; the rest waits for the next read. */
  private abstract static class Frames extends ChannelInboundHandlerAdapter {
    private @Nullable ByteBuf rest;

    abstract void frames(ChannelHandlerContext context, ByteBuf whole);

    /** The gateway cuts by RST when a measurement is over. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
      ByteBuf in = (ByteBuf) read;
      if (rest != null) {
        in = context.alloc().directBuffer().writeBytes(rest).writeBytes(in);
        rest.release();
        ((ByteBuf) read).release();
        rest = null;
      }
      int end = in.readerIndex();
      while (in.writerIndex() - end >= 2
          && in.writerIndex() - end >= 2 + in.getUnsignedShort(end)) {
        end += 2 + in.getUnsignedShort(end);
      }
      if (end < in.writerIndex()) {
        rest = in.copy(end, in.writerIndex() - end);
      }
      in.writerIndex(end);
      if (in.isReadable()) {
        frames(context, in);
      } else {
        in.release();
      }
    }
  }

  /** Answers. */
  private static final class Echo extends Frames {
    @Override
    void frames(ChannelHandlerContext context, ByteBuf whole) {
      for (int at = whole.readerIndex(); at < whole.writerIndex(); ) {
        whole.setByte(at + 4, '1');
        at += 2 + whole.getUnsignedShort(at);
      }
      var _ = context.writeAndFlush(whole, context.voidPromise());
    }
  }

  /** Asks; what it measures is read after it has stopped, or on its loop. */
  static final class Load {
    private final EventLoop loop;
    private final List<Channel> channels = new ArrayList<>();
    private final long[][] sent = new long[CONNECTIONS][OUTSTANDING];
    private final @Nullable ByteBuf[] burst = new ByteBuf[CONNECTIONS];
    private Histogram latency = new Histogram(3);
    private long answers;
    private boolean closedLoop;
    private int turn;
    private @Nullable Future<?> clock;

    Load(EventLoop loop, InetSocketAddress target) {
      this.loop = loop;
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = i;
        channels.add(
            new Bootstrap()
                .group(loop)
                .channel(client())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(65_536))
                .handler(new Answers(number))
                .connect(target)
                .syncUninterruptibly()
                .channel());
      }
    }

    /** Every slot asks again as soon as it has its answer. */
    void saturate() {
      loop.execute(() -> {
        closedLoop = true;
        for (int connection = 0; connection < CONNECTIONS; connection++) {
          for (int slot = 0; slot < OUTSTANDING; slot++) {
            ask(connection, slot);
          }
          flush(connection);
        }
      });
    }

    /** So many requests every millisecond, whatever the answers do. */
    void pace(int perMillisecond) {
      clock =
          loop.scheduleAtFixedRate(
              () -> {
                for (int i = 0; i < perMillisecond; i++) {
                  turn++;
                  int connection = turn % CONNECTIONS;
                  ask(connection, turn / CONNECTIONS % OUTSTANDING);
                  flush(connection);
                }
              },
              1_000_000,
              1_000_000,
              TimeUnit.NANOSECONDS);
    }

    /** Answers and their latencies in nanoseconds since it was last asked. */
    record Sample(long answers, Histogram latency) {}

    Sample sample() {
      return loop.submit(
              () -> {
                var sample = new Sample(answers, latency);
                answers = 0;
                latency = new Histogram(3);
                return sample;
              })
          .syncUninterruptibly()
          .getNow();
    }

    void close() {
      if (clock != null) {
        clock.cancel(false);
      }
      channels.forEach(channel -> channel.close().syncUninterruptibly());
    }

    private void ask(int connection, int slot) {
      ByteBuf out = burst[connection];
      if (out == null) {
        out = channels.get(connection).alloc().directBuffer(OUTSTANDING * FRAME.length);
        burst[connection] = out;
      }
      int at = out.writerIndex() + STAN_AT;
      out.writeBytes(FRAME);
      out.setByte(at + 4, '0' + (slot + 1) / 10);
      out.setByte(at + 5, '0' + (slot + 1) % 10);
      sent[connection][slot] = System.nanoTime();
    }

    private void flush(int connection) {
      ByteBuf out = burst[connection];
      if (out != null) {
        burst[connection] = null;
        Channel channel = channels.get(connection);
        var _ = channel.writeAndFlush(out, channel.voidPromise());
      }
    }

    private final class Answers extends Frames {
      private final int connection;

      Answers(int connection) {
        this.connection = connection;
      }

      @Override
      void frames(ChannelHandlerContext context, ByteBuf whole) {
        long now = System.nanoTime();
        for (int at = whole.readerIndex(); at < whole.writerIndex(); ) {
          int digits = at + STAN_AT + 4;
          int slot = 10 * (whole.getByte(digits) - '0') + whole.getByte(digits + 1) - '0' - 1;
          latency.recordValue(Math.max(0, now - sent[connection][slot]));
          answers++;
          if (closedLoop) {
            ask(connection, slot);
          }
          at += 2 + whole.getUnsignedShort(at);
        }
        whole.release();
        flush(connection);
      }
    }
  }
}
