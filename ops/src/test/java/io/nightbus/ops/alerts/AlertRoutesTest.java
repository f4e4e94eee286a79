package io.nightbus.ops.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Http;
import io.nightbus.ops.stage.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where alerts go, and which are silenced by a better name, in the real Alertmanager. */
final class AlertRoutesTest {
  private static final Path CONFIGURATION = Path.of("alertmanager/alertmanager.yml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CALL = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static Process alertmanager;
  private static Http http;

  @BeforeAll
  static void start() throws Exception {
    int port = new Ports().next();
    http = new Http("Alertmanager", port);
    alertmanager =
        new ProcessBuilder(
                "prometheus-alertmanager",
                "--config.file=" + CONFIGURATION,
                "--storage.path=" + folder,
                "--cluster.listen-address=",
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (http.statusCode("/-/ready").filter(code -> code == 200).isEmpty()) {
      assertThat(alertmanager.isAlive() && System.nanoTime() < end).isTrue();
      alertmanager.waitFor(50, TimeUnit.MILLISECONDS);
    }
  }

  @AfterAll
  static void stop() throws InterruptedException {
    alertmanager.destroy();
    assertThat(alertmanager.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theConfigurationIsInOrder() throws Exception {
    assertThat(Tool.run("amtool", "check-config", CONFIGURATION.toString()).exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "pager,severity=page alertname=NightbusAllLinksDown",
    "tickets,severity=ticket alertname=NightbusLinkDown",
    "tickets,severity=ticket alertname=NightbusConfigReloadFailed",
    "nobody,severity=none alertname=NightbusMaintenance",
    "dead-mans-switch,severity=none alertname=NightbusWatchdog"
  })
  void everySeverityHasItsReceiver(String receiver, String labels) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                "amtool",
                "config",
                "routes",
                "test",
                "--config.file=" + CONFIGURATION,
                "--verify.receivers=" + receiver));
    command.addAll(List.of(labels.split(" ", -1)));
    Tool.Said said = Tool.run(command.toArray(String[]::new));

    assertThat(said.exitCode()).as(said.text()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "NightbusDown,,NightbusAllLinksDown,endpoint=network",
    "NightbusDown,,NightbusRestarted,",
    "NightbusDown,,NightbusConfigReloadFailed,",
    "NightbusAllLinksDown,endpoint=network,NightbusSiteDown,endpoint=network site=north",
    "NightbusAllLinksDown,endpoint=network,NightbusLinkDown,endpoint=network site=north link=n1",
    "NightbusAllLinksDown,endpoint=network,NightbusOutcomesUnknown,endpoint=network",
    "NightbusAllLinksDown,endpoint=issuer,NightbusStandInActive,endpoint=issuer",
    "NightbusAllLinksDown,endpoint=network,NightbusErrorBudgetBurnFast,endpoint=acquirer",
    "NightbusHostNotAnswering,endpoint=issuer,NightbusStandInActive,endpoint=issuer",
    "NightbusHostNotAnswering,endpoint=network,NightbusDeliveriesStuck,endpoint=network",
    "NightbusErrorBudgetBurnFast,endpoint=acquirer,NightbusErrorBudgetBurnSlow,endpoint=acquirer",
    "NightbusSiteDown,endpoint=network site=north,NightbusLinkDown,endpoint=network site=north"
        + " link=n1",
    "NightbusLinkFlapping,endpoint=network site=north link=n1,NightbusLinkDown,endpoint=network"
        + " site=north link=n1",
    "NightbusMaintenance,endpoint=network,NightbusAllLinksDown,endpoint=network",
    "NightbusMaintenance,endpoint=network,NightbusSiteDown,endpoint=network site=north",
    "NightbusMaintenance,endpoint=network site=north,NightbusLinkDown,endpoint=network site=north"
        + " link=n1",
    "NightbusBreakerHeld,endpoint=issuer,NightbusStandInActive,endpoint=issuer",
    "NightbusStoreNotWriting,,NightbusStoreSlow,",
    "NightbusStoreNotWriting,,NightbusAllLinksDown,endpoint=issuer"
  })
  void whatHasABetterNameSilencesWhatFollows(
      String source, String sourceLabels, String target, String targetLabels) throws Exception {
    String instance = source + "-" + target;
    post(alert(source, instance, sourceLabels), alert(target, instance, targetLabels));
    assertThat(awaitInhibited(instance, target)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NightbusAllLinksDown,endpoint=network,NightbusStandInActive,endpoint=issuer",
    "NightbusSiteDown,endpoint=network site=north,NightbusLinkDown,endpoint=network site=south"
        + " link=s1",
    "NightbusAllLinksDown,endpoint=network,NightbusBooksDiffer,",
    "NightbusMaintenance,endpoint=network site=north,NightbusAllLinksDown,endpoint=network",
    "NightbusMaintenance,endpoint=network site=north,NightbusSiteDown,endpoint=network site=south",
    "NightbusMaintenance,endpoint=network,NightbusStandInExposureHigh,",
    "NightbusDown,,NightbusWatchdog,"
  })
  void whatHasAnotherCauseIsHeard(
      String source, String sourceLabels, String target, String targetLabels) throws Exception {
    String instance = "heard-" + source + "-" + target;
    post(alert(source, instance, sourceLabels), alert(target, instance, targetLabels));
    // Another one that must be silenced shows that the inhibitor has seen the source.
    post(
        alert("NightbusDown", instance + "-2", null),
        alert("NightbusLinkDown", instance + "-2", null));
    assertThat(awaitInhibited(instance + "-2", "NightbusLinkDown")).isTrue();
    assertThat(isInhibited(instance, target)).isFalse();
  }

  private static Map<String, Object> alert(
      String name, String instance, @org.jspecify.annotations.Nullable String labels) {
    var all = new TreeMap<String, String>();
    all.put("alertname", name);
    all.put("instance", instance);
    all.put("severity", "page");
    if (labels != null && !labels.isEmpty()) {
      for (String label : labels.split(" ", -1)) {
        all.put(label.substring(0, label.indexOf('=')), label.substring(label.indexOf('=') + 1));
      }
    }
    return Map.of("labels", all);
  }

  private static void post(Object... alerts) throws Exception {
    http.call(
        "POST",
        "/api/v2/alerts",
        JSON.writeValueAsString(alerts),
        CALL,
        "Content-Type",
        "application/json");
  }

  private static boolean isInhibited(String instance, String name) {
    for (JsonNode alert : http.json("GET", "/api/v2/alerts", "", CALL)) {
      JsonNode labels = alert.path("labels");
      if (labels.path("instance").asText().equals(instance)
          && labels.path("alertname").asText().equals(name)) {
        return !alert.path("status").path("inhibitedBy").isEmpty();
      }
    }
    return false;
  }

  private static boolean awaitInhibited(String instance, String name) throws Exception {
    for (int i = 0; i < 100 && !isInhibited(instance, name); i++) {
      alertmanager.waitFor(50, TimeUnit.MILLISECONDS);
    }
    return isInhibited(instance, name);
  }
}
