package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkId;
import io.nightbus.node.engine.LinkTraffic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrafficMetricsTest {
  private static final LinkId LINK = new LinkId("network", "north", "n1");

  private final Telemetry telemetry = new Telemetry("1", "c0ffee", List.of());

  private String scrape(LinkTraffic traffic) {
    telemetry.traffic(() -> traffic);
    return telemetry.scrape("text/plain");
  }

  private static LinkTraffic.Way way(long bytes, Long... messages) {
    return new LinkTraffic.Way(bytes, List.of(messages));
  }

  @Test
  void whatPassesOverALinkIsToldByDirectionAndClass() {
    var link =
        new LinkTraffic.OfLink(
            LINK,
            way(900, 1L, 2L, 0L, 3L, 0L, 0L, 0L, 0L, 5L, 0L),
            way(400, 0L, 0L, 0L, 0L, 6L, 0L, 0L, 0L, 0L, 0L),
            Optional.of(Instant.ofEpochMilli(1_500)));
    String at = "endpoint=\"network\",link=\"n1\",site=\"north\"} ";
    String received = "direction=\"received\"," + at;
    String sent = "direction=\"sent\"," + at;

    assertThat(scrape(new LinkTraffic(List.of(link), Map.of(), Map.of())))
        .contains("nightbus_link_bytes_total{" + received + "900.0")
        .contains("nightbus_link_bytes_total{" + sent + "400.0")
        .contains("nightbus_link_messages_total{class=\"authorisation\"," + received + "2.0")
        .contains("nightbus_link_messages_total{class=\"network_management\"," + received + "5.0")
        .contains("nightbus_link_messages_total{class=\"other\"," + received + "4.0")
        .contains("nightbus_link_messages_total{class=\"reversal\"," + sent + "6.0")
        .doesNotContain("class=\"financial\"")
        .contains("nightbus_link_last_received_timestamp_seconds{" + at + "1.5");
  }

  @Test
  void responseCodesAreToldByEndpointAndDirection() {
    var received = Map.of("network", Map.of("00", 7L, "other", 1L));
    var sent = Map.of("acquirer", Map.of("91", 2L));

    assertThat(scrape(new LinkTraffic(List.of(), received, sent)))
        .contains(code("00", "received", "network") + "7.0")
        .contains(code("other", "received", "network") + "1.0")
        .contains(code("91", "sent", "acquirer") + "2.0");
  }

  private static String code(String code, String direction, String endpoint) {
    return "nightbus_response_codes_total{code=\"%s\",direction=\"%s\",endpoint=\"%s\"} "
        .formatted(code, direction, endpoint);
  }

  @Test
  void beforeAnythingPassesThereIsNothing() {
    assertThat(scrape(LinkTraffic.NONE))
        .doesNotContain("nightbus_link_bytes", "nightbus_response_codes", "last_received");
  }
}
