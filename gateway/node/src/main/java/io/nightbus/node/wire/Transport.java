package io.nightbus.node.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Which of the system's ways to sockets is used. */
public enum Transport {
  /** Linux' own; it alone has TCP_USER_TIMEOUT. */
  EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
  /** The JDK's, everywhere. */
  NIO(NioSocketChannel.class, NioServerSocketChannel.class);

  /** Takes memory once and keeps it; the usual one takes and clears chunk after chunk. */
  private static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

  /** One read of a busy link: as much as the kernel's buffer usually has. */
  private static final RecvByteBufAllocator READS = new FixedRecvByteBufAllocator(64 * 1024);

  /** A crowd is let in a few at a time: between them the loop turns to the links. */
  private static final RecvByteBufAllocator ACCEPTS =
      new ServerChannelRecvByteBufAllocator().maxMessagesPerRead(4);

  private final Class<? extends SocketChannel> socket;
  private final Class<? extends ServerChannel> listener;

  Transport(Class<? extends SocketChannel> socket, Class<? extends ServerChannel> listener) {
    this.socket = socket;
    this.listener = listener;
  }

  /** The best that this machine has. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /** One event loop with its thread; shut it down when done. */
  public EventLoopGroup oneLoop(ThreadFactory threads) {
    return new MultiThreadIoEventLoopGroup(1, threads, handlers());
  }

  private IoHandlerFactory handlers() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  Bootstrap dialler(EventLoop loop, Duration unacknowledged) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(socket)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.SO_LINGER, 0)
            .option(ChannelOption.ALLOCATOR, BUFFERS)
            .option(ChannelOption.RECVBUF_ALLOCATOR, READS);
    return this == EPOLL
        ? bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, millis(unacknowledged))
        : bootstrap;
  }

  /** Accepts nothing before its channel's autoRead is set. */
  ServerBootstrap listener(EventLoop loop, Duration unacknowledged) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channel(listener)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.RECVBUF_ALLOCATOR, ACCEPTS)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.SO_LINGER, 0)
            .childOption(ChannelOption.ALLOCATOR, BUFFERS)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS);
    return this == EPOLL
        ? bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, millis(unacknowledged))
        : bootstrap;
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
