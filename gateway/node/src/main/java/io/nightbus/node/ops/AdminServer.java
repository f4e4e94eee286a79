package io.nightbus.node.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP for people and Prometheus: one virtual thread a request, at most {@link #MOST_AT_ONCE} at a
 * time, bodies and idle connections within bounds. Never on the event loop.
 */
public final class AdminServer implements AutoCloseable {
  static final int MOST_AT_ONCE = 32;

  /** At the second address, besides. */
  private static final int MOST_OUTSIDE = 8;

  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final List<String> REFUSALS =
      List.of("busy", "unauthorised", "forbidden", "too_large");

  static {
    // Read once by the JDK's server. Without nodelay an answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "60");
    System.setProperty("jdk.httpserver.maxConnections", "2048");
    // Also for who does not read: a page of live events comes again by itself.
    System.setProperty("sun.net.httpserver.maxRspTime", "60");
    // What is refused is still read, within bounds: its sender would see a reset, not our answer.
    System.setProperty("sun.net.httpserver.drainAmount", "1048576");
    // A whole request, also a long file: 15 minutes. A stalled one ends sooner, see Bodies.
    System.setProperty("sun.net.httpserver.maxReqTime", "900");
    System.setProperty("sun.net.httpserver.maxReqHeaderSize", "16384");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService clock;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Semaphore outside = new Semaphore(MOST_OUTSIDE);
  private final List<HttpServer> watchers = new CopyOnWriteArrayList<>();
  private final Telemetry telemetry;
  private final Live live = new Live();
  private final Lookout lookout;
  private final Pulse pulse;
  private final Router router;

  /** Listens at once; a port in use is a {@link java.net.BindException}. */
  public AdminServer(InetSocketAddress listen, Gateway gateway, Telemetry telemetry, Tokens tokens)
      throws IOException {
    this(listen, gateway, telemetry, tokens, Duration.ofSeconds(30), InstantSource.system());
  }

  AdminServer(
      InetSocketAddress listen,
      Gateway gateway,
      Telemetry telemetry,
      Tokens tokens,
      Duration stall,
      InstantSource wall)
      throws IOException {
    server = HttpServer.create(listen, 64);
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("nightbus-admin-clock").daemon().factory());
    this.telemetry = telemetry;
    var file = new IncidentFile(gateway.outline().store().resolveSibling("incidents.jsonl"));
    var incidents = new Incidents(file.read(), file::keep);
    var maintenance =
        new Maintenance(gateway.outline().store().resolveSibling("maintenance.jsonl"));
    var timeLine = new TimeLine();
    lookout =
        new Lookout(
            gateway,
            telemetry.stories(),
            telemetry::totals,
            telemetry::own,
            incidents,
            maintenance,
            timeLine,
            wall);
    lookout.tell(picture -> telemetry.update(picture.sight()));
    lookout.tell(live::tell);
    telemetry.watch(OwnMetric.PAGE_WATCHERS, live::watchers);
    pulse = new Pulse(System.nanoTime(), telemetry.counter(OwnMetric.PAUSES)::increment);
    lookout.onClockJump(telemetry.counter(OwnMetric.CLOCK_JUMPS)::increment);
    router =
        new Router(
            gateway,
            telemetry,
            tokens,
            lookout,
            incidents,
            maintenance,
            timeLine,
            new Bodies.Patience(clock, stall),
            wall);
    for (String reason : REFUSALS) {
      telemetry.counter(OwnMetric.ADMIN_REFUSED, reason); // from zero: the first ones count too
    }
    lookout.begin();
    pulse.begin();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Serves metrics and health at a second address, which may be reached from outside: nothing can
   * be ordered there, and whoever crowds it takes no place at the first one.
   *
   * @return where it listens, with the real port; a port in use is a {@link java.net.BindException}
   */
  public InetSocketAddress watchAt(InetSocketAddress at) throws IOException {
    HttpServer second = HttpServer.create(at, 64);
    second.setExecutor(threads);
    second.createContext("/", this::watched);
    second.start();
    watchers.add(second);
    return second.getAddress();
  }

  private void watched(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    boolean known = path.equals("/metrics") || path.startsWith("/health/");
    try (exchange) {
      send(
          exchange,
          known
              ? answer(exchange, outside)
              : Answer.problem(404, "Not found", "here are /metrics and /health/"));
    } catch (IOException gone) {
      LOG.debug("the asker went away", gone);
    }
  }

  /** Where it listens, with the real port. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Whether the gateway takes work, as {@code /health/ready} says it; may wait two seconds. */
  public boolean isReady() {
    return router.health().ready().status() == 200;
  }

  /** Whether the event loop answers, as {@code /health/live} says it; may wait two seconds. */
  public boolean isLive() {
    return router.health().live().status() == 200;
  }

  /** From here on it is not ready any more, but still answers. */
  public void stopping() {
    router.health().stopping();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      if (exchange.getRequestURI().getPath().equals("/live")) {
        watch(exchange);
        return;
      }
      send(exchange, answer(exchange, places));
    } catch (IOException gone) {
      LOG.debug("the asker went away", gone);
    }
  }

  private void watch(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      send(exchange, Answer.problem(405, "Method not allowed", "here: GET"));
    } else if (!live.watch(exchange)) {
      refused("busy");
      send(exchange, Answer.problem(503, "Busy", "too many pages are open; ask /live.json"));
    }
  }

  private Answer answer(HttpExchange exchange, Semaphore places) {
    if (!places.tryAcquire()) {
      refused("busy");
      return Answer.problem(503, "Busy", "too many requests at once; try again");
    }
    try {
      Answer answer = router.answer(exchange);
      switch (answer.status()) {
        case 401 -> refused("unauthorised");
        case 403 -> refused("forbidden");
        case 413 -> refused("too_large");
        default -> {}
      }
      return answer;
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("a request to the admin API failed");
      return Answer.problem(500, "Failed", "the log says more");
    } finally {
      places.release();
    }
  }

  private void refused(String reason) {
    telemetry.counter(OwnMetric.ADMIN_REFUSED, reason).increment();
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'self'");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : bytes.length);
    if (!head) {
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(bytes);
      }
    }
  }

  @Override
  public void close() {
    lookout.close();
    pulse.close();
    live.close();
    server.stop(0);
    watchers.forEach(watcher -> watcher.stop(0));
    threads.shutdownNow();
    clock.shutdownNow();
  }
}
