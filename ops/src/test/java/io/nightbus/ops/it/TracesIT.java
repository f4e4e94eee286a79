package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of the shipped gateway and the simulators around it, as a collector gets them. */
final class TracesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CARDS = 5;
  private static final String GATEWAY = "nightbus-gateway";

  @TempDir Path directory;

  private Collector collector;
  private Stage stage;

  @BeforeEach
  void set() throws IOException {
    collector = new Collector();
    stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1)
                .cards(CARDS)
                .variables(
                    Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.address(),
                        "OTEL_BSP_SCHEDULE_DELAY", "200",
                        "OTEL_EXPORTER_OTLP_TIMEOUT", "1000")),
            Distribution.shipped(),
            Distribution.configuration());
  }

  @AfterEach
  void takeDown() {
    stage.close();
    collector.close();
  }

  private Optional<Collector.Seen> span(String service, Predicate<Collector.Seen> which) {
    return collector.seen().stream()
        .filter(span -> span.service().equals(service))
        .filter(which)
        .findFirst();
  }

  private Collector.Seen awaitSpan(String service, Predicate<Collector.Seen> which, String what) {
    return await(what)
        .atMost(PATIENCE)
        .until(() -> span(service, which), Optional::isPresent)
        .orElseThrow();
  }

  private static Predicate<Collector.Seen> named(String name) {
    return span -> span.name().equals(name);
  }

  private static Predicate<Collector.Seen> below(Collector.Seen parent) {
    return span -> span.trace().equals(parent.trace()) && span.parent().equals(parent.span());
  }

  private double metric(String name) {
    return stage
        .gateway()
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void oneRequestIsOneTraceAndWhatFollowsHoursLaterIsLinkedToIt() {
    stage.acquirer().traffic(20);
    stage.network().traffic(20);

    Collector.Seen attempt =
        awaitSpan(GATEWAY, named("0100 to network"), "an attempt towards the network");
    Collector.Seen whole =
        awaitSpan(GATEWAY, span -> span.span().equals(attempt.parent()), "its request");
    Collector.Seen judged =
        awaitSpan("nightbus-sim-network", below(whole), "what the network made of it");
    assertThat(whole.name()).isEqualTo("0100 from acquirer");
    assertThat(List.of(attempt.trace(), judged.trace())).containsOnly(whole.trace());
    assertThat(judged.attributes())
        .containsEntry("iso8583.rrn", whole.attributes().get("iso8583.rrn"))
        .containsEntry("iso8583.stan", attempt.attributes().get("iso8583.stan"));
    assertThat(whole.attributes()).containsEntry("iso8583.response_code", "00");

    stage.issuer().fault("\"kind\": \"refuse\"");
    Collector.Seen decided =
        awaitSpan(GATEWAY, named("stand-in decides"), "a decision in the issuer's place");
    stage.issuer().healAll();
    Collector.Seen delivered =
        awaitSpan(
            GATEWAY,
            span -> span.name().startsWith("012") && span.links().contains(decided.trace()),
            "the advice of it");
    awaitSpan("nightbus-sim-issuer", below(delivered), "what the issuer made of the advice");

    stage.acquirer().traffic(0);
    stage.network().traffic(0);
    stage.gateway().awaitStatus("has work left", PATIENCE, GatewayStatus::isDrained);
    Set<String> cards = new HashSet<>();
    for (int i = 0; i < CARDS; i++) {
      cards.add(new Cards(Stage.OUR_CARDS, CARDS).card(i).digits());
      cards.add(new Cards(Stage.OTHER_CARDS, CARDS).card(i).digits());
    }
    assertThat(Clear.cards(collector.bytes(), cards)).as("cards in the traces").isEmpty();
    assertThat(metric("nightbus_spans_delivered_total")).isPositive();
  }

  /** Who reads a line goes on in its trace. */
  @Test
  void aLineOfTheLogNamesTheTraceOfTheMessageThatItTellsOf() {
    stage.network().fault("\"kind\": \"answer_lost\", \"share\": 0.5");
    stage.acquirer().traffic(20);
    JsonNode line =
        await("a line about a request without an answer")
            .atMost(PATIENCE)
            .until(this::unanswered, Optional::isPresent)
            .orElseThrow();
    stage.acquirer().traffic(0);

    assertThat(line.path("times").asLong()).isPositive();
    Collector.Seen request =
        awaitSpan(
            GATEWAY,
            span ->
                span.trace().equals(line.path("trace_id").asText())
                    && span.name().equals("0100 from acquirer"),
            "its request");
    assertThat(request.attributes()).containsEntry("nightbus.outcome", "UNKNOWN");
  }

  private Optional<JsonNode> unanswered() throws IOException {
    for (String line : Files.readAllLines(stage.directory().resolve("gateway.log"))) {
      if (line.startsWith("{") && line.contains("\"outcome.unknown\"") && line.endsWith("}")) {
        return Optional.of(new ObjectMapper().readTree(line));
      }
    }
    return Optional.empty();
  }

  @Test
  void aCollectorThatHangsCostsSpansAndNoPayment() {
    collector.hang();
    stage.acquirer().traffic(50);

    await("spans are given up")
        .atMost(PATIENCE)
        .until(() -> metric("nightbus_spans_lost_total") > 0);
    stage.acquirer().traffic(0);
    assertThat(stage.acquirer().drain(PATIENCE)).isTrue();
    assertThat(stage.acquirer().journalSummary().path("APPROVED").path("count").asLong())
        .as("of " + stage.acquirer().journalSummary())
        .isPositive()
        .isEqualTo(all());
  }

  private long all() {
    long sum = 0;
    for (var each : stage.acquirer().journalSummary()) {
      sum += each.path("count").asLong();
    }
    return sum;
  }
}
