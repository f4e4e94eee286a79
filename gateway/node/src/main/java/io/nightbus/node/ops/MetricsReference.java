package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The page {@code ops/reference/metrics.md}: every metric of ours, made from the code. */
final class MetricsReference {
  private static final String HEAD =
      """
      # Metrics

      `GET /metrics` on the admin address, for Prometheus; no token. Label values come from the configuration or from fixed lists, never from a message; what goes
      beyond 512 label sets of one metric is counted under `other`, and in `nightbus_metrics_truncated_labels_total`. Gauges are looked at once a second, however
      many ask. Histograms have explicit boundaries. This page is made from the code and compared with a live scrape by a test.

      | metric | kind | labels | says
      |---|---|---|---
      """;

  private static final String FOOT =
      """

      Beside them `jvm_…` and `process_…` of the Java machine.
      """;

  /**
   * One metric of ours.
   *
   * @param labels sorted
   */
  record Entry(String kind, List<String> labels, String help) {}

  private MetricsReference() {}

  /** By the name that is scraped; a histogram without {@code _bucket}, {@code _count}, … */
  static Map<String, Entry> entries() {
    var entries = new TreeMap<String, Entry>();
    for (Fact.Kind kind : Fact.Kind.values()) {
      FactMetric metric = FactMetric.of(kind);
      String type = metric.scrapedName().endsWith("_seconds") ? "histogram" : "counter";
      entries.put(metric.scrapedName(), entry(type, metric.labels(), metric.help()));
    }
    for (SightMetric metric : SightMetric.values()) {
      entries.put(metric.metricName(), entry("gauge", metric.labels(), metric.help()));
    }
    for (OwnMetric metric : OwnMetric.values()) {
      String type =
          switch (metric.type()) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
            case TIMER -> "histogram";
          };
      entries.put(metric.scrapedName(), entry(type, metric.labels(), metric.help()));
    }
    return entries;
  }

  private static Entry entry(String kind, List<String> labels, String help) {
    return new Entry(kind, labels.stream().sorted().toList(), help);
  }

  static String page() {
    var page = new StringBuilder(HEAD);
    entries()
        .forEach((name, entry) ->
            page.append("| `")
                .append(name)
                .append("` | ")
                .append(entry.kind())
                .append(" | ")
                .append(String.join(", ", entry.labels()))
                .append(" | ")
                .append(entry.help())
                .append('\n'));
    return page.append(FOOT).toString();
  }
}
