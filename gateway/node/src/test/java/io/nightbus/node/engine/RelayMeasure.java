package io.nightbus.node.engine;

import io.netty.channel.EventLoopGroup;
import io.nightbus.core.Core;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.node.wire.Peer;
import io.nightbus.node.wire.Transport;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints what a relay through wire, codec and engine costs: requests a second at 8 × 16
 * outstanding, processor seconds per 100,000 requests on the gateway's own thread, and latency at a
 * pace, beside the same load straight to the host. All in one process.
 */
public final class RelayMeasure {
  private final List<LinkId> from = links("op", Traffic.CONNECTIONS);
  private final List<LinkId> to = links("net", 4);
  private final EventLoopGroup hostLoop = loop("host");
  private final EventLoopGroup loadLoop = loop("load");

  /** Arguments: seconds of one round. */
  public static void main(String... arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
    new RelayMeasure().run(seconds);
    System.exit(0);
  }

  private void run(int seconds) throws Exception {
    System.out.printf(
        "%s, frames of %d bytes, %d connections x %d outstanding%n",
        Transport.best(), Traffic.frameBytes(), Traffic.CONNECTIONS, Traffic.OUTSTANDING);
    InetSocketAddress host = (InetSocketAddress) Traffic.host(hostLoop.next()).localAddress();
    measure("direct", host, Optional.empty(), seconds);
    gateway("relay, journal off", host, Optional.empty(), seconds);
    gateway("relay, journal on, commit 0", host, Optional.of(new QuickBook(0)), seconds);
    gateway("relay, journal on, commit 0.3 ms", host, Optional.of(new QuickBook(300_000)), seconds);
  }

  private void gateway(String name, InetSocketAddress host, Optional<QuickBook> book, int seconds)
      throws Exception {
    var addresses = new LinkedHashMap<LinkId, InetSocketAddress>();
    from.forEach(link -> addresses.put(link, Gateway.loopback(0)));
    to.forEach(link -> addresses.put(link, host));
    var opened = new CountDownLatch(to.size());
    var engine =
        new Engine(
            settings(),
            addresses,
            book.isPresent() ? book.get() : new HandBook(),
            _ -> new Opening(new RelayCore("op", to, book.isPresent()), opened),
            _ -> {});
    engine.start();
    if (!opened.await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the links did not open");
    }
    measure(name, engine.address(from.getFirst()), book, seconds);
    engine.stop(Duration.ofMillis(1));
  }

  private void measure(String name, InetSocketAddress target, Optional<QuickBook> book, int seconds)
      throws Exception {
    var load = new Traffic.Load(loadLoop.next(), target);
    load.saturate();
    pass(5);
    for (int round = 1; round <= 3; round++) {
      load.sample();
      Map<String, Long> before = cpu();
      long commits = book.map(QuickBook::commits).orElse(0L);
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
          book.map(b ->
                  String.format(
                      "  %.1f rows/commit",
                      2.0 * sample.answers() / Math.max(1, b.commits() - commits)))
              .orElse(""));
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

  private static void pass(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  /** Processor seconds per 100,000 requests, by thread. */
  private static String used(Map<String, Long> before, Map<String, Long> after, long answers) {
    var text = new StringBuilder();
    for (String thread : List.of("nightbus-loop", "writer", "host", "load")) {
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
