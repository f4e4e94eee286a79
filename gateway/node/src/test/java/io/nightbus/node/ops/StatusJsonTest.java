package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the API says of a link, under the names that {@code nightbus link list} reads. */
final class StatusJsonTest {
  private static JsonNode said(Status.LinkView link) {
    ObjectNode json = Answer.object();
    StatusJson.links(json.putArray("links"), List.of(link));
    return json.path("links").path(0);
  }

  private static Status.LinkView link(String state, String reason, Status.LinkHealth health) {
    Instant since = Instant.parse("2026-11-23T01:00:00Z");
    return new Status.LinkView("network", "north", "n1", state, reason, since, 7, health);
  }

  @Test
  void aLinkHasItsStateReasonSinceWhenRoundTripOutstandingAndShareOfAnswers() {
    var health = new Status.LinkHealth(12_340_000, 99, 1, 12, true, true, true, true, "");
    JsonNode link = said(link("SUSPECT", "the peer takes no bytes", health));

    assertThat(link.path("state").asText()).isEqualTo("SUSPECT");
    assertThat(link.path("reason").asText()).isEqualTo("the peer takes no bytes");
    assertThat(link.path("since").asText()).isEqualTo("2026-11-23T01:00:00Z");
    assertThat(link.path("roundTripMillis").asDouble()).isEqualTo(12.34);
    assertThat(link.path("outstanding").asInt()).isEqualTo(7);
    assertThat(link.path("answered").asInt()).isEqualTo(99);
    assertThat(link.path("missed").asInt()).isEqualTo(1);
    assertThat(link.path("tried").asInt()).isEqualTo(12);
    for (String flag : List.of("heldBack", "flapping", "drained", "leaving")) {
      assertThat(link.path(flag).asBoolean()).as(flag).isTrue();
    }
    assertThat(link.path("signature").asText()).isEmpty();
  }

  @Test
  void oneThatWasNeverVerifiedHasItsSignature() {
    var health = new Status.LinkHealth(0, 0, 0, 3, false, false, false, false, "CONNECT_TIMEOUT");
    JsonNode link = said(link("DOWN", "", health));

    assertThat(link.path("verdict").asText()).isEqualTo("connect_timeout");
    assertThat(link.path("signature").asText()).isEqualTo("SYN unanswered: firewall?");
    assertThat(link.path("heldBack").asBoolean()).isFalse();
  }
}
