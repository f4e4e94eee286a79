package io.nightbus.ops.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a gateway says of itself: {@code GET /api/v1/status}. */
public record GatewayStatus(JsonNode json) {
  private static final Set<String> AT_REST =
      Set.of("AUTHORISED", "DECLINED", "HELD", "EXPIRED", "CANCELLED", "SETTLED_BY_HAND");

  /** One link as the gateway sees it. */
  public record LinkState(String endpoint, String site, String name, String state) {
    public boolean isUp() {
      return state.equals("UP");
    }
  }

  public List<LinkState> links() {
    List<LinkState> links = new ArrayList<>();
    for (JsonNode link : json.path("links")) {
      links.add(
          new LinkState(
              link.path("endpoint").asText(),
              link.path("site").asText(),
              link.path("name").asText(),
              link.path("state").asText()));
    }
    return links;
  }

  public boolean allUp(String endpoint) {
    return links().stream().filter(l -> l.endpoint().equals(endpoint)).allMatch(LinkState::isUp);
  }

  public boolean anyUp(String endpoint) {
    return links().stream().anyMatch(l -> l.endpoint().equals(endpoint) && l.isUp());
  }

  /** Every link of it may carry traffic, none is kept back for having fallen again and again. */
  public boolean noneHeldBack(String endpoint) {
    for (JsonNode link : json.path("links")) {
      if (link.path("endpoint").asText().equals(endpoint) && link.path("heldBack").asBoolean()) {
        return false;
      }
    }
    return true;
  }

  private JsonNode endpoint(String name) {
    for (JsonNode endpoint : json.path("endpoints")) {
      if (endpoint.path("name").asText().equals(name)) {
        return endpoint;
      }
    }
    throw new StageFailure("the gateway's status knows no endpoint " + name);
  }

  /** HOST, STAND_IN or NOBODY. */
  public String answering(String endpoint) {
    return endpoint(endpoint).path("answering").asText();
  }

  private long sum(String field) {
    long sum = 0;
    for (JsonNode endpoint : json.path("endpoints")) {
      sum += endpoint.path(field).asLong();
    }
    return sum;
  }

  /** Of one endpoint: outstanding, reversals, advices, chargesQueued, inDoubt, parked. */
  public long at(String endpoint, String field) {
    return endpoint(endpoint).path(field).asLong();
  }

  public long advices() {
    return sum("advices");
  }

  public long reversals() {
    return sum("reversals");
  }

  public long parked() {
    return sum("parked");
  }

  /** Live requests that wait for an answer. */
  public long outstanding() {
    return sum("outstanding");
  }

  /** Charges in one state. */
  public long charges(String state) {
    return json.path("charges").path(state).asLong();
  }

  public long allCharges() {
    long all = 0;
    for (JsonNode count : json.path("charges")) {
      all += count.asLong();
    }
    return all;
  }

  /** Charges that nothing more will be done about by itself. */
  public long chargesAtRest() {
    return AT_REST.stream().mapToLong(this::charges).sum();
  }

  /** Charges that wait for their answer. */
  public long replayRemaining() {
    return json.path("replay").path("remaining").asLong();
  }

  /** When all of them will have it, as an instant; empty while nothing gets on. */
  public String releasedBy() {
    return json.path("replay").path("releasedBy").asText();
  }

  /** Their earliest deadline; empty where none waits. */
  public String deadline() {
    return json.path("replay").path("deadline").asText();
  }

  public boolean isLate() {
    return json.path("replay").path("late").asBoolean();
  }

  /** Card ranges that are held, for whatever reason. */
  public List<String> heldRanges() {
    List<String> ranges = new ArrayList<>();
    for (JsonNode hold : json.path("replay").path("holds")) {
      if (hold.path("scope").asText().equals("RANGE")) {
        ranges.add(hold.path("value").asText());
      }
    }
    return ranges;
  }

  /** How many charges have been sent to find out whether a held range is back. */
  public long probes(String range) {
    long probes = 0;
    for (JsonNode hold : json.path("replay").path("holds")) {
      probes += hold.path("value").asText().equals(range) ? hold.path("probes").asLong() : 0;
    }
    return probes;
  }

  /** What there is to do, in a line. */
  String inShort() {
    return "it says: charges "
        + json.path("charges")
        + ", "
        + advices()
        + " advices, "
        + reversals()
        + " reversals, "
        + outstanding()
        + " outstanding, "
        + parked()
        + " parked";
  }

  /** Charges that are taken and not yet at rest. */
  public long chargesOutstanding() {
    return allCharges() - chargesAtRest();
  }

  /** Live requests that wait, and advices and reversals that are owed. */
  public long requestsOutstanding() {
    return outstanding() + advices() + reversals();
  }

  /** Nothing is owed, nothing in flight, every charge at rest. */
  public boolean isDrained() {
    return advices() == 0
        && reversals() == 0
        && outstanding() == 0
        && chargesAtRest() == allCharges();
  }
}
