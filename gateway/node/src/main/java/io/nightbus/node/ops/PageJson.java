package io.nightbus.node.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.node.ops.LinkStories.Story;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the status page draws, ready worded: the page decides nothing. */
final class PageJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_INCIDENTS = 20;
  private static final int MOST_ENTRIES = 40;

  private PageJson() {}

  static String of(Picture picture) {
    Sight sight = picture.sight();
    ObjectNode json = Answer.object();
    json.put("node", sight.outline().node());
    json.put("at", sight.at().toString());
    StatusPageJson.status(json.putObject("overall"), picture);
    ArrayNode endpoints = json.putArray("endpoints");
    sight
        .status()
        .endpoints()
        .forEach(endpoint -> endpoint(endpoints.addObject(), endpoint, sight));
    ArrayNode troubles = json.putArray("troubles");
    picture.troubles().forEach(trouble -> Why.of(trouble, troubles.addObject()));
    exposure(json.putObject("exposure"), sight);
    replay(json.putObject("replay"), sight);
    ArrayNode incidents = json.putArray("incidents");
    picture.incidents().stream()
        .limit(MOST_INCIDENTS)
        .forEach(incident -> incidents.add(IncidentFile.json(incident)));
    ArrayNode timeLine = json.putArray("timeLine");
    for (TimeLine.Entry entry : picture.timeLine().stream().limit(MOST_ENTRIES).toList()) {
      ObjectNode row = timeLine.addObject();
      row.put("at", entry.at().toString());
      row.put("tone", entry.tone());
      row.put("text", entry.text());
    }
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void endpoint(ObjectNode json, Status.EndpointView endpoint, Sight sight) {
    json.put("name", endpoint.name());
    json.put("answering", endpoint.answering());
    json.put("breaker", endpoint.breaker());
    json.put("inFlight", endpoint.outstanding());
    json.put("guarantee", endpoint.guarantee());
    ArrayNode planned = json.putArray("maintenance");
    sight.planned().stream()
        .filter(window -> window.endpoint().equals(endpoint.name()))
        .forEach(window ->
            planned.add(
                window.object()
                    + " "
                    + Words.clock(window.from())
                    + " to "
                    + Words.clock(window.until())
                    + ", "
                    + window.reason()));
    json.put("parked", endpoint.parked());
    ArrayNode owed = json.putArray("owed");
    for (Owing owing : sight.owing()) {
      if (owing.endpoint().equals(endpoint.name())) {
        owed.add(
            Words.count(owing.sum().count(), owing.duty().toLowerCase(Locale.ROOT))
                + (owing.parked() ? " parked, " : ", ")
                + Currencies.amount(owing.sum().amount(), owing.currency())
                + ", oldest "
                + Words.age(owing.oldest(), sight.at()));
      }
    }
    ArrayNode links = json.putArray("links");
    List<Status.LinkView> views = sight.links(endpoint.name());
    for (Status.LinkView link : views) {
      Story story = sight.story(link);
      ObjectNode row = links.addObject();
      row.put("site", link.site());
      row.put("name", link.name());
      boolean idle = !sight.isDialled(link) && !Sight.carries(link);
      row.put("state", idle ? "IDLE" : link.state());
      row.put("carries", Sight.carries(link));
      row.put("inFlight", link.outstanding());
      row.put("for", Words.age(story.since(), sight.at()));
      row.put("reason", reason(link, story, idle));
      row.put("attempts", story.attempts());
    }
  }

  private static String reason(Status.LinkView link, Story story, boolean idle) {
    if (link.health().isCandidate()) {
      return "Announced, not verified: " + Words.verdict(link.health().verdict());
    }
    return Sight.carries(link) || idle || story.cause().isEmpty()
        ? ""
        : Words.reason(story.cause());
  }

  private static void exposure(ObjectNode json, Sight sight) {
    Outline outline = sight.outline();
    json.put("limit", outline.exposureLimit());
    json.put("used", sight.exposure().amount());
    json.put(
        "text",
        outline.exposureLimit() == 0
            ? "no stand-in"
            : Currencies.amount(sight.exposure().amount(), outline.currency())
                + " of "
                + Currencies.amount(outline.exposureLimit(), outline.currency())
                + " in "
                + Words.count(sight.exposure().count(), "approval"));
  }

  private static void replay(ObjectNode json, Sight sight) {
    Sum left = sight.remaining();
    Sum done = Sum.NONE;
    for (BatchReport report : sight.batches()) {
      for (var entry : report.charges().entrySet()) {
        boolean settled = entry.getKey().isTerminal() || entry.getKey() == ChargeState.HELD;
        done = settled ? done.plus(entry.getValue()) : done;
      }
    }
    json.put("remaining", left.count());
    json.put("done", done.count());
    double pace = sight.replayPerSecond();
    boolean waits = !sight.canReplay();
    json.put("waits", waits);
    json.put("pace", left.count() == 0 ? "" : waits ? Words.promise(pace) : Words.pace(pace));
    String currency =
        sight.batches().stream().findFirst().map(it -> it.batch().currency()).orElse("");
    json.put(
        "text",
        Words.count(left.count(), "charge")
            + " wait"
            + (left.count() == 0 ? "" : ", " + Currencies.amount(left.amount(), currency)));
    sight
        .deadline()
        .ifPresent(deadline -> {
          json.put("deadline", deadline.toString());
          if (pace >= 0.02) {
            long seconds = (long) (left.count() / pace);
            json.put("end", sight.at().plusSeconds(seconds).toString());
            json.put("makesIt", Duration.between(sight.at(), deadline).toSeconds() >= seconds);
          }
        });
  }
}
