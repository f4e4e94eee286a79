package io.nightbus.node.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address at which we listen, and the links that who connects there can take. */
final class Door {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final long BETWEEN_WARNINGS = 10_000_000_000L;

  private final InetSocketAddress address;
  private final List<Line> lines;
  private final Wire wire;
  private @Nullable Channel channel;
  private long refused;
  private long warnedAt;

  Door(InetSocketAddress address, List<Line> lines, Wire wire) {
    this.address = address;
    this.lines = new CopyOnWriteArrayList<>(lines);
    this.wire = wire;
  }

  /** Who connects can take this link too. */
  void add(Line line) {
    lines.add(line);
  }

  void remove(Line line) {
    lines.remove(line);
  }

  boolean isAt(InetSocketAddress other) {
    return address.equals(other);
  }

  /** Waits until the port is ours; not on the loop. */
  void bind() throws ListenException {
    if (address.isUnresolved()) {
      throw new ListenException(address, new java.net.UnknownHostException());
    }
    ChannelFuture bound =
        wire.listener().childHandler(new Entrance()).bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new ListenException(address, bound.cause());
    }
    channel = bound.channel();
  }

  void accept() {
    if (channel != null) {
      channel.config().setAutoRead(true);
    }
  }

  void close() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  boolean has(Line line) {
    return lines.contains(line);
  }

  /** Where we listen really: the port that was given where port 0 was asked for. */
  InetSocketAddress bound() {
    return channel == null ? address : (InetSocketAddress) channel.localAddress();
  }

  private void enter(SocketChannel visitor) {
    boolean welcome = false;
    for (Line line : lines) {
      if (!isWelcome(line, visitor)) {
        continue;
      }
      welcome = true;
      if (line.isFree()) {
        line.wiring()
            .tls()
            .ifPresent(
                tls -> visitor.pipeline().addLast(tls.handler(visitor, visitor.remoteAddress())));
        visitor.pipeline().addLast(line.accept());
        return;
      }
    }
    refuse(visitor, welcome ? "all " + lines.size() + " links of it are taken" : "not allowed");
  }

  private static boolean isWelcome(Line line, SocketChannel visitor) {
    List<String> allow = line.wiring().allow();
    return allow.isEmpty()
        || allow.stream()
            .anyMatch(network ->
                new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT)
                    .matches(visitor.remoteAddress()));
  }

  private void refuse(SocketChannel visitor, String why) {
    InetSocketAddress from = visitor.remoteAddress();
    refused++;
    wire.refusedOne();
    var _ = visitor.close();
    long now = System.nanoTime();
    if (refused == 1 || Deadlines.past(warnedAt + BETWEEN_WARNINGS, now)) {
      warnedAt = now;
      LOG.warn(
          "{}: refused a connection from {}: {} ({} refused so far)", bound(), from, why, refused);
    }
  }

  /** Shared by all connections of this door. */
  private final class Entrance extends ChannelInitializer<SocketChannel> {
    @Override
    protected void initChannel(SocketChannel visitor) {
      enter(visitor);
    }
  }
}
