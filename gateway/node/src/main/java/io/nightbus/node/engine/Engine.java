package io.nightbus.node.engine;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.nightbus.core.Book;
import io.nightbus.core.Command;
import io.nightbus.core.Core;
import io.nightbus.core.Recovered;
import io.nightbus.core.Result;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.node.wire.Guard;
import io.nightbus.node.wire.ListenException;
import io.nightbus.node.wire.Transport;
import io.nightbus.node.wire.Wire;
import io.nightbus.node.wire.Wiring;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: core, links and book on one event loop. Start it once; stop it once. It owns
 * the book from {@link #start} on.
 */
public final class Engine implements Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final Book book;
  private final Function<Recovered, Core> cores;
  private final LastResort lastResort;
  private final EventLoopGroup group;
  private final EventLoop loop;
  private final Turns turns;
  private final Wire wire;
  private final FrontDesk desk;
  private final Deeds deeds;
  private final Pressure pressure;
  private final Map<String, Guard> guards;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final CompletableFuture<Void> hurried = new CompletableFuture<>();

  /**
   * As a gateway runs: the machine's best transport, the usual limits, and a process that ends when
   * it has to.
   */
  public Engine(
      Settings settings,
      Map<LinkId, InetSocketAddress> addresses,
      Book book,
      Function<Recovered, Core> cores,
      Observer observer) {
    this(
        settings,
        addresses,
        Map.of(),
        book,
        cores,
        observer,
        Transport.best(),
        EngineLimits.USUAL,
        LastResort.process());
  }

  /**
   * @param addresses where each link of the settings connects to, or listens
   * @param guards how an endpoint's connections are secured; one that is not named is not
   * @param cores makes the core out of what the book knows
   */
  public Engine(
      Settings settings,
      Map<LinkId, InetSocketAddress> addresses,
      Map<String, Guard> guards,
      Book book,
      Function<Recovered, Core> cores,
      Observer observer,
      Transport transport,
      EngineLimits limits,
      LastResort lastResort) {
    this.book = book;
    this.cores = cores;
    this.lastResort = lastResort;
    this.guards = Map.copyOf(guards);
    List<Wiring> wirings = wirings(settings, addresses);
    group = transport.oneLoop(Thread.ofPlatform().name("nightbus-loop").factory());
    loop = group.next();
    turns = new Turns(lastResort);
    var held = new Held();
    wire = new Wire(transport, loop, limits.wire(), wirings, new LinkEvents(turns, held));
    desk = new FrontDesk(loop, turns, limits.commands());
    pressure = new Pressure(wire, originators(settings), limits);
    deeds = new Deeds(wire, book, desk, observer, pressure, held);
  }

  private List<Wiring> wirings(Settings settings, Map<LinkId, InetSocketAddress> addresses) {
    var wirings = new ArrayList<Wiring>();
    for (Settings.Endpoint endpoint : settings.endpoints()) {
      Guard guard = guards.getOrDefault(endpoint.name(), Guard.NONE);
      for (LinkSettings link : endpoint.links()) {
        InetSocketAddress address = addresses.get(link.id());
        if (address == null) {
          throw new IllegalArgumentException("link " + link.id() + " has no address");
        }
        wirings.add(
            new Wiring(
                link.id(),
                endpoint.dialect(),
                link.dials(),
                address,
                link.connect(),
                !link.dials() && link.signOn() == LinkSettings.SignOn.PEER,
                guard.tls(),
                guard.allow()));
      }
    }
    return wirings;
  }

  private static List<String> originators(Settings settings) {
    return settings.routes().stream().map(Settings.Route::from).distinct().toList();
  }

  /**
   * Endpoints get other links while it runs.
   *
   * @param settings with the new links
   * @param addresses of all of them
   * @param order the difference
   */
  public CompletableFuture<Result> change(
      Settings settings, Map<LinkId, InetSocketAddress> addresses, Command.ChangeLinks order) {
    List<Wiring> wirings = wirings(settings, addresses);
    loop.execute(() -> {
      wire.use(wirings);
      pressure.again();
    });
    return ask(order);
  }

  /**
   * Takes the ports, recovers from the book, lets the core begin, and then lets peers in. When it
   * throws, nothing of it runs on, and the book is closed.
   *
   * @throws ListenException naming the address that can't be had
   */
  public void start() throws ListenException {
    boolean begun = false;
    try {
      wire.listen();
      Core core = cores.apply(book.recover());
      onLoop(() -> begin(core));
      begun = true;
    } finally {
      if (!begun) {
        end();
      }
    }
  }

  private void begin(Core core) {
    book.start(new FromBook(loop, turns, deeds, lastResort));
    turns.begin(core, deeds);
    wire.accept();
    var _ =
        loop.scheduleWithFixedDelay(
            new Pulse(turns, wire), Pulse.EVERY, Pulse.EVERY, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<Result> ask(Command command) {
    return desk.ask(command);
  }

  /** Where a link listens, with the real port where port 0 was configured, or dials to. */
  public InetSocketAddress address(LinkId link) {
    return wire.address(link);
  }

  /** Connections that were closed at once because every link of their address was taken. */
  public long refusedConnections() {
    return wire.refused();
  }

  /** What has passed over the links so far. */
  public LinkTraffic traffic() {
    return LinkTraffic.over(wire);
  }

  /** Tasks that wait for the loop, beside what its sockets bring. */
  public int waitingTasks() {
    return loop instanceof SingleThreadEventExecutor queue ? queue.pendingTasks() : 0;
  }

  /** Connections that were let in and have not said who they are. */
  public int waitingConnections() {
    return wire.waiting();
  }

  /** Connections that ended, or were ended, before they said who they were. */
  public long unidentifiedConnections() {
    return wire.unidentified();
  }

  /**
   * Stops in good order: the core lets exchanges in flight finish, at most for {@code grace}; then
   * links are cut and the book is closed with everything in it. Not on the loop.
   *
   * @see #hurry
   */
  public void stop(Duration grace) {
    if (stopped.getAndSet(true)) {
      return;
    }
    try {
      var _ =
          CompletableFuture.anyOf(ask(new Command.Stop()), hurried)
              .get(grace.toMillis(), TimeUnit.MILLISECONDS);
      if (hurried.isDone()) {
        LOG.warn("stopping although not everything in flight may have ended: it was asked for");
      }
    } catch (TimeoutException slow) {
      LOG.warn("stopping although not everything in flight had ended within {}", grace);
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  /** A stop that goes on, or comes, does not wait for what is in flight. For any thread. */
  public void hurry() {
    var _ = hurried.complete(null);
  }

  /** From here on it is as in a crash, but that the book may finish. */
  private void end() {
    onLoop(() -> {
      turns.end();
      wire.shut();
    });
    book.close();
    // Behind whatever the book said last: an answer that became durable is still given.
    onLoop(desk::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void onLoop(Runnable work) {
    loop.submit(work).syncUninterruptibly();
  }
}
