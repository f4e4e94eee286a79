package io.nightbus.ops.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Grafana dashboards: whole, readable by Prometheus, and about metrics that there are. */
final class DashboardsTest {
  private static final Path DASHBOARDS = Path.of("grafana");
  private static final Pattern NAME = Pattern.compile("\\b(nightbus[a-z0-9_:]+)");
  private static final Pattern LINK = Pattern.compile("/d/([a-z-]+)");

  @TempDir Path folder;

  private static Map<String, JsonNode> dashboards() throws IOException {
    var found = new TreeMap<String, JsonNode>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        found.put(file.getFileName().toString(), new ObjectMapper().readTree(file.toFile()));
      }
    }
    return found;
  }

  private static List<JsonNode> panels(JsonNode dashboard) {
    var panels = new ArrayList<JsonNode>();
    dashboard.path("panels").forEach(panels::add);
    return panels;
  }

  /** As Grafana asks Prometheus: its variables have values. */
  private static List<String> expressions(JsonNode dashboard) {
    var expressions = new ArrayList<String>();
    for (JsonNode panel : panels(dashboard)) {
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
    }
    dashboard
        .path("annotations")
        .path("list")
        .forEach(annotation -> expressions.add(annotation.path("expr").asText()));
    return expressions.stream()
        .map(text -> text.replace("$__rate_interval", "1m").replace("$instance", ".*"))
        .toList();
  }

  @Test
  void eachIsWhole() throws IOException {
    assertThat(dashboards()).hasSizeGreaterThanOrEqualTo(3);
    dashboards()
        .forEach((file, dashboard) -> {
          assertThat(file).isEqualTo(dashboard.path("uid").asText() + ".json");
          assertThat(dashboard.path("title").asText()).startsWith("Nightbus");
          assertThat(dashboard.path("tags")).isNotEmpty();
          assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
          var ids = new HashSet<Integer>();
          for (JsonNode panel : panels(dashboard)) {
            String name = file + ": " + panel.path("title").asText();
            assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
            if (!panel.path("type").asText().equals("row")) {
              assertThat(panel.path("description").asText()).as(name).isNotBlank();
              assertThat(panel.path("targets")).as(name).isNotEmpty();
              assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            }
          }
        });
  }

  @Test
  void prometheusReadsEveryExpression() throws Exception {
    ObjectNode rules = new ObjectMapper().createObjectNode();
    var list = rules.putArray("groups").addObject().put("name", "dashboards").putArray("rules");
    int number = 0;
    for (JsonNode dashboard : dashboards().values()) {
      for (String expression : expressions(dashboard)) {
        assertThat(expression).doesNotContain("$").isNotBlank();
        list.addObject().put("record", "expression:" + ++number).put("expr", expression);
      }
    }
    Path file = folder.resolve("dashboards.yml");
    new YAMLMapper().writeValue(file.toFile(), rules);

    Tool.Said said = Tool.run("promtool", "check", "rules", file.toString());

    assertThat(said.exitCode()).as(said.text()).isZero();
    assertThat(said.text()).contains(number + " rules found");
  }

  /** The reference is compared with a live scrape by a test of its own. */
  @Test
  void everyMetricIsInTheReferenceOrRecordedByARule() throws IOException {
    String reference = Files.readString(Path.of("reference/metrics.md"));
    String rules = Files.readString(Path.of("prometheus/nightbus.rules.yml"));
    var missing = new TreeSet<String>();
    for (JsonNode dashboard : dashboards().values()) {
      for (String expression : expressions(dashboard)) {
        Matcher names = NAME.matcher(expression.replaceAll("\"[^\"]*\"", ""));
        while (names.find()) {
          String name = names.group(1).replaceAll("_(bucket|count|sum)$", "");
          if (!reference.contains("`" + name + "`") && !rules.contains("record: " + name)) {
            missing.add(name);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void alertsPointToADashboardThatThereIs() throws IOException {
    Set<String> linked = new TreeSet<>();
    Matcher links =
        LINK.matcher(
            Files.readString(Path.of("prometheus/nightbus.rules.yml"))
                + String.join(
                    " ", dashboards().values().stream().map(JsonNode::toString).toList()));
    while (links.find()) {
      linked.add(links.group(1));
    }
    var there =
        dashboards().values().stream().map(dashboard -> dashboard.path("uid").asText()).toList();

    assertThat(linked).isNotEmpty();
    assertThat(there).containsAll(linked);
  }
}
