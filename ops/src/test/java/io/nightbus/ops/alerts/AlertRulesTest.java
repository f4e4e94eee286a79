package io.nightbus.ops.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The alert rules, judged by Prometheus's own tools; each alert has what an operator needs. */
final class AlertRulesTest {
  private static final Path RULES = Path.of("prometheus/nightbus.rules.yml");
  private static final Path TESTS = Path.of("prometheus/tests");
  private static final Path RUNBOOKS = Path.of("runbooks");

  private static List<JsonNode> alerts() throws IOException {
    var alerts = new ArrayList<JsonNode>();
    for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        if (rule.has("alert")) {
          alerts.add(rule);
        }
      }
    }
    return alerts;
  }

  private static List<String> names() throws IOException {
    return alerts().stream().map(alert -> alert.path("alert").asText()).sorted().toList();
  }

  private static List<String> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(end))
          .map(name -> name.substring(0, name.length() - end.length()))
          .filter(name -> !name.equals("README"))
          .sorted()
          .toList();
    }
  }

  @Test
  void prometheusTakesTheRulesAndItsConfiguration() throws Exception {
    assertThat(Tool.run("promtool", "check", "rules", RULES.toString()).exitCode()).isZero();
    assertThat(Tool.run("promtool", "check", "config", "prometheus/prometheus.yml").exitCode())
        .isZero();
  }

  @Test
  void everyAlertSaysWhatItIsAndWhereToLook() throws IOException {
    assertThat(alerts()).hasSizeGreaterThan(40);
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      JsonNode notes = alert.path("annotations");
      assertThat(notes.path("summary").asText()).as(name + " summary").isNotEmpty();
      assertThat(notes.path("description").asText()).as(name + " description").isNotEmpty();
      assertThat(notes.path("runbook_url").asText()).as(name).endsWith("/runbooks/" + name + ".md");
      assertThat(notes.path("dashboard_url").asText()).as(name).contains("/d/nightbus-");
      assertThat(alert.path("labels").path("severity").asText())
          .as(name)
          .isIn("page", "ticket", "none");
    }
  }

  @Test
  void everyAlertHasItsTestAndItsRunbookAndThereIsNoOther() throws IOException {
    assertThat(files(TESTS, ".yml")).isEqualTo(names());
    assertThat(files(RUNBOOKS, ".md")).isEqualTo(names());
  }

  @Test
  void everyRunbookHasItsParts() throws IOException {
    for (String name : names()) {
      assertThat(Files.readString(RUNBOOKS.resolve(name + ".md")))
          .startsWith("# " + name)
          .contains("## Meaning", "## Impact", "## Diagnosis", "```sh", "## Remedy");
    }
  }

  @Test
  void everyAlertFiresStaysSilentAndRecovers() throws Exception {
    var command = new ArrayList<>(List.of("promtool", "test", "rules"));
    for (String name : names()) {
      command.add(TESTS.resolve(name + ".yml").toString());
    }
    Tool.Said said = Tool.run(command.toArray(String[]::new));

    assertThat(said.exitCode()).as(said.text()).isZero();
  }

  @Test
  void everyTestAsksForSilenceAndForItsAlert() throws IOException {
    for (String name : names()) {
      String test = Files.readString(TESTS.resolve(name + ".yml"));
      assertThat(test).contains("alertname=\"" + name + "\"", "value: 1");
      if (!name.equals("NightbusWatchdog")) {
        assertThat(test.split("exp_samples: \\[\\]", -1).length - 1)
            .as(name)
            .isGreaterThanOrEqualTo(2);
      }
    }
  }

  @Test
  void everyMetricThatIsAskedForIsInTheReference() throws IOException {
    String reference = Files.readString(Path.of("reference/metrics.md"));
    var missing = new TreeSet<String>();
    var found = java.util.regex.Pattern.compile("nightbus_[a-z0-9_]+").matcher(rules());
    while (found.find()) {
      String name = found.group().replaceAll("_(bucket|count|sum)$", "");
      if (!reference.contains("`" + name + "`")) {
        missing.add(found.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static String rules() throws IOException {
    return Files.readString(RULES);
  }
}
