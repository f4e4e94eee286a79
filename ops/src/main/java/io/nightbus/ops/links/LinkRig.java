package io.nightbus.ops.links;

import io.nightbus.iso.dialect.Dialect;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import io.nightbus.sim.proxy.Proxy;
import io.nightbus.sim.wire.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A gateway with several endpoints, each a peer with two sites of one link, each link through a
 * proxy of its own where it has to fail; and somebody who asks. Link 2n and 2n+1 are those of peer
 * n.
 */
final class LinkRig implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final int ACQUIRER_LINKS = 4;
  private static final long LOOK_EVERY_MILLIS = 20;

  /** Silence after which the gateway asks a peer whether it is there. */
  static final Duration ECHO = Duration.ofSeconds(4);

  private final Wire wire = new Wire("links");
  private final Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
  private final Path directory;
  private final Path file;
  private final int adminPort;
  private final int acquirerPort;
  private final int window;
  private final boolean journal;
  private final @Nullable Path announced;
  private final Set<Integer> without = new TreeSet<>();
  private final List<Host> hosts = new ArrayList<>();
  private final List<Proxy> proxies = new ArrayList<>();

  /** Where the gateway dials each link. */
  private final List<Integer> dialled = new ArrayList<>();

  private final Map<String, List<Sight>> sights = new LinkedHashMap<>();
  private final Thread watcher;
  private volatile boolean watched = true;
  private volatile boolean closed;
  final Gateway gateway;
  final Asker asker;

  /** When a link was seen in another state than before. */
  record Sight(long at, String state) {}

  /**
   * Starts it, and waits until every link is up.
   *
   * @param window requests that may wait for an answer on one link
   * @param journal live requests are journalled
   */
  LinkRig(Shipped shipped, Path directory, int peers, int window, boolean journal) {
    this(shipped, directory, peers, window, journal, null);
  }

  /**
   * @param announced a file with more addresses of peer 0; null where there is none
   */
  LinkRig(
      Shipped shipped,
      Path directory,
      int peers,
      int window,
      boolean journal,
      @Nullable Path announced) {
    this(shipped, directory, peers, window, journal, announced, true);
  }

  /**
   * Peers that the gateway dials without a proxy, and no journal: nothing is to befall their links,
   * and proxies would take more of the processors than the gateway does.
   */
  static LinkRig direct(Shipped shipped, Path directory, int peers, int window) {
    return new LinkRig(shipped, directory, peers, window, false, null, false);
  }

  private LinkRig(
      Shipped shipped,
      Path directory,
      int peers,
      int window,
      boolean journal,
      @Nullable Path announced,
      boolean proxied) {
    this.announced = announced;
    this.directory = directory;
    this.window = window;
    this.journal = journal;
    Ports ports = new Ports();
    adminPort = ports.next();
    acquirerPort = ports.next();
    file = directory.resolve("gateway.yaml");
    try {
      Files.createDirectories(directory);
      for (int link = 0; link < 2 * peers; link++) {
        var host = new Host(wire, dialect, link, (message, at) -> asker().arrived(message, at));
        int port = wire.listen(0, dialect.framing().longest(), host).number();
        hosts.add(host);
        if (proxied) {
          var behind = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
          proxies.add(new Proxy(name(link), 0, behind, link));
        }
        dialled.add(proxied ? proxies.get(link).port() : port);
      }
      Files.writeString(file, configuration());
      gateway =
          Gateway.starting(
              shipped,
              file,
              directory.resolve("data"),
              Map.of(),
              adminPort,
              directory.resolve("gateway.log"));
    } catch (IOException refused) {
      throw new StageFailure("the links' rig can't be set up: " + refused.getMessage(), refused);
    }
    gateway.awaitReady();
    asker = new Asker(wire, dialect, acquirerPort, ACQUIRER_LINKS);
    gateway.awaitStatus(
        "has not all links",
        START,
        status -> status.links().stream().allMatch(GatewayStatus.LinkState::isUp));
    watcher = Thread.ofPlatform().daemon().name("links-watcher").start(this::watch);
  }

  private Asker asker() {
    return asker;
  }

  private String configuration() {
    var text = new StringBuilder();
    text.append("node: figures\nstore:\n  file: ")
        .append(directory.resolve("data/nightbus.db"))
        .append("\n  key-file: ")
        .append(directory.resolve("data/nightbus.key"))
        .append("\nadmin:\n  listen: 127.0.0.1:")
        .append(adminPort)
        .append("\n  token-file: ")
        .append(directory.resolve("data/admin.token"))
        .append("\nlog: {format: json, level: info}\nendpoints:\n");
    var routes = new StringBuilder("routes:\n");
    for (int peer = 0; peer < hosts.size() / 2; peer++) {
      text.append("  peer").append(peer).append(":\n    dialect: iso87-ascii\n    request: 2s\n");
      text.append("    window: ").append(window).append("\n    sites:\n");
      for (int link = 2 * peer; link <= 2 * peer + 1; link++) {
        if (without.contains(link)) {
          continue;
        }
        text.append("      ")
            .append(site(link))
            .append(": {")
            .append(name(link))
            .append(": 127.0.0.1:")
            .append(dialled.get(link))
            .append("}\n");
      }
      if (announced != null && peer == 0) {
        text.append("    discovery: {found: {every: 500ms, file: ")
            .append(announced)
            .append("}}\n");
      }
      text.append("    link: {sign-on: we, connect: 3s, answer: 2s, echo: ")
          .append(ECHO.toSeconds())
          .append("s, backoff: 200ms, backoff-cap: 5s}\n    guarantees: {duplicates: 4h}\n");
      routes
          .append("  - {from: acquirer, to: peer")
          .append(peer)
          .append(", cards: [\"")
          .append(Asker.range(peer))
          .append("\"], budget: 5s, stand-in: off, journal: ")
          .append(journal ? "on" : "off")
          .append("}\n");
    }
    text.append("  acquirer:\n    dialect: iso87-ascii\n    listen: {address: \"127.0.0.1:")
        .append(acquirerPort)
        .append("\", links: ")
        .append(ACQUIRER_LINKS)
        .append("}\n    link: {sign-on: peer, answer: 5s, echo: 30s}\n");
    return text.append(routes).toString();
  }

  /** One more listener of the same host, without a proxy; its port. */
  int listenAgain(int link) {
    try {
      return wire.listen(0, dialect.framing().longest(), hosts.get(link)).number();
    } catch (IOException refused) {
      throw new StageFailure("a host can't listen: " + refused.getMessage(), refused);
    }
  }

  /** What the gateway says of announced addresses, by port. */
  Map<Integer, String> verdicts() {
    Map<Integer, String> verdicts = new LinkedHashMap<>();
    for (var each : gateway.status().json().path("links")) {
      String at = each.path("address").asText();
      String verdict = each.path("verdict").asText();
      // A link is there a moment before its address is told.
      if (!verdict.isEmpty() && !at.isEmpty()) {
        verdicts.put(Integer.parseInt(at.substring(at.lastIndexOf(':') + 1)), verdict);
      }
    }
    return verdicts;
  }

  /** Where the acquirer connects to. */
  InetSocketAddress acquirerAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), acquirerPort);
  }

  /** Both links of a peer are up, as it was seen last. */
  synchronized boolean areUp(int peer) {
    return List.of("a", "b").stream()
        .map(site -> sights.getOrDefault("peer" + peer + "." + site, List.of()))
        .allMatch(seen -> !seen.isEmpty() && seen.getLast().state().equals("UP"));
  }

  static String site(int link) {
    return link % 2 == 0 ? "a" : "b";
  }

  static String name(int link) {
    return site(link) + "1";
  }

  Host host(int link) {
    return hosts.get(link);
  }

  Proxy proxy(int link) {
    return proxies.get(link);
  }

  /** Takes a link out of the configuration and lets the gateway read it again. */
  void reloadWithout(int link) {
    without.add(link);
    try {
      Files.writeString(file, configuration());
    } catch (IOException broken) {
      throw new StageFailure("the configuration can't be written: " + broken.getMessage(), broken);
    }
    gateway.reload("measuring");
  }

  // --- what the gateway says of its links

  private void watch() {
    while (watched && !closed) {
      gateway.statusIfAny().ifPresent(status -> see(status, System.nanoTime()));
      pause(Duration.ofMillis(LOOK_EVERY_MILLIS));
    }
  }

  /** From now on the gateway's work is the requests alone: nobody asks how its links are. */
  void leaveUnwatched() {
    watched = false;
  }

  private synchronized void see(GatewayStatus status, long now) {
    for (GatewayStatus.LinkState link : status.links()) {
      List<Sight> seen =
          sights.computeIfAbsent(link.endpoint() + "." + link.site(), _ -> new ArrayList<>());
      if (seen.isEmpty() || !seen.getLast().state().equals(link.state())) {
        seen.add(new Sight(now, link.state()));
      }
    }
  }

  /** When a link was first seen in such a state after {@code moment}; never where it was not. */
  synchronized long firstSeen(int link, long moment, Predicate<String> state) {
    return sights.getOrDefault("peer" + link / 2 + "." + site(link), List.of()).stream()
        .filter(sight -> sight.at() >= moment && state.test(sight.state()))
        .mapToLong(Sight::at)
        .findFirst()
        .orElse(Ask.NEVER);
  }

  /** Waits for {@link #firstSeen}; the moment, or never where it was not seen in time. */
  long awaitSeen(int link, long moment, Duration atMost, Predicate<String> state) {
    long end = System.nanoTime() + atMost.toNanos();
    long seen = firstSeen(link, moment, state);
    while (seen == Ask.NEVER && System.nanoTime() < end) {
      pause(Duration.ofMillis(LOOK_EVERY_MILLIS));
      seen = firstSeen(link, moment, state);
    }
    return seen;
  }

  /** Attempts to connect in a row that failed, as the gateway counts them. */
  int attempts(int link) {
    for (var each : gateway.status().json().path("links")) {
      if (each.path("endpoint").asText().equals("peer" + link / 2)
          && each.path("site").asText().equals(site(link))) {
        return each.path("tried").asInt();
      }
    }
    throw new StageFailure("the gateway's status knows no link " + link);
  }

  /** Lets time go by; a failure where the gateway ends meanwhile. */
  void pause(Duration time) {
    if (gateway.ends(time) && !closed) {
      throw new StageFailure("the gateway has ended");
    }
  }

  /** Nothing is owed any more: every reversal has been taken. */
  void awaitNothingOwed(Duration atMost) {
    gateway.awaitStatus("still owes reversals", atMost, status -> status.reversals() == 0);
  }

  @Override
  public void close() {
    closed = true;
    gateway.kill();
    gateway.close();
    try {
      watcher.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    proxies.forEach(Proxy::close);
    wire.close();
  }
}
