package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nightbus.core.Fact;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsTest {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Metrics metrics =
      new Metrics(registry, List.of("network/north/n1", "network/south/s1"));

  private void fact(Fact.Kind kind, String endpoint, String detail, long value) {
    metrics.note(new Fact(kind, endpoint, detail, value));
  }

  @Test
  void countsByEndpointAndDetail() {
    fact(Fact.Kind.REQUEST_ANSWERED, "acquirer", "APPROVED", 1);
    fact(Fact.Kind.REQUEST_ANSWERED, "acquirer", "APPROVED", 1);
    fact(Fact.Kind.REQUEST_ANSWERED, "acquirer", "STOOD_IN_APPROVED", 1);
    fact(Fact.Kind.REQUEST_REFUSED, "network", "same identity, other content", 1);
    fact(Fact.Kind.ANSWER_MISPAIRED, "network/north/n1", "DE 4", 1);

    assertThat(registry.scrape())
        .contains(
            "nightbus_requests_answered_total{endpoint=\"acquirer\",outcome=\"approved\"} 2.0")
        .contains("outcome=\"stood_in_approved\"} 1.0")
        .contains(
            "nightbus_requests_refused_total{endpoint=\"network\",reason=\"same_identity_other_content\"}"
                + " 1.0")
        .contains("nightbus_mispaired_responses_total{element=\"de_4\",endpoint=\"network\"} 1.0");
  }

  @Test
  void durationsHaveFewBoundariesThatContainTheObjectives() {
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "APPROVED", 3_000_000);
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "DECLINE_SOFT", 4_000_000);

    assertThat(registry.scrape())
        .contains("nightbus_request_duration_seconds_bucket{endpoint=\"issuer\",le=\"0.005\"} 2")
        .contains("nightbus_answers_total{class=\"approved\",endpoint=\"issuer\"} 1.0")
        .contains("nightbus_answers_total{class=\"decline_soft\",endpoint=\"issuer\"} 1.0")
        .contains("le=\"0.002\"} 0");
    assertThat(registry.scrape().lines().filter(line -> line.contains("duration_seconds_bucket")))
        .hasSizeLessThan(16);
  }

  @Test
  void everyLinkIsDownUntilItIsUp() {
    assertThat(registry.scrape())
        .contains("nightbus_link_up{endpoint=\"network\",link=\"n1\",site=\"north\"} 0");

    fact(Fact.Kind.LINK_STATE, "network/north/n1", "UP", 1);
    assertThat(registry.scrape())
        .contains("nightbus_link_up{endpoint=\"network\",link=\"n1\",site=\"north\"} 1");

    fact(Fact.Kind.LINK_STATE, "network/north/n1", "RESET", 1);
    assertThat(registry.scrape())
        .contains("nightbus_link_up{endpoint=\"network\",link=\"n1\",site=\"north\"} 0")
        .contains("site=\"north\",to=\"reset\"} 1.0");
  }

  @Test
  void labelsAreBounded() {
    for (int i = 0; i < Metrics.MOST_LABELS + 100; i++) {
      fact(Fact.Kind.UNREADABLE, "network", "reason " + i, 1);
    }

    String page = registry.scrape();
    assertThat(page.lines().filter(line -> line.startsWith("nightbus_malformed_messages_total")))
        .hasSize(Metrics.MOST_LABELS + 1);
    assertThat(page)
        // One place is taken from the start: the series that is counted from zero.
        .contains("nightbus_malformed_messages_total{endpoint=\"other\",reason=\"other\"} 101.0")
        .contains("nightbus_metrics_truncated_labels_total 101.0");
  }

  @ParameterizedTest
  @EnumSource(Fact.Kind.class)
  void everyKindOfFactHasAMetricWithHelpThatIsInTheReference(Fact.Kind kind) {
    boolean ofLink = kind == Fact.Kind.LINK_STATE || kind == Fact.Kind.LINK_DOUBT;
    fact(kind, ofLink ? "a/b/c" : "network", "UP", 1);
    String name = FactMetric.of(kind).metricName();

    assertThat(registry.scrape()).contains("# HELP " + name).contains("# TYPE " + name);
    assertThat(MetricsReference.page()).contains("`" + name);
  }
}
