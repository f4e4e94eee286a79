package io.nightbus.sim.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread and all the sockets of one simulator. Everything that has state runs on it. */
public final class Wire implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
  private static final boolean NATIVE = Epoll.isAvailable();
  private static final int CONNECT_MILLIS = 3_000;
  private static final int TRIES = 200;

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final @Nullable SslContext dialling;
  private final @Nullable SslContext listening;

  /** In clear text. */
  public Wire(String name) {
    this(name, null, null);
  }

  /**
   * Under TLS alone.
   *
   * @throws IOException where its files are not in order
   */
  public Wire(String name, Tls tls) throws IOException {
    this(name, tls.dialling(), tls.own().isEmpty() ? null : tls.listening());
  }

  private Wire(String name, @Nullable SslContext dialling, @Nullable SslContext listening) {
    this.dialling = dialling;
    this.listening = listening;
    group =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory(name, true),
            NATIVE ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    loop = group.next();
  }

  /**
   * Listens on loopback.
   *
   * @param port 0 takes a free one below the range from which the kernel draws the near ends of
   *     outgoing connections, so that nobody sits on it while it refuses
   */
  public Port listen(int port, int longest, SessionEvents events) throws IOException {
    if (dialling != null && listening == null) {
      throw new IllegalArgumentException("who listens under TLS needs a certificate and its key");
    }
    Supplier<Session> sessions = () -> new Session(events, longest);
    if (port != 0) {
      return new Port(this, port, sessions, bound(bind(port, sessions), port));
    }
    for (int attempt = 1; ; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try {
        return new Port(this, candidate, sessions, bound(bind(candidate, sessions), candidate));
      } catch (IOException taken) {
        if (attempt == TRIES) {
          throw taken;
        }
      }
    }
  }

  /** Opens a session; the outcome is told to {@code events}. */
  public void dial(InetSocketAddress to, int longest, SessionEvents events) {
    var session = new Session(events, longest);
    new Bootstrap()
        .group(loop)
        .channel(NATIVE ? EpollSocketChannel.class : NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(pipeline(dialling, () -> session))
        .connect(to)
        .addListener(done -> {
          if (!done.isSuccess()) {
            events.unreachable(String.valueOf(done.cause().getMessage()));
          }
        });
  }

  /** Runs on the loop as soon as it is free; nothing happens after {@link #close}. */
  public void run(Runnable work) {
    try {
      loop.execute(work);
    } catch (RejectedExecutionException closed) {
      // The wire is closed: there is nobody left to do it for.
    }
  }

  public void later(Runnable work, long millis) {
    laterNanos(work, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  public void laterNanos(Runnable work, long nanos) {
    if (!loop.isShuttingDown()) {
      var _ = loop.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Runs again and again until the wire is closed, also after it has failed once. */
  public void every(Runnable work, long millis) {
    Runnable lasting =
        () -> {
          try {
            work.run();
          } catch (RuntimeException failed) {
            LOG.error("what is done every {} ms has failed", millis, failed);
          }
        };
    var _ = loop.scheduleAtFixedRate(lasting, millis, millis, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs on the loop and waits for the result; at once where this is the loop already, or once the
   * loop has ended and nothing else can run.
   */
  public <T> T call(Callable<T> work) {
    try {
      return loop.inEventLoop() || loop.isTerminated() ? work.call() : loop.submit(work).get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }

  ChannelFuture bind(int port, Supplier<Session> sessions) {
    return new ServerBootstrap()
        .group(loop)
        .channel(NATIVE ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 128)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(pipeline(listening, sessions))
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static ChannelInitializer<Channel> pipeline(
      @Nullable SslContext tls, Supplier<Session> sessions) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        channel.pipeline().addLast(sessions.get());
      }
    };
  }

  private static Channel bound(ChannelFuture binding, int port) throws IOException {
    binding.awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException(
          "port " + port + " can't be listened on: " + binding.cause().getMessage());
    }
    return binding.channel();
  }
}
