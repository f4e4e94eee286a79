package io.nightbus.node.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Message;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All links' connections. Everything but {@link #listen}, {@link #address} and what is counted is
 * called on the event loop.
 */
public final class Wire {
  private static final long BETWEEN_STEPS = 5;

  private final EventLoop loop;
  private final Transport transport;
  private final WireLimits limits;
  private final Arrivals arrivals;

  /** Replaced as a whole, on the loop. */
  private volatile Map<LinkId, Line> lines;

  /** By endpoint; one whose last link leaves keeps what it has. */
  private final Map<String, Codes> received = new ConcurrentHashMap<>();

  private final Map<String, Codes> sent = new ConcurrentHashMap<>();

  private final List<Door> doors = new ArrayList<>();
  private final Chunks chunks = new Chunks();
  private final Handshakes handshakes;
  private final Dials dials = new Dials();
  private final byte[] scratch = new byte[65_535];
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unidentified = new AtomicLong();
  private volatile int waiting;
  private boolean seeingOff;
  private final Runnable flush = this::flush;
  private List<Connection> dirty = new ArrayList<>();
  private List<Connection> flushing = new ArrayList<>();

  public Wire(
      Transport transport,
      EventLoop loop,
      WireLimits limits,
      List<Wiring> wirings,
      Arrivals arrivals) {
    this(transport, loop, limits, wirings, arrivals, new Handshakes());
  }

  Wire(
      Transport transport,
      EventLoop loop,
      WireLimits limits,
      List<Wiring> wirings,
      Arrivals arrivals,
      Handshakes handshakes) {
    this.handshakes = handshakes;
    this.transport = transport;
    this.loop = loop;
    this.limits = limits;
    this.arrivals = arrivals;
    var made = new LinkedHashMap<LinkId, Line>();
    var listening = new LinkedHashMap<InetSocketAddress, List<Line>>();
    for (Wiring wiring : wirings) {
      var line = new Line(wiring, this);
      if (made.put(wiring.id(), line) != null) {
        throw new IllegalArgumentException("two links are called " + wiring.id());
      }
      if (!wiring.dials()) {
        listening.computeIfAbsent(wiring.address(), _ -> new ArrayList<>()).add(line);
      }
    }
    lines = made;
    listening.forEach(
        (address, taken) -> doors.add(new Door(address, taken, this, listening.size())));
  }

  /**
   * Other links from now on: what is new can be opened, what has changed is used for the next
   * connection, what is left out has no connection after the one that stands.
   *
   * @throws IllegalArgumentException where one listens at an address at which nobody has listened;
   *     then nothing was done
   */
  public void use(List<Wiring> wirings) {
    wirings.stream().filter(wiring -> !wiring.dials()).forEach(wiring -> door(wiring.address()));
    var next = new LinkedHashMap<>(lines);
    next.values().forEach(Line::leave);
    for (Wiring wiring : wirings) {
      Line line = next.computeIfAbsent(wiring.id(), _ -> added(wiring));
      line.use(wiring);
    }
    lines = next;
    List.copyOf(next.values()).stream().filter(Line::isGone).forEach(this::forget);
  }

  private Line added(Wiring wiring) {
    var line = new Line(wiring, this);
    if (!wiring.dials()) {
      door(wiring.address()).add(line);
    }
    return line;
  }

  private Door door(InetSocketAddress address) {
    return doors.stream()
        .filter(door -> door.isAt(address))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nobody listens at " + address));
  }

  void forget(Line line) {
    var next = new LinkedHashMap<>(lines);
    next.remove(line.wiring().id(), line);
    lines = next;
    doors.forEach(door -> door.remove(line));
  }

  /** Takes every listening port, or none of them; nobody is let in before {@link #accept}. */
  public void listen() throws ListenException {
    try {
      for (Door door : doors) {
        door.bind();
      }
    } catch (ListenException failure) {
      doors.forEach(Door::close);
      throw failure;
    }
  }

  public void accept() {
    doors.forEach(Door::accept);
  }

  /** Where this link listens, with the real port, or where it dials to. */
  public InetSocketAddress address(LinkId link) {
    Line line = line(link);
    return doors.stream()
        .filter(door -> door.has(line))
        .findFirst()
        .map(Door::bound)
        .orElse(line.wiring().address());
  }

  /** Connects; {@code opened} or {@code lost} follows, unless a connection is there already. */
  public void open(LinkId link) {
    Line line = lines.get(link);
    if (line == null) {
      // Taken away since it was decided to dial.
      arrivals.lost(link, LossReason.REMOVED);
      return;
    }
    if (!line.wiring().dials()) {
      throw new IllegalArgumentException(link + " is the peer's to connect");
    }
    line.dial();
  }

  /**
   * Hands the message to the socket at the end of the loop's turn, with everything else that goes
   * to this link.
   *
   * @param token names it in {@link Arrivals#unsent}; 0 = nobody asks
   * @param until monotonic nanoseconds after which no byte of it is handed over any more
   */
  public void send(LinkId link, Message message, long token, long until) {
    Line line = lines.get(link);
    if (line == null) {
      // An answer may be due over a link that was taken away meanwhile.
      unsent(link, token, Arrivals.Unsent.GONE);
    } else {
      line.send(message, token, until);
    }
  }

  /** There is a connection that messages are written to. */
  public boolean stands(LinkId link) {
    Line line = lines.get(link);
    return line != null && line.stands();
  }

  /** Cuts the connection by RST; {@code lost} is told before this returns, if there is one. */
  public void close(LinkId link, LossReason why) {
    Line line = lines.get(link);
    if (line != null) {
      line.cut(why);
    }
  }

  /** Reads from this endpoint's connections, or lets the peer wait. */
  public void reading(String endpoint, boolean on, long now) {
    lines.values().stream()
        .filter(line -> line.wiring().id().endpoint().equals(endpoint))
        .forEach(line -> line.reading(on, now));
  }

  /** Cuts who stalls or drips; call it about ten times a second. */
  public void watch(long now) {
    lines.values().forEach(line -> line.watch(now));
    if (!seeingOff) {
      seeOff(now);
    }
    doors.forEach(door -> door.tell(now));
    waiting = doors.stream().mapToInt(door -> door.room().size()).sum();
  }

  /** A few at a time: who came in a crowd goes in a crowd, and live requests don't wait for it. */
  private void seeOff(long now) {
    seeingOff = false;
    for (Door door : doors) {
      seeingOff |= door.room().watch(now);
    }
    if (seeingOff) {
      var _ = loop.schedule(() -> seeOff(now), BETWEEN_STEPS, TimeUnit.MILLISECONDS);
    }
  }

  /** The loop stood still: the peers can't be blamed for that time. */
  public void forgive(long now) {
    lines.values().forEach(line -> line.forgive(now));
    doors.forEach(door -> door.room().forgive(now));
  }

  /** Lets nobody in any more and cuts every connection. */
  public void shut() {
    doors.forEach(Door::close);
    doors.forEach(door -> door.room().close());
    lines.values().forEach(line -> line.cut(LossReason.STOPPING));
    handshakes.close();
  }

  Passed passed(Wiring wiring) {
    String endpoint = wiring.id().endpoint();
    return new Passed(
        wiring.id(),
        received.computeIfAbsent(endpoint, _ -> new Codes(wiring.dialect())),
        sent.computeIfAbsent(endpoint, _ -> new Codes(wiring.dialect())));
  }

  /** What has passed over each link that there is now. */
  public List<Passed> passed() {
    return lines.values().stream().map(Line::passed).toList();
  }

  /** How often each response code went this way, by endpoint and code; since the start. */
  public Map<String, Map<String, Long>> codes(Passed.Direction direction) {
    var now = new TreeMap<String, Map<String, Long>>();
    (direction == Passed.Direction.RECEIVED ? received : sent)
        .forEach((endpoint, codes) -> now.put(endpoint, codes.counted()));
    return now;
  }

  /** Connections that found every link of their address taken. */
  public long refused() {
    return refused.get();
  }

  private Line line(LinkId link) {
    Line line = lines.get(link);
    if (line == null) {
      throw new IllegalArgumentException("there is no link " + link);
    }
    return line;
  }

  /** One write per link and turn of the loop, however many messages it brought. */
  void soon(Connection connection) {
    if (connection.list()) {
      if (dirty.isEmpty()) {
        loop.execute(flush);
      }
      dirty.add(connection);
    }
  }

  private void flush() {
    List<Connection> now = dirty;
    dirty = flushing;
    flushing = now;
    for (Connection connection : now) {
      connection.flush();
    }
    now.clear();
  }

  void unsent(LinkId link, long token, Arrivals.Unsent why) {
    if (token != 0) {
      arrivals.unsent(link, token, why);
    }
  }

  ChannelFuture dial(Connection connection, Wiring wiring, InetSocketAddress address) {
    return transport
        .dialler(loop, limits.unacknowledged())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(wiring.connect().toMillis()))
        .handler(secured(connection, wiring, address))
        .connect(address);
  }

  private ChannelHandler secured(Connection connection, Wiring wiring, InetSocketAddress address) {
    if (wiring.tls().isEmpty()) {
      return connection;
    }
    // The name that is configured, not the address that it was found at.
    var named =
        InetSocketAddress.createUnresolved(wiring.address().getHostString(), address.getPort());
    Tls tls = wiring.tls().get();
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tls.handler(channel, named, handshakes), connection);
      }
    };
  }

  ServerBootstrap listener() {
    return transport.listener(loop, limits.unacknowledged());
  }

  /** Connections that were let in and have not said who they are, when it was watched last. */
  public int waiting() {
    return waiting;
  }

  /** Connections that ended before they said who they were. */
  public long unidentified() {
    return unidentified.get();
  }

  void unidentifiedOne() {
    unidentified.incrementAndGet();
  }

  void refusedOne() {
    refused.incrementAndGet();
  }

  EventLoop loop() {
    return loop;
  }

  WireLimits limits() {
    return limits;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Dials dials() {
    return dials;
  }

  Handshakes handshakes() {
    return handshakes;
  }

  Chunks chunks() {
    return chunks;
  }

  byte[] scratch() {
    return scratch;
  }
}
