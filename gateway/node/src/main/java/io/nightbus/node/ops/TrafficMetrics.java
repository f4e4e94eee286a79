package io.nightbus.node.ops;

import io.nightbus.core.link.LinkId;
import io.nightbus.node.engine.LinkTraffic;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What passes over the links, read where it is counted when somebody scrapes: a message costs no
 * look-up of a meter. Classes of messages that a link never had have no series.
 */
final class TrafficMetrics implements MultiCollector {
  private static final String RECEIVED = "received";
  private static final String SENT = "sent";

  private volatile Supplier<LinkTraffic> traffic = () -> LinkTraffic.NONE;

  void watch(Supplier<LinkTraffic> from) {
    traffic = from;
  }

  @Override
  public MetricSnapshots collect() {
    LinkTraffic now = traffic.get();
    var messages = new Counts(OwnMetric.LINK_MESSAGES);
    var bytes = new Counts(OwnMetric.LINK_BYTES);
    var codes = new Counts(OwnMetric.RESPONSE_CODES);
    var heard =
        GaugeSnapshot.builder()
            .name(OwnMetric.LINK_HEARD.metricName())
            .help(OwnMetric.LINK_HEARD.help());
    for (LinkTraffic.OfLink each : now.links()) {
      LinkId link = each.link();
      bytes.add(each.received().bytes(), link.endpoint(), link.site(), link.name(), RECEIVED);
      bytes.add(each.sent().bytes(), link.endpoint(), link.site(), link.name(), SENT);
      classes(messages, link, RECEIVED, each.received().messages());
      classes(messages, link, SENT, each.sent().messages());
      each.heard()
          .ifPresent(at ->
              heard.dataPoint(
                  GaugeDataPointSnapshot.builder()
                      .labels(
                          labels(OwnMetric.LINK_HEARD, link.endpoint(), link.site(), link.name()))
                      .value(at.toEpochMilli() / 1e3)
                      .build()));
    }
    codes(codes, RECEIVED, now.codesReceived());
    codes(codes, SENT, now.codesSent());
    return MetricSnapshots.of(messages.done(), bytes.done(), heard.build(), codes.done());
  }

  private static void classes(Counts counts, LinkId link, String direction, List<Long> messages) {
    var byName = new TreeMap<String, Long>();
    for (int i = 0; i < messages.size(); i++) {
      byName.merge(name(i), messages.get(i), Long::sum);
    }
    byName.forEach((name, count) -> {
      if (count > 0) {
        counts.add(count, link.endpoint(), link.site(), link.name(), direction, name);
      }
    });
  }

  private static void codes(Counts counts, String direction, Map<String, Map<String, Long>> all) {
    all.forEach((endpoint, codes) ->
        codes.forEach((code, count) -> counts.add(count, endpoint, direction, code)));
  }

  /** Of the class in an MTI. */
  private static String name(int messageClass) {
    return switch (messageClass) {
      case 1 -> "authorisation";
      case 2 -> "financial";
      case 4 -> "reversal";
      case 8 -> "network_management";
      default -> "other";
    };
  }

  private static Labels labels(OwnMetric metric, String... values) {
    return Labels.of(metric.labels(), List.of(values));
  }

  /** One counter's series, as they come. */
  private static final class Counts {
    private final OwnMetric metric;
    private final CounterSnapshot.Builder series;

    Counts(OwnMetric metric) {
      this.metric = metric;
      series = CounterSnapshot.builder().name(metric.metricName()).help(metric.help());
    }

    void add(long count, String... values) {
      series.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(labels(metric, values))
              .value((double) count)
              .build());
    }

    CounterSnapshot done() {
      return series.build();
    }
  }
}
