package io.nightbus.ops.figures;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.Http;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway between a network that answers at once and whoever asks: three processes on this
 * machine's processors.
 */
final class Rig implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration CALL = Duration.ofSeconds(10);

  private final Shipped shipped;
  private final Path directory;
  private final int acquirerPort;
  private final List<Integer> straightPorts;
  private final Child network;
  private final Http control;
  private final Duration ready;
  final Gateway gateway;

  Rig(Shipped shipped, Path directory, boolean journal) {
    this(shipped, shipped, directory, journal, "gateway", 2);
  }

  /**
   * @param gateways how the gateway is started, {@code shipped} how the others are
   */
  Rig(Shipped gateways, Shipped shipped, Path directory, boolean journal) {
    this(gateways, shipped, directory, journal, "gateway", 2);
  }

  /**
   * @param configuration its name, without folder and ending
   * @param perSite links to each of the network's two sites, as the configuration has them
   */
  Rig(
      Shipped gateways,
      Shipped shipped,
      Path directory,
      boolean journal,
      String configuration,
      int perSite) {
    this.shipped = shipped;
    this.directory = directory;
    Ports ports = new Ports();
    Map<String, Integer> north = links("n", perSite, ports);
    Map<String, Integer> south = links("s", perSite, ports);
    straightPorts = List.of(ports.next(), ports.next());
    acquirerPort = ports.next();
    int adminPort = ports.next();
    network =
        Child.start(
            "network",
            shipped.command(
                List.of("-Xmx256m"),
                List.of(
                    "sim",
                    "network",
                    "--while-stdin-open",
                    "--guarantees=nothing",
                    "--ledger-mode=counts",
                    "--site=north=" + words(north),
                    "--site=south=" + words(south),
                    "--site=straight=a1:" + straightPorts.get(0) + ",a2:" + straightPorts.get(1))),
            Map.of(),
            directory.resolve("network.log"));
    control = new Http("the network simulator", network.firstJson(START).path("control").asInt());
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("FIGURES_DATA", directory.resolve("data").toString());
    environment.put("FIGURES_ADMIN_PORT", Integer.toString(adminPort));
    Stream.of(north, south)
        .flatMap(site -> site.entrySet().stream())
        .forEach(link ->
            environment.put(
                "FIGURES_" + link.getKey().toUpperCase(Locale.ROOT) + "_PORT",
                link.getValue().toString()));
    environment.put("FIGURES_ACQUIRER_PORT", Integer.toString(acquirerPort));
    environment.put("FIGURES_JOURNAL", journal ? "on" : "off");
    long begin = System.nanoTime();
    gateway =
        Gateway.starting(
            gateways,
            copied(configuration),
            directory.resolve("data"),
            environment,
            adminPort,
            directory.resolve("gateway.log"));
    ready = begun(begin);
  }

  /** Where it does not begin nobody has a rig to close: what was started ends here. */
  private Duration begun(long begin) {
    try {
      gateway.awaitReady();
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      gateway.awaitStatus("has no link to the network", START, status -> status.allUp("network"));
      return took;
    } catch (StageFailure late) {
      close();
      throw late;
    }
  }

  private static Map<String, Integer> links(String letter, int count, Ports ports) {
    var links = new LinkedHashMap<String, Integer>();
    for (int i = 1; i <= count; i++) {
      links.put(letter + i, ports.next());
    }
    return links;
  }

  private static String words(Map<String, Integer> links) {
    return links.entrySet().stream()
        .map(link -> link.getKey() + ":" + link.getValue())
        .collect(Collectors.joining(","));
  }

  private Path copied(String configuration) {
    Path file = directory.resolve("gateway.yaml");
    try (InputStream in = Rig.class.getResourceAsStream("/figures/" + configuration + ".yaml")) {
      if (in == null) {
        throw new StageFailure("the configuration for measuring is not in the distribution");
      }
      Files.copy(in, file);
      return file;
    } catch (IOException broken) {
      throw new StageFailure("the configuration can't be written to " + directory, broken);
    }
  }

  /** From the start of the process to its word that it is ready, with an empty store. */
  Duration ready() {
    return ready;
  }

  /**
   * Begins to give load to the gateway over eight connections.
   *
   * @param warmUp seconds that are not measured
   */
  Child through(int warmUp, int seconds, String... options) {
    return load("load", List.of(acquirerPort), 8, warmUp, seconds, options);
  }

  /** Begins to give load to the network itself, over links of its own. */
  Child straight(int warmUp, int seconds, String... options) {
    return load("straight", straightPorts, straightPorts.size(), warmUp, seconds, options);
  }

  private Child load(
      String name,
      List<Integer> ports,
      int connections,
      int warmUp,
      int seconds,
      String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "sim",
                "load",
                "--connect="
                    + ports.stream()
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(",")),
                "--connections=" + connections,
                "--duration=" + seconds,
                "--warm-up=" + warmUp));
    words.addAll(List.of(options));
    return Child.start(
        name,
        shipped.command(List.of("-Xmx256m"), words),
        Map.of(),
        directory.resolve(name + ".log"));
  }

  /** What a load that was given measured. */
  JsonNode result(Child load, int seconds) {
    return load.firstJson(Duration.ofSeconds(3L * seconds + 90));
  }

  void networkAway() {
    fault("{\"kind\": \"refuse\"}");
  }

  void networkBack() {
    control.call("DELETE", "/faults", "", CALL);
  }

  /** Every answer of the network takes so long, from now on. */
  void networkTakes(Duration roundTrip) {
    fault("{\"kind\": \"late\", \"delayMs\": " + roundTrip.toMillis() + "}");
  }

  /** The issuer of cards that begin like this is out: 91 to all of them. */
  void issuerAway(String cards) {
    fault("{\"kind\": \"range_out\", \"cards\": \"" + cards + "\"}");
  }

  private void fault(String fault) {
    control.call("POST", "/faults", fault, CALL);
  }

  /** Runs a command of the gateway to its end. */
  void command(String log, Duration atMost, String... words) {
    try (Child child = gateway.command(directory.resolve(log), words)) {
      int code = child.exitCode(atMost);
      if (code != 0) {
        throw new StageFailure("nightbus " + String.join(" ", words) + " ended with " + code);
      }
    }
  }

  /** SIGTERM to the gateway, and all the time that its end takes. */
  void stopGateway(Duration atMost) {
    gateway.process().stop(atMost);
  }

  @Override
  public void close() {
    gateway.kill();
    network.kill();
    gateway.close();
    network.close();
  }
}
