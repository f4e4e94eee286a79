package io.nightbus.node.engine;

import io.netty.channel.EventLoopGroup;
import io.nightbus.core.Book;
import io.nightbus.core.Core;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.node.store.Keys;
import io.nightbus.node.store.SqliteBook;
import io.nightbus.node.store.Watch;
import io.nightbus.node.wire.Peer;
import io.nightbus.node.wire.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Prints what a relay through wire, codec and engine costs: requests a second at 8 × 16
 * outstanding, processor seconds per 100,000 requests on the gateway's own thread, and latency at a
 * pace, beside the same load straight to the host. All in one process.
 */
public final class RelayMeasure {
  private final String only;
  private final List<LinkId> from = links("op", Traffic.CONNECTIONS);
  private final List<LinkId> to = links("net", 4);
  private final EventLoopGroup hostLoop = loop("host");
  private final EventLoopGroup loadLoop = loop("load");

  private RelayMeasure(String only) {
    this.only = only;
  }

  /** Arguments: seconds of one round; a part of the names of what is to be measured. */
  public static void main(String... arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    new RelayMeasure(arguments.length > 1 ? arguments[1] : "").run(seconds);
    System.exit(0);
  }

  private void run(int seconds) throws Exception {
    System.out.printf(
        "%s, frames of %d bytes, %d connections x %d outstanding%n",
        Transport.best(), Traffic.frameBytes(), Traffic.CONNECTIONS, Traffic.OUTSTANDING);
    InetSocketAddress host = (InetSocketAddress) Traffic.host(hostLoop.next()).localAddress();
    if (wanted("direct")) {
      measure("direct", host, () -> 0, seconds);
    }
    gateway("relay, journal off", host, new HandBook(), false, () -> 0, seconds);
    var quick = new QuickBook(0);
    gateway("relay, journal on, commit 0", host, quick, true, quick::commits, seconds);
    var commits = new AtomicLong();
    gateway("relay, journal on, SQLite", host, sqlite(commits), true, commits::get, seconds);
  }

  private boolean wanted(String name) {
    return name.contains(only);
  }

  private void gateway(
      String name,
      InetSocketAddress host,
      Book book,
      boolean journal,
      LongSupplier commits,
      int seconds)
      throws Exception {
    if (!wanted(name)) {
      return;
    }
    var addresses = new LinkedHashMap<LinkId, InetSocketAddress>();
    from.forEach(link -> addresses.put(link, Gateway.loopback(0)));
    to.forEach(link -> addresses.put(link, host));
    var opened = new CountDownLatch(to.size());
    var engine =
        new Engine(
            settings(),
            addresses,
            book,
            _ -> new Opening(new RelayCore("op", to, journal), opened),
            _ -> {});
    engine.start();
    if (!opened.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the links did not open");
    }
    measure(name, engine.address(from.getFirst()), commits, seconds);
    engine.stop(Duration.ofMillis(1));
  }

  private void measure(String name, InetSocketAddress target, LongSupplier commits, int seconds)
      throws Exception {
    var load = new Traffic.Load(loadLoop.next(), target);
    load.saturate();
    pass(5);
    for (int round = 1; round <= 3; round++) {
      load.sample();
      Map<String, Long> before = cpu();
      long committed = commits.getAsLong();
      long began = System.nanoTime();
      pass(seconds);
      Traffic.Load.Sample sample = load.sample();
      double elapsed = (System.nanoTime() - began) / 1e9;
      Map<String, Long> after = cpu();
      System.out.printf(
          "%-34s %,9.0f requests/s  p50 %4.0f µs  p99 %5.0f µs%s%s%n",
          name,
          sample.answers() / elapsed,
          sample.latency().getValueAtPercentile(50) / 1e3,
          sample.latency().getValueAtPercentile(99) / 1e3,
          used(before, after, sample.answers()),
          rows(sample.answers(), commits.getAsLong() - committed));
    }
    load.close();
    for (int perMillisecond : new int[] {1, 10}) {
      var paced = new Traffic.Load(loadLoop.next(), target);
      paced.pace(perMillisecond);
      pass(1);
      paced.sample();
      pass(seconds);
      Traffic.Load.Sample sample = paced.sample();
      System.out.printf(
          "%-34s at %,d/s: p50 %4.0f µs  p99 %5.0f µs  (%d answers)%n",
          name,
          1_000 * perMillisecond,
          sample.latency().getValueAtPercentile(50) / 1e3,
          sample.latency().getValueAtPercentile(99) / 1e3,
          sample.answers());
      paced.close();
    }
  }

  /** Every request is two rows: that it goes out, and how it ended. */
  private static String rows(long answers, long commits) {
    return commits == 0 ? "" : String.format("  %.1f rows/commit", 2.0 * answers / commits);
  }

  private static Book sqlite(AtomicLong commits) throws IOException {
    Path folder = Files.createTempDirectory("relay");
    var watch =
        new Watch() {
          @Override
          public void committed(int transactions, int changes, long nanos) {
            commits.incrementAndGet();
          }
        };
    return SqliteBook.open(
        folder.resolve("book.db"),
        Keys.create(folder.resolve("book.keys")),
        InstantSource.system(),
        watch);
  }

  private static void pass(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  /** Processor seconds per 100,000 requests, by thread. */
  private static String used(Map<String, Long> before, Map<String, Long> after, long answers) {
    var text = new StringBuilder();
    for (String thread : List.of("nightbus-loop", "writer", "book", "book-copy", "host", "load")) {
      Long end = after.get(thread);
      if (end != null) {
        double seconds = (end - before.getOrDefault(thread, 0L)) / 1e9;
        text.append(String.format("  %s %.2f", thread, seconds * 100_000 / answers));
      }
    }
    return text.toString();
  }

  private static Map<String, Long> cpu() {
    var threads = ManagementFactory.getThreadMXBean();
    var used = new LinkedHashMap<String, Long>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null) {
        used.put(info.getThreadName(), threads.getThreadCpuTime(id));
      }
    }
    return used;
  }

  private static EventLoopGroup loop(String name) {
    return Transport.best().oneLoop(Thread.ofPlatform().daemon().name(name).factory());
  }

  private static List<LinkId> links(String endpoint, int count) {
    var links = new ArrayList<LinkId>();
    for (int i = 1; i <= count; i++) {
      links.add(new LinkId(endpoint, "here", Integer.toString(i)));
    }
    return links;
  }

  private Settings settings() {
    return new Settings(
        "measure",
        List.of(endpoint("op", from, false), endpoint("net", to, true)),
        List.of(new Settings.Route("op", List.of(), "net", Duration.ofSeconds(10), false, true)),
        Optional.empty(),
        Optional.empty());
  }

  private static Settings.Endpoint endpoint(String name, List<LinkId> links, boolean dials) {
    return new Settings.Endpoint(
        name,
        Peer.ASCII,
        links.stream().map(link -> Gateway.link(link, dials)).toList(),
        BreakerSettings.USUAL,
        Duration.ofSeconds(5),
        64,
        Guarantees.NOTHING,
        DeliverySettings.USUAL,
        "");
  }

  /** Says when all links stand. */
  private record Opening(RelayCore relay, CountDownLatch opened) implements Core {
    @Override
    public void start(Moment now, Effects out) {
      relay.start(now, out);
    }

    @Override
    public void on(Event event, Moment now, Effects out) {
      if (event instanceof Event.LinkOpened(LinkId link) && link.endpoint().equals("net")) {
        opened.countDown();
      }
      relay.on(event, now, out);
    }

    @Override
    public long nextDeadline() {
      return relay.nextDeadline();
    }
  }
}
