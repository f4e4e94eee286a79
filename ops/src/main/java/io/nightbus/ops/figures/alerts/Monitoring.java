package io.nightbus.ops.figures.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Http;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A real Prometheus and a real Alertmanager with the shipped configuration, on ports of ours. */
final class Monitoring implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration START = Duration.ofSeconds(60);

  private final Pager pager = new Pager();
  private final List<Child> processes = new ArrayList<>();
  private final Http prometheus;
  private final Http alertmanager;

  /**
   * Starts both and waits until they are ready.
   *
   * @param shipped the folder with prometheus/ and alertmanager/
   * @param target the gateway's admin port
   */
  Monitoring(Path shipped, Path directory, Ports ports, int target) {
    int prometheusPort = ports.next();
    int alertmanagerPort = ports.next();
    prometheus = new Http("Prometheus", prometheusPort);
    alertmanager = new Http("Alertmanager", alertmanagerPort);
    try {
      configure(shipped, directory, target, alertmanagerPort);
    } catch (IOException unreadable) {
      throw new StageFailure(
          "the shipped alert rules can't be read in " + shipped + ": " + unreadable.getMessage(),
          unreadable);
    }
    start(
        directory,
        "prometheus-alertmanager",
        "--config.file=" + directory.resolve("alertmanager.yml"),
        "--storage.path=" + directory.resolve("alertmanager"),
        "--cluster.listen-address=",
        "--web.listen-address=127.0.0.1:" + alertmanagerPort);
    start(
        directory,
        "prometheus",
        "--config.file=" + directory.resolve("prometheus.yml"),
        "--storage.tsdb.path=" + directory.resolve("prometheus"),
        "--web.listen-address=127.0.0.1:" + prometheusPort);
    awaitReady(alertmanager);
    awaitReady(prometheus);
  }

  private void start(Path directory, String program, String... options) {
    var command = new ArrayList<String>(List.of(program));
    command.addAll(List.of(options));
    processes.add(Child.start(program, command, Map.of(), directory.resolve(program + ".log")));
  }

  private void configure(Path shipped, Path directory, int target, int alertmanagerPort)
      throws IOException {
    Path rules = shipped.resolve("prometheus");
    Files.copy(rules.resolve("nightbus.rules.yml"), directory.resolve("nightbus.rules.yml"));
    Files.writeString(
        directory.resolve("prometheus.yml"),
        replaced(
            replaced(
                Files.readString(rules.resolve("prometheus.yml")),
                "127.0.0.1:9093",
                "127.0.0.1:" + alertmanagerPort),
            "127.0.0.1:8470",
            "127.0.0.1:" + target));
    Files.writeString(
        directory.resolve("alertmanager.yml"),
        replaced(
            Files.readString(shipped.resolve("alertmanager").resolve("alertmanager.yml")),
            "127.0.0.1:9099",
            "127.0.0.1:" + pager.port()));
  }

  private static String replaced(String text, String from, String to) {
    if (!text.contains(from)) {
      throw new StageFailure("the shipped configuration does not say " + from);
    }
    return text.replace(from, to);
  }

  private void awaitReady(Http what) {
    long end = System.nanoTime() + START.toNanos();
    while (what.statusCode("/-/ready").filter(code -> code == 200).isEmpty()) {
      Child last = processes.getLast();
      if (System.nanoTime() > end || !processes.stream().allMatch(Child::isAlive)) {
        throw new StageFailure("Prometheus or Alertmanager does not start, see " + last.log());
      }
      last.pause(Duration.ofMillis(100));
    }
  }

  Pager pager() {
    return pager;
  }

  /** All that are told now: firing, and not silenced by a better name. */
  Set<Alert> told() {
    return alerts("/api/v2/alerts?active=true&silenced=false&inhibited=false");
  }

  /** All that fire now, with those that a better name silences. */
  Set<Alert> firing() {
    return alerts("/api/v2/alerts");
  }

  private Set<Alert> alerts(String path) {
    var alerts = new HashSet<Alert>();
    for (JsonNode told : alertmanager.json("GET", path, "", CALL)) {
      alerts.add(Alert.of(told));
    }
    return alerts;
  }

  /** The answer of Prometheus to an expression: one vector, as JSON. */
  JsonNode ask(String expression) {
    return prometheus
        .json(
            "GET",
            "/api/v1/query?query="
                + java.net.URLEncoder.encode(expression, java.nio.charset.StandardCharsets.UTF_8),
            "",
            CALL)
        .path("data")
        .path("result");
  }

  @Override
  public void close() {
    processes.reversed().forEach(Child::close);
    pager.close();
  }
}
