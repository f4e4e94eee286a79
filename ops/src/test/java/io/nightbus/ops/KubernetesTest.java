package io.nightbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The Kubernetes manifests fit what is shipped, and kubectl builds them. */
final class KubernetesTest {
  private static final Path MANIFESTS = Path.of("kubernetes");

  private static List<JsonNode> resources() throws IOException {
    var mapper = new YAMLMapper();
    var found = new ArrayList<JsonNode>();
    try (var documents =
        mapper
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(MANIFESTS.resolve("gateway.yaml").toFile())) {
      documents.forEachRemaining(found::add);
    }
    return found;
  }

  private static JsonNode spec(String kind) throws IOException {
    return resources().stream()
        .filter(resource -> resource.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow()
        .path("spec");
  }

  private static JsonNode container() throws IOException {
    return spec("StatefulSet").path("template").path("spec").path("containers").get(0);
  }

  @Test
  void probesAskWhatTheGatewayAnswersAtItsSecondAddress() throws IOException {
    JsonNode container = container();
    for (String probe : List.of("started", "ready", "live")) {
      String name =
          switch (probe) {
            case "started" -> "startupProbe";
            case "ready" -> "readinessProbe";
            default -> "livenessProbe";
          };
      JsonNode get = container.path(name).path("httpGet");
      assertThat(get.path("path").asText()).isEqualTo("/health/" + probe);
      assertThat(get.path("port").asText()).isEqualTo("watch");
    }
    assertThat(container.path("ports").get(0).path("name").asText()).isEqualTo("watch");
    int port = container.path("ports").get(0).path("containerPort").asInt();
    assertThat(Files.readString(MANIFESTS.resolve("kustomization.yaml")))
        .contains("watch: \"0.0.0.0:" + port + "\"");
  }

  @Test
  void aBookHasOneOwnerAndAStopHasTime() throws IOException {
    JsonNode set = spec("StatefulSet");
    JsonNode pod = set.path("template").path("spec");

    assertThat(set.path("replicas").asInt()).isEqualTo(1);
    assertThat(
            set.path("volumeClaimTemplates")
                .get(0)
                .path("spec")
                .path("accessModes")
                .get(0)
                .asText())
        .isEqualTo("ReadWriteOncePod");
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThanOrEqualTo(45);
    assertThat(spec("PodDisruptionBudget").path("maxUnavailable").asInt()).isEqualTo(1);
  }

  @Test
  void itStartsWhatIsShippedWithoutALimitOfProcessor() throws IOException {
    JsonNode container = container();

    assertThat(container.path("command").get(0).asText()).isEqualTo("/opt/nightbus/bin/nightbus");
    assertThat(container.path("command").get(1).asText()).isEqualTo("run");
    JsonNode resources = container.path("resources");
    assertThat(resources.path("limits").has("cpu")).isFalse();
    assertThat(resources.path("limits").path("memory"))
        .isEqualTo(resources.path("requests").path("memory"));
  }

  @Test
  void kubectlBuildsThem() throws Exception {
    boolean able = Files.isExecutable(Path.of("/usr/bin/kubectl"));
    if (!able) {
      System.out.println("LEFT OUT: kubectl is not on this machine");
    }
    assumeTrue(able, "kubectl is not on this machine");

    Process process =
        new ProcessBuilder("kubectl", "kustomize", MANIFESTS.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).contains("image: registry.example/nightbus:", "namespace: nightbus");
  }

  /** Whoever has the distribution alone can run it as a service too. */
  @Test
  void theManifestsAndTheUnitAreShipped() throws IOException {
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<include>kubernetes/*</include>", "<include>systemd/*</include>");
  }
}
