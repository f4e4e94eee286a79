package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import java.util.List;
import java.util.Locale;

/** A {@link Status} as the API shows it. */
final class StatusJson {
  private StatusJson() {}

  static ObjectNode of(Status status, Outline outline) {
    ObjectNode json = Answer.object();
    json.put("node", outline.node());
    json.put("at", status.at().toString());
    ArrayNode endpoints = json.putArray("endpoints");
    status.endpoints().forEach(endpoint -> endpoint(endpoints.addObject(), endpoint));
    links(json.putArray("links"), status.links());
    for (JsonNode link : json.path("links")) {
      String id = String.join("/", text(link, "endpoint"), text(link, "site"), text(link, "name"));
      ((ObjectNode) link).put("address", outline.address(id).text());
    }
    announcements(json.putArray("discovery"), outline);
    ObjectNode charges = json.putObject("charges");
    status.charges().forEach(charges::put);
    status.replay().ifPresent(replay -> replay(json.putObject("replay"), replay));
    ObjectNode store = json.putObject("store");
    store.put("submitted", status.submitted());
    store.put("durable", status.durable());
    return json;
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asText();
  }

  private static void announcements(ArrayNode into, Outline outline) {
    for (Announcement each : outline.announcements().values()) {
      ObjectNode json = into.addObject();
      json.put("endpoint", each.endpoint());
      json.put("site", each.site());
      json.put("source", each.source());
      json.put("at", each.at().toString());
      json.put("since", each.since().toString());
      json.put("answer", each.sense().toLowerCase(Locale.ROOT));
      json.put("words", each.words());
      json.put("announced", each.announced());
      json.put("leftOut", each.leftOut());
      each.missed().forEach(json.putArray("missed")::add);
    }
  }

  static void replay(ObjectNode json, Status.ReplayView replay) {
    json.put("remaining", replay.remaining());
    json.put("pace", Math.round(replay.pace()));
    json.put("perSecond", Math.round(replay.perSecond() * 10) / 10.0);
    json.put("releasedBy", replay.releasedBy().map(Object::toString).orElse(""));
    json.put("deadline", replay.deadline().map(Object::toString).orElse(""));
    json.put("late", replay.late());
    ArrayNode holds = json.putArray("holds");
    for (Status.HoldView view : replay.holds()) {
      ObjectNode row = holds.addObject();
      row.put("scope", view.hold().scope().name());
      row.put("value", view.hold().value());
      row.put("cause", view.hold().cause().name());
      row.put("most", view.hold().most());
      row.put("since", view.hold().since().toString());
      row.put("until", view.hold().until().map(Object::toString).orElse(""));
      row.put("by", view.hold().by());
      row.put("reason", view.hold().reason());
      row.put("probes", view.probes());
    }
  }

  static void links(ArrayNode into, List<Status.LinkView> links) {
    for (Status.LinkView link : links) {
      ObjectNode json = into.addObject();
      json.put("endpoint", link.endpoint());
      json.put("site", link.site());
      json.put("name", link.name());
      json.put("state", link.state());
      json.put("reason", link.reason());
      json.put("since", link.since().toString());
      json.put("outstanding", link.outstanding());
      Status.LinkHealth health = link.health();
      json.put("roundTripMillis", health.roundTripNanos() / 1e6);
      json.put("answered", health.answered());
      json.put("missed", health.missed());
      json.put("tried", health.tried());
      json.put("heldBack", health.heldBack());
      json.put("flapping", health.flapping());
      json.put("drained", health.drained());
      json.put("leaving", health.leaving());
      json.put("verdict", health.verdict().toLowerCase(Locale.ROOT));
      json.put("signature", health.isCandidate() ? Words.verdict(health.verdict()) : "");
    }
  }

  private static void endpoint(ObjectNode json, Status.EndpointView endpoint) {
    json.put("name", endpoint.name());
    json.put("answering", endpoint.answering());
    json.put("breaker", endpoint.breaker());
    json.put("outstanding", endpoint.outstanding());
    json.put("reversals", endpoint.reversals());
    json.put("advices", endpoint.advices());
    json.put("chargesQueued", endpoint.chargesQueued());
    json.put("inDoubt", endpoint.inDoubt());
    json.put("parked", endpoint.parked());
    json.put("guarantee", endpoint.guarantee());
  }
}
