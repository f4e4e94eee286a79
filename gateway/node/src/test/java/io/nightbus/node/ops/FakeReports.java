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
    try {
      desk.readable.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Sum.NONE;
  }

  @Override
  public List<OwedReport> owed(boolean parked, int most) {
    return parked
        ? List.of(
            new OwedReport(
                8,
                "issuer",
                "ADVICE",
                "PARKED",
                "refused with code 30, DE 42",
                "2026-11-22T23:00:00.000Z",
                "2026-11-22T23:00:01.000Z",
                1,
                "R1",
                100,
                "826"))
        : List.of();
  }

  @Override
  public void close() {}
}
