package io.nightbus.node.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.nightbus.core.link.LossReason;
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
  private static final long BETWEEN_STRANGERS = 1_000_000_000L;

  private final InetSocketAddress address;
  private final List<Line> lines;
  private final Wire wire;
  private @Nullable Channel channel;
  private final WaitingRoom room;
  private long refused;
  private long warnedAt;
  private long strangerAt = System.nanoTime() - BETWEEN_STRANGERS;
  private long unidentified;
  private long unidentifiedTold;

  /**
   * @param doors that share the places of who has not said who he is
   */
  Door(InetSocketAddress address, List<Line> lines, Wire wire, int doors) {
    this.address = address;
    this.lines = new CopyOnWriteArrayList<>(lines);
    this.wire = wire;
    WireLimits limits = wire.limits();
    this.room = new WaitingRoom(Math.max(1, limits.waiting() / doors), limits.identify().toNanos());
  }

  WaitingRoom room() {
    return room;
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

  /** Tells how many went without a word. */
  void tell(long now) {
    boolean more = unidentified > unidentifiedTold;
    if (more && (unidentifiedTold == 0 || Deadlines.past(warnedAt + BETWEEN_WARNINGS, now))) {
      warnedAt = now;
      LOG.warn(
          "{}: {} connections ended without having said who they are ({} so far)",
          bound(),
          unidentified - unidentifiedTold,
          unidentified);
      unidentifiedTold = unidentified;
    }
  }

  void unidentified() {
    unidentified++;
    wire.unidentifiedOne();
  }

  boolean has(Line line) {
    return lines.contains(line);
  }

  /** Where we listen really: the port that was given where port 0 was asked for. */
  InetSocketAddress bound() {
    return channel == null ? address : (InetSocketAddress) channel.localAddress();
  }

  private void enter(SocketChannel visitor) {
    Line any = lines.stream().filter(line -> isWelcome(line, visitor)).findFirst().orElse(null);
    if (any == null) {
      refuse(visitor, "not allowed");
      return;
    }
    Line line = any.wiring().identifies() ? any : free(visitor, any.wiring());
    if (line == null) {
      refuse(visitor, noLink());
      return;
    }
    line.wiring()
        .tls()
        .ifPresent(tls ->
            visitor
                .pipeline()
                .addLast(tls.handler(visitor, visitor.remoteAddress(), wire.handshakes())));
    if (line.wiring().identifies()) {
      var waiting = new Visitor(this, line.wiring(), visitor);
      visitor.pipeline().addLast(waiting);
      room.enter(waiting);
    } else {
      visitor.pipeline().addLast(line.accept());
    }
  }

  /**
   * A link that he may take now; null where there is none. Endpoints may share an address: who was
   * received under the TLS of one is nobody to the other.
   */
  @Nullable Line free(SocketChannel visitor, Wiring received) {
    return lines.stream()
        .filter(line -> line.isFree() && isWelcome(line, visitor))
        .filter(line -> line.wiring().tls().equals(received.tls()))
        .findFirst()
        .orElse(null);
  }

  String noLink() {
    return "all " + lines.size() + " links of it are taken";
  }

  private static boolean isWelcome(Line line, SocketChannel visitor) {
    return line.wiring().allow().has(visitor.remoteAddress());
  }

  private void refuse(SocketChannel visitor, String why) {
    refused(visitor, why);
    var _ = visitor.close();
  }

  /**
   * He did not show who he is. A peer that cannot get in looks as one that does not come: the link
   * that he would have taken says why, once a second at most.
   */
  void distrusted(SocketChannel visitor, Wiring received, LossReason why) {
    refused(visitor, why.words());
    long now = System.nanoTime();
    // Who said nothing, or hung up amid the handshake, may be anybody: a balancer's probe.
    boolean said = why != LossReason.TLS_TIMEOUT && visitor.isActive();
    Line line = said ? free(visitor, received) : null;
    if (line != null && Deadlines.past(strangerAt + BETWEEN_STRANGERS, now)) {
      strangerAt = now;
      wire.arrivals().lost(line.wiring().id(), why);
    }
  }

  /** Counts and tells; who is refused is closed by the caller. */
  void refused(SocketChannel visitor, String why) {
    InetSocketAddress from = visitor.remoteAddress();
    refused++;
    wire.refusedOne();
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
