package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Two clients of one network, of which one sends more than the network's windows take. */
class FloodingClientTest {
  private static final int WINDOW = 64;
  private static final LinkId FLOOD = new LinkId("flood", "main", "1");
  private static final LinkId QUIET = new LinkId("quiet", "main", "1");
  private static final LinkId NETWORK = new LinkId("network", "main", "1");

  private final List<Effect.Send> sent = new ArrayList<>();
  private final Switchboard core =
      new Switchboard(
          settings(),
          Recovered.nothing(),
          card -> "token",
          new SplittableRandom(1),
          new Moment(Instant.EPOCH, 0));
  private int stans;

  private static Settings settings() {
    return new Settings(
        "test",
        List.of(endpoint(FLOOD, false), endpoint(QUIET, false), endpoint(NETWORK, true)),
        List.of(route("flood"), route("quiet")),
        Optional.empty(),
        Optional.empty());
  }

  private static Settings.Route route(String from) {
    return new Settings.Route(from, List.of(), "network", Duration.ofSeconds(10), false, false);
  }

  private static Settings.Endpoint endpoint(LinkId link, boolean dials) {
    return new Settings.Endpoint(
        link.endpoint(),
        Dialect.named("iso87-ascii").orElseThrow(),
        List.of(
            new LinkSettings(
                link,
                dials,
                LinkSettings.SignOn.NONE,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofSeconds(5))),
        BreakerSettings.USUAL,
        Duration.ofSeconds(5),
        WINDOW,
        Guarantees.NOTHING,
        DeliverySettings.USUAL,
        "");
  }

  private void on(Event event) {
    core.on(event, new Moment(Instant.EPOCH, 0), this::effect);
  }

  /** The book has everything at once. */
  private void effect(Effect effect) {
    switch (effect) {
      case Effect.Send send -> sent.add(send);
      case Effect.Store _,
          Effect.Load _,
          Effect.Reply _,
          Effect.Note _,
          Effect.Open _,
          Effect.Close _ -> {}
    }
  }

  private void asks(LinkId client) {
    on(
        new Event.Received(
            client,
            Message.of(Mti.AUTHORISATION_REQUEST)
                .set(De.PAN, "4111111111111111")
                .set(De.AMOUNT, "000000000100")
                .set(De.STAN, "%06d".formatted(++stans))
                .set(De.TRANSMISSION_TIME, "1123080000")
                .build()));
  }

  private long requestsOut() {
    return sent.stream().filter(send -> Live.asks(send.message())).count();
  }

  @Test
  void oneClientsFloodIsRefusedAndTheOtherIsServed() {
    core.start(new Moment(Instant.EPOCH, 0), this::effect);
    List.of(FLOOD, QUIET, NETWORK).forEach(link -> on(new Event.LinkOpened(link)));
    sent.clear();
    for (int i = 0; i < 10 * WINDOW; i++) {
      asks(FLOOD);
    }
    assertThat(requestsOut()).isEqualTo(WINDOW * 3 / 4);
    assertThat(sent)
        .filteredOn(send -> send.link().equals(FLOOD))
        .hasSize(10 * WINDOW - WINDOW * 3 / 4)
        .allMatch(send -> send.message().get(De.RESPONSE_CODE).equals("91"));
    sent.clear();
    for (int i = 0; i < WINDOW / 4; i++) {
      asks(QUIET);
    }
    assertThat(requestsOut()).isEqualTo(WINDOW / 4);
    assertThat(sent).allMatch(send -> send.link().equals(NETWORK));
  }
}
