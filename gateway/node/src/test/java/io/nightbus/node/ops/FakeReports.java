package io.nightbus.node.ops;

import io.nightbus.core.transit.ChargeState;
import io.nightbus.node.ops.intake.FakeDesk;
import io.nightbus.node.store.Reports;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports on what a fake desk has taken. */
public record FakeReports(FakeDesk desk) implements Reports {
  @Override
  public List<BatchReport> batches() {
    return desk.batches.values().stream()
        .map(batch ->
            new BatchReport(
                batch, Map.of(ChargeState.QUEUED, new Sum(batch.count(), batch.amount()))))
        .toList();
  }

  @Override
  public Optional<BatchReport> batch(String id) {
    return batches().stream().filter(report -> report.batch().id().equals(id)).findFirst();
  }

  @Override
  public List<Conservation> conservation() {
    return List.of();
  }

  @Override
  public List<Owing> owing() {
    return List.of();
  }

  @Override
  public Sum exposure() {
    return Sum.NONE;
  }

  @Override
  public void close() {}
}
