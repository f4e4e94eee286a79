package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code nightbus link list} shows of each link. */
final class LinkPicturesTest {
  private static final String USUAL =
      """
      "endpoint": "network", "site": "north", "name": "n1", "address": "10.0.0.1:7001",
      "state": "UP", "since": "2026-11-23T01:00:00Z", "reason": "", "signature": "",
      "roundTripMillis": 12.34, "outstanding": 7, "answered": 99, "missed": 1, "tried": 0
      """;

  /** The rows of a table, each cut into its columns. */
  private static List<List<String>> shown(String... links) throws JsonProcessingException {
    String json = "{\"links\": [{" + String.join("}, {", links) + "}]}";
    return LinkPictures.list(new ObjectMapper().readTree(json))
        .lines()
        .map(row -> List.of(row.split(" {2,}")))
        .toList();
  }

  private static List<String> one(String link) throws JsonProcessingException {
    return shown(link).getLast();
  }

  @Test
  void aLinkShowsItsStateSinceWhenRoundTripOutstandingAndShareOfAnswers() throws Exception {
    assertThat(shown(USUAL))
        .containsExactly(
            List.of(
                "LINK", "STATE", "SINCE", "ROUND TRIP", "IN FLIGHT", "ANSWERED", "TRIED", "WHY"),
            List.of(
                "network/north/n1",
                "UP",
                "2026-11-23T01:00:00Z",
                "12.3 ms",
                "7",
                "99 of 100",
                "0"));
  }

  @Test
  void oneThatIsDownSaysWhyAndHowOftenItWasTriedAndNoFigureThatItDoesNotHave() throws Exception {
    String down =
        USUAL
            .replace("\"UP\"", "\"DOWN\"")
            .replace("\"reason\": \"\"", "\"reason\": \"the peer's address refuses connections\"")
            .replace("12.34", "0")
            .replace("\"outstanding\": 7, \"answered\": 99, \"missed\": 1, \"tried\": 0", NOTHING);
    assertThat(one(down))
        .containsExactly(
            "network/north/n1",
            "DOWN",
            "2026-11-23T01:00:00Z",
            "-",
            "0",
            "-",
            "12",
            "the peer's address refuses connections");
  }

  private static final String NOTHING =
      "\"outstanding\": 0, \"answered\": 0, \"missed\": 0, \"tried\": 12";

  @Test
  void anAnnouncedAddressThatIsNotVerifiedSaysWhatItLooksLike() throws Exception {
    assertThat(
            one(
                USUAL.replace(
                    "\"signature\": \"\"", "\"signature\": \"SYN unanswered: firewall?\"")))
        .endsWith("announced as 10.0.0.1:7001, not verified: SYN unanswered: firewall?");
  }

  @Test
  void whatIsSpecialAboutALinkStandsBesideItsReason() throws Exception {
    assertThat(one(USUAL + ", \"drained\": true, \"flapping\": true, \"heldBack\": true"))
        .endsWith(
            "out of service by order; lost several times within a minute; "
                + "came back, others are preferred for a while");
  }
}
