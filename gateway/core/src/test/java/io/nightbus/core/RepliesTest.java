package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.route.BreakerSettings;
import io.nightbus.core.saf.DeliverySettings;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How long an approval is kept for the case that it comes back. */
class RepliesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final LinkId A = new LinkId("op", "main", "a");
  private static final LinkId B = new LinkId("op", "main", "b");

  private final Outbox outbox = new Outbox(0, new Moment(Instant.EPOCH, 0));
  private final Peer peer =
      new Peer(
          new Settings.Endpoint(
              "op",
              Dialect.named("iso87-ascii").orElseThrow(),
              List.of(),
              BreakerSettings.USUAL,
              Duration.ofSeconds(5),
              64,
              Guarantees.NOTHING,
              DeliverySettings.USUAL,
              ""),
          10,
          1,
          Recovered.nothing(),
          outbox,
          new SplittableRandom(1));
  private final Replies replies = new Replies();

  private Live approved(int number, LinkId origin) {
    Message request =
        Message.of(Mti.AUTHORISATION_REQUEST)
            .set(De.STAN, "%06d".formatted(number))
            .set(De.TRANSMISSION_TIME, "1123080000")
            .build();
    var route = new Settings.Route("op", List.of(), "op", Duration.ofSeconds(10), false, true);
    var live =
        new Live(
            number, Identity.of("op", request), request, request, route, peer, peer, "", 0, origin);
    live.sequence = number;
    replies.add(live);
    return live;
  }

  @Test
  void whatHasBeenWrittenCannotComeBack() {
    Live overA = approved(1, A);
    Live overB = approved(2, B);
    Live unstored = approved(3, A);
    replies.stored(2, SECOND);
    replies.written(A);
    assertThat(replies.remove(overA.replyToken())).isNull();
    assertThat(replies.remove(overB.replyToken())).isSameAs(overB);
    assertThat(replies.remove(unstored.replyToken())).isSameAs(unstored);
  }

  /** Answered after so many milliseconds, ten a second. */
  private void answered(int first, int count, int milliseconds, long from) {
    for (int i = 0; i < count; i++) {
      Live live = approved(first + i, A);
      live.routed = from + i * SECOND / 10;
      replies.stored(live.sequence, live.routed + milliseconds * SECOND / 1_000);
    }
  }

  @Test
  void thePeersBacklogYieldsToApprovalsThatBecomeLateBesideIt() {
    answered(1, 300, 20, 0);
    double before = peer.pace.rate();
    for (int i = 0; i < 10; i++) {
      peer.pace.take((31 + i) * SECOND);
      answered(301 + 5 * i, 5, 100, (31 + i) * SECOND);
    }
    assertThat(peer.pace.rate()).isBetween(before / 10, before * 3 / 4);
  }

  @Test
  void whereNobodySaysThatItWasWrittenItIsKeptThreeSeconds() {
    approved(1, A);
    replies.stored(1, SECOND);
    replies.stored(1, 4 * SECOND - 1);
    assertThat(replies.size()).isEqualTo(1);
    replies.stored(1, 4 * SECOND);
    assertThat(replies.size()).isZero();
  }
}
