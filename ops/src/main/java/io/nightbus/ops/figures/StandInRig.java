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
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gateway between a network that asks and an issuer's host that may be away: three processes on
 * this machine's processors. At first there is no host.
 */
final class StandInRig implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration CALL = Duration.ofSeconds(10);

  private final Shipped shipped;
  private final Path directory;
  private final int networkPort;
  private final List<Integer> hostPorts;
  private @Nullable Host host;
  private int runs;
  final Gateway gateway;

  /** The issuer's host. */
  private record Host(Child process, Http control) {}

  StandInRig(Shipped shipped, Path directory) {
    this.shipped = shipped;
    this.directory = directory;
    Ports ports = new Ports();
    hostPorts = List.of(ports.next(), ports.next());
    networkPort = ports.next();
    int adminPort = ports.next();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("FIGURES_DATA", directory.resolve("data").toString());
    environment.put("FIGURES_ADMIN_PORT", Integer.toString(adminPort));
    environment.put("FIGURES_H1_PORT", hostPorts.get(0).toString());
    environment.put("FIGURES_H2_PORT", hostPorts.get(1).toString());
    environment.put("FIGURES_NETWORK_PORT", Integer.toString(networkPort));
    gateway =
        Gateway.starting(
            shipped,
            configuration(),
            directory.resolve("data"),
            environment,
            adminPort,
            directory.resolve("gateway.log"));
    gateway.awaitReady();
  }

  private Path configuration() {
    Path file = directory.resolve("gateway.yaml");
    try (InputStream in = StandInRig.class.getResourceAsStream("/figures/standin.yaml")) {
      if (in == null) {
        throw new StageFailure("the configuration for measuring is not in the distribution");
      }
      Files.copy(in, file);
      return file;
    } catch (IOException broken) {
      throw new StageFailure("the configuration can't be written to " + directory, broken);
    }
  }

  // --- the host

  /**
   * Starts it and waits until the gateway has both links to it. It knows no message again: what is
   * told twice counts twice in its ledger.
   *
   * @param rules what it answers, YAML; empty for the usual
   */
  void hostComes(String rules) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "sim",
                "network",
                "--while-stdin-open",
                "--guarantees=nothing",
                "--ledger-mode=counts",
                "--site=main=h1:" + hostPorts.get(0) + ",h2:" + hostPorts.get(1)));
    if (!rules.isEmpty()) {
      try {
        words.add("--rules=" + Files.writeString(directory.resolve("rules.yaml"), rules));
      } catch (IOException broken) {
        throw new StageFailure("the host's rules can't be written to " + directory, broken);
      }
    }
    Child process =
        Child.start(
            "host",
            shipped.command(List.of("-Xmx512m"), words),
            Map.of(),
            directory.resolve("host.log"));
    host =
        new Host(process, new Http("the host", process.firstJson(START).path("control").asInt()));
    awaitHost();
  }

  private Host host() {
    if (host == null) {
      throw new IllegalStateException("there is no host yet");
    }
    return host;
  }

  private void awaitHost() {
    gateway.awaitStatus("has not both links to the host", START, status -> status.allUp("host"));
  }

  /** Nothing answers any more, and nothing says so. */
  void hostFallsSilent() {
    fault("{\"kind\": \"black_hole\"}");
  }

  /** SIGKILL. */
  void hostDies() {
    host().process().kill();
  }

  /** Hangs up and takes no connection. */
  void hostRefuses() {
    fault("{\"kind\": \"refuse\"}");
    gateway.awaitStatus("still has a link", START, status -> !status.anyUp("host"));
  }

  /** Every answer takes so long, from now on. */
  void hostTakes(Duration roundTrip) {
    fault("{\"kind\": \"late\", \"delayMs\": " + roundTrip.toMillis() + "}");
  }

  private void fault(String fault) {
    host().control().call("POST", "/faults", fault, CALL);
  }

  /** Ends what was wrong with it. */
  void hostHeals() {
    host().control().call("DELETE", "/faults", "", CALL);
  }

  /** Effects that the host's ledger has of this kind of message. */
  long hostHas(String mti, String effect) {
    long count = 0;
    for (JsonNode total : host().control().json("GET", "/ledger/summary", "", CALL)) {
      if (total.path("mti").asText().equals(mti) && total.path("effect").asText().equals(effect)) {
        count += total.path("count").asLong();
      }
    }
    return count;
  }

  // --- the network

  /**
   * Begins to ask for the cards of a range.
   *
   * @param warmUp seconds that are not measured
   */
  Child asks(String cards, int connections, int warmUp, int seconds, String... options) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "sim",
                "load",
                "--connect=127.0.0.1:" + networkPort,
                "--cards=" + cards,
                "--connections=" + connections,
                "--duration=" + seconds,
                "--warm-up=" + warmUp));
    words.addAll(List.of(options));
    return Child.start(
        "load",
        shipped.command(List.of("-Xmx256m"), words),
        Map.of(),
        directory.resolve("load-" + ++runs + ".log"));
  }

  /** What a load that was given measured. */
  static JsonNode result(Child load, Duration atMost) {
    return load.firstJson(atMost.plusSeconds(60));
  }

  @Override
  public void close() {
    gateway.kill();
    gateway.close();
    if (host != null) {
      host.process().kill();
      host.process().close();
    }
  }
}
