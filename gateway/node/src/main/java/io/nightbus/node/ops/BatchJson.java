package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.transit.Batch;
import io.nightbus.node.ops.intake.Refusal;
import io.nightbus.node.ops.intake.Taken;
import io.nightbus.node.store.Reports;

/** Batches as the API shows them. */
final class BatchJson {
  private BatchJson() {}

  static ObjectNode of(Reports.BatchReport report) {
    ObjectNode json = of(report.batch());
    ObjectNode charges = json.putObject("charges");
    report
        .charges()
        .forEach((state, sum) -> {
          ObjectNode row = charges.putObject(state.name());
          row.put("count", sum.count());
          row.put("amount", sum.amount());
        });
    return json;
  }

  private static ObjectNode of(Batch batch) {
    ObjectNode json = Answer.object();
    json.put("id", batch.id());
    json.put("operator", batch.operator());
    json.put("day", batch.day());
    json.put("currency", batch.currency());
    json.put("endpoint", batch.endpoint());
    json.put("deadline", batch.deadline().toString());
    json.put("state", batch.state().name());
    json.put("reason", batch.reason());
    json.put("count", batch.count());
    json.put("amount", batch.amount());
    return json;
  }

  static ObjectNode of(Taken taken) {
    ObjectNode json = Answer.object();
    taken
        .batch()
        .ifPresent(batch -> {
          json.put("id", batch.id());
          json.put("state", batch.state().name());
        });
    json.put("dryRun", taken.kind() == Taken.Kind.CHECKED);
    json.put("repeated", taken.kind() == Taken.Kind.REPEATED);
    json.put("trouble", taken.trouble());
    json.put("charges", taken.charges());
    json.put("accepted", taken.accepted());
    json.put("known", taken.known());
    json.put("refusedCount", taken.refused());
    ArrayNode refused = json.putArray("refused");
    for (Refusal refusal : taken.refusals()) {
      ObjectNode row = refused.addObject();
      row.put("line", refusal.line());
      row.put("charge", refusal.charge());
      row.put("field", refusal.field());
      row.put("reason", refusal.reason());
    }
    return json;
  }
}
