package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.kill.Strace;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A gateway with live traffic both ways, a byte proxy on each of its links to the others, and a
 * real Prometheus and Alertmanager that watch it.
 */
final class AlertRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration HELD_BACK = Duration.ofSeconds(330);
  private static final int MOST_STARTS = 3;
  private static final List<String> NETWORK = List.of("n1", "n2", "s1", "s2");
  private static final List<String> ISSUER = List.of("i1", "i2");

  /** Requests a second each way. */
  static final double TRAFFIC = 20;

  private static final String NETWORK_RULES =
      """
      rules:
        - {when: {mti: "0100", cards: ["555501"]}, withhold: true}
        - {when: {mti: "0100", cards: ["555502"]}, reply: {39: "96"}}
        - {when: {mti: "0100", cards: ["555503"]}, reply: {4: "000000000001"}}
        - {when: {mti: "0100", cards: ["555504"]}, reply: {39: "91"}}
        - {when: {mti: "0100", cards: ["555505"]}, delay: 4500ms}
        - {when: {mti: "0100", share: 0.03}, reply: {39: "51"}}
      """;

  private static final String ISSUER_RULES =
      """
      rules:
        - {when: {mti: "0120", cards: ["400002"]}, reply: {39: "30", 44: "004"}}
        - {when: {mti: "0120", cards: ["400003"]}, withhold: true}
        - {when: {mti: "0100", cards: ["400004"]}, withhold: true}
        - {when: {mti: "0400", cards: ["400004"]}, reply: {39: "25"}}
        - {when: {mti: "0100", share: 0.03}, reply: {39: "51"}}
      """;

  /** Of the disk that the book gets for itself, in bytes, where we may make one. */
  static final long DISK = 800L << 20;

  private final Shipped shipped;
  private final Path directory;
  private final Path data;
  private final Nights nights;
  private final List<AutoCloseable> started = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final Gateway gateway;
  private final Monitoring monitoring;
  private final Peer network;
  private final Peer issuer;
  private final Peer acquirer;
  private final Peer way;
  private int runs;
  private volatile long begun = System.nanoTime();

  /**
   * Starts everybody, and returns when all links stand and both ways are asked.
   *
   * @param ops the folder with prometheus/ and alertmanager/
   */
  AlertRig(Shipped shipped, Path ops, Path directory) throws IOException {
    this.shipped = shipped;
    this.directory = directory;
    data = Files.createDirectories(directory.resolve("data"));
    nights = new Nights(shipped, directory);
    smallDisk();
    var free = new Ports();
    for (String name : List.of("n1", "n2", "s1", "s2", "i1", "i2")) {
      ports.put(name, free.next());
      ports.put("behind " + name, free.next());
    }
    ports.put("acquirer", free.next());
    ports.put("admin", free.next());
    try {
      way = keep(Peer.of(simulator("proxy", proxied())));
      Child issuing = simulator("issuer", issuing());
      Child networking = simulator("network", networking());
      gateway = keep(startGateway());
      Child acquiring = simulator("acquirer", acquiring());
      monitoring = keep(new Monitoring(ops, directory, free, ports.get("admin")));
      network = keep(Peer.of(networking));
      issuer = keep(Peer.of(issuing));
      acquirer = keep(Peer.of(acquiring));
      gateway.awaitReady();
      awaitLinks();
      traffic(TRAFFIC);
    } catch (StageFailure | IOException failed) {
      close();
      throw failed;
    }
  }

  /** Only root may; without it, the fault that fills the disk can't be played. */
  private void smallDisk() {
    try {
      run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + DISK, "nightbus-book", data.toString());
      started.add(() -> run("umount", data.toString()));
    } catch (StageFailure refused) {
      // The book lies on the common disk then.
    }
  }

  private <T extends AutoCloseable> T keep(T one) {
    started.add(one);
    return one;
  }

  // --- who takes part

  private Child simulator(String what, List<String> options) {
    var words = new ArrayList<>(List.of("sim", what, "--while-stdin-open"));
    words.addAll(options);
    return Child.start(what, shipped.small(words), Map.of(), directory.resolve(what + ".log"));
  }

  private List<String> proxied() {
    return Stream.concat(NETWORK.stream(), ISSUER.stream())
        .map(name -> "--link=" + name + ":" + port(name) + "=127.0.0.1:" + port("behind " + name))
        .toList();
  }

  private String behind(String name) {
    return name + ":" + port("behind " + name);
  }

  private List<String> networking() throws IOException {
    return List.of(
        "--site=north=" + behind("n1") + "," + behind("n2"),
        "--site=south=" + behind("s1") + "," + behind("s2"),
        "--guarantees=nothing",
        "--ledger-mode=counts",
        "--cards=400000",
        "--card-count=5000",
        "--rules=" + Files.writeString(directory.resolve("network.rules.yaml"), NETWORK_RULES));
  }

  private List<String> issuing() throws IOException {
    return List.of(
        "--links=" + behind("i1") + "," + behind("i2"),
        "--rules=" + Files.writeString(directory.resolve("issuer.rules.yaml"), ISSUER_RULES));
  }

  private List<String> acquiring() {
    return List.of(
        "--connect=127.0.0.1:" + port("acquirer"),
        "--cards=555500",
        "--card-count=5000",
        "--timer=8000");
  }

  private Gateway startGateway() throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("FIGURES_DATA", data.toString());
    for (String name : List.of("n1", "n2", "s1", "s2", "i1", "i2", "acquirer", "admin")) {
      environment.put(
          "FIGURES_" + name.toUpperCase(Locale.ROOT) + "_PORT", Integer.toString(port(name)));
    }
    Path configuration = directory.resolve("gateway.yaml");
    try (InputStream in = AlertRig.class.getResourceAsStream("/figures/alerts.yaml")) {
      if (in == null) {
        throw new StageFailure("the configuration for the alerts is not in the distribution");
      }
      Files.copy(in, configuration);
    }
    return Gateway.starting(
        shipped, configuration, data, environment, port("admin"), directory.resolve("gateway.log"));
  }

  int port(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException("nobody has a port " + name);
    }
    return port;
  }

  Gateway gateway() {
    return gateway;
  }

  Monitoring monitoring() {
    return monitoring;
  }

  Peer network() {
    return network;
  }

  Peer issuer() {
    return issuer;
  }

  /** The proxies, named as the links. */
  Peer way() {
    return way;
  }

  Path directory() {
    return directory;
  }

  Nights nights() {
    return nights;
  }

  /** Where the book is. */
  Path data() {
    return data;
  }

  // --- what everybody does

  void traffic(double perSecond) {
    network.traffic(perSecond);
    acquirer.traffic(perSecond);
  }

  private void awaitLinks() {
    gateway.awaitStatus("has not all its links", PATIENCE, AlertRig::isWell);
  }

  private static boolean isWell(GatewayStatus status) {
    return status.allUp("network") && status.allUp("issuer") && status.anyUp("acquirer");
  }

  /**
   * Waits until the network's links carry traffic again, and begins anew: what fell again and again
   * in an earlier row is held back for up to five minutes.
   */
  void awaitTrusted() {
    gateway.awaitStatus("holds links back", HELD_BACK, now -> now.noneHeldBack("network"));
    begins();
  }

  /** Waits until the gateway has all its links again. */
  void awaitWell() {
    if (!gateway.isAlive()) {
      throw new StageFailure("the gateway has ended, see " + directory.resolve("gateway.log"));
    }
    gateway.awaitReady();
    awaitLinks();
  }

  /** The fault is there from now on: what was done before only prepared it. */
  void begins() {
    begun = System.nanoTime();
  }

  /** When the last fault really began. */
  long begun() {
    return begun;
  }

  private static long acquirers(GatewayStatus status) {
    return status.links().stream()
        .filter(link -> link.endpoint().equals("acquirer") && link.isUp())
        .count();
  }

  /**
   * Begins to ask for the cards of a range, as an acquirer with one connection; returns when that
   * has signed on. On a machine without a free processor it may need more than one start.
   */
  Undo asks(String cards, int perSecond) {
    long before = acquirers(gateway.status());
    for (int tries = 1; ; tries++) {
      Child load = load(cards, perSecond);
      while (load.isAlive() && acquirers(gateway.status()) <= before) {
        load.pause(Duration.ofMillis(100));
      }
      if (load.isAlive()) {
        begins();
        return () -> {
          load.kill();
          load.close();
        };
      }
      if (tries == MOST_STARTS) {
        throw new StageFailure("nobody asks: " + load.output(PATIENCE).strip());
      }
    }
  }

  private Child load(String cards, int perSecond) {
    return Child.start(
        "load",
        shipped.small(
            List.of(
                "sim",
                "load",
                "--connect=127.0.0.1:" + port("acquirer"),
                "--connections=1",
                "--cards=" + cards,
                "--rate=" + perSecond,
                "--warm-up=0",
                "--duration=300")),
        Map.of(),
        directory.resolve("load-" + ++runs + ".log"));
  }

  Stranger stranger() {
    return new Stranger(port("acquirer"));
  }

  // --- what befalls the process

  /** {@code STOP} or {@code CONT}. */
  void signal(String name) {
    run("kill", "-" + name, Long.toString(gateway.process().pid()));
  }

  /** A command of this machine that has to succeed. */
  void run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new StageFailure(String.join(" ", command) + ": " + said.strip());
      }
    } catch (IOException missing) {
      throw new StageFailure(command[0] + " can't be run: " + missing.getMessage(), missing);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  /** Disturbs system calls of the gateway; {@code inject} as strace has it. */
  Undo disturb(String calls, String inject) {
    return disturbing(
        Strace.attach(
            gateway.process().pid(), disturbance(calls, inject), directory.resolve("strace")));
  }

  /** The same for one of its threads. */
  Undo disturbThread(String name, String calls, String inject) throws IOException {
    return disturbing(
        Strace.attachOne(thread(name), disturbance(calls, inject), directory.resolve("strace")));
  }

  private static List<String> disturbance(String calls, String inject) {
    return List.of("-e", "trace=" + calls, "-e", "inject=" + calls + ":" + inject);
  }

  private static Undo disturbing(Strace strace) {
    return strace::close;
  }

  /** Threads carry the first 15 letters of their names. */
  private long thread(String name) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(gateway.process().pid()), "task");
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().startsWith(name)) {
          return Long.parseLong(thread.getFileName().toString());
        }
      }
    }
    throw new StageFailure("the gateway has no thread " + name);
  }

  void pause(Duration time) {
    way.process().pause(time);
  }

  @Override
  public void close() {
    for (AutoCloseable one : started.reversed()) {
      try {
        one.close();
      } catch (Exception failed) {
        // The others have to be ended too.
      }
    }
    started.clear();
  }
}
