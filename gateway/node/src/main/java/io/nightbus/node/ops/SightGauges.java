package io.nightbus.node.ops;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the last {@link Sight}, as gauges; what is not there any more has no series. They
 * are made when somebody scrapes: a look at the gateway registers nothing.
 */
final class SightGauges implements MultiCollector {
  private volatile @Nullable Sight last;

  void update(Sight sight) {
    last = sight;
  }

  @Override
  public MetricSnapshots collect() {
    var snapshots = MetricSnapshots.builder();
    Sight sight = last;
    if (sight != null) {
      for (SightMetric metric : SightMetric.values()) {
        Map<List<String>, Double> values = values(metric, sight);
        if (!values.isEmpty()) {
          snapshots.metricSnapshot(gauge(metric, values));
        }
      }
    }
    return snapshots.build();
  }

  /** One value for each set of labels: of several, the last. */
  private static Map<List<String>, Double> values(SightMetric metric, Sight sight) {
    var values = new LinkedHashMap<List<String>, Double>();
    metric.of(sight).forEach(reading -> values.put(reading.labels(), reading.value()));
    return values;
  }

  private static GaugeSnapshot gauge(SightMetric metric, Map<List<String>, Double> values) {
    var gauge = GaugeSnapshot.builder().name(metric.metricName()).help(metric.help());
    values.forEach((labels, value) ->
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of(metric.labels(), labels))
                .value(value)
                .build()));
    return gauge.build();
  }
}
