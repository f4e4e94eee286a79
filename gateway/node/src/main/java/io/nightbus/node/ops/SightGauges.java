package io.nightbus.node.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What stands in a {@link Sight}, as gauges; what is not there any more has no series. */
final class SightGauges {
  private final Map<SightMetric, MultiGauge> gauges = new EnumMap<>(SightMetric.class);

  SightGauges(MeterRegistry registry) {
    for (SightMetric metric : SightMetric.values()) {
      gauges.put(
          metric,
          MultiGauge.builder(metric.metricName()).description(metric.help()).register(registry));
    }
  }

  synchronized void update(Sight sight) {
    gauges.forEach((metric, gauge) -> {
      var rows = new ArrayList<Row<?>>();
      for (SightMetric.Reading reading : metric.of(sight)) {
        rows.add(Row.of(tags(metric.labels(), reading.labels()), reading.value()));
      }
      gauge.register(rows, true);
    });
  }

  private static Tags tags(List<String> names, List<String> values) {
    var tags = new ArrayList<Tag>();
    for (int i = 0; i < names.size(); i++) {
      tags.add(Tag.of(names.get(i), values.get(i)));
    }
    return Tags.of(tags);
  }
}
