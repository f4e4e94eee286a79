package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.Mti;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StampsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private final Outbox outbox = new Outbox(0, new Moment(NOON, 0));
  private final Stamps stamps = new Stamps("network", outbox, _ -> true, 1, NOON);

  private int issued() {
    return stamps.issue(Mti.NETWORK_REQUEST).stan();
  }

  private void issueUpTo(int last) {
    while (issued() < last) {
      // one after the other
    }
  }

  /** Hangs the store when a block is nearly used up: what goes out next does not wait for it. */
  @Test
  void theNextBlockIsLeasedBeforeThisOneIsUsedUp() {
    issueUpTo(900);
    long first = stamps.lease();
    long mark = outbox.store(new Change.StansLeased("another", 5, NOON));
    issueUpTo(1_000);
    assertThat(stamps.lease()).isEqualTo(first);
    assertThat(issued()).isEqualTo(1_001);
    assertThat(stamps.lease()).isBetween(first + 1, mark - 1);
  }

  /** 999,999 is followed by 1, and a number that is out is passed over. */
  @Test
  void numbersWrapAndPassOverWhatIsOut() {
    var late = new Stamps("network", outbox, stan -> stan != 1, 999_400, NOON);
    for (int stan = 999_400; stan <= 999_999; stan++) {
      assertThat(late.issue(Mti.NETWORK_REQUEST).stan()).isEqualTo(stan);
    }
    long before = late.lease();
    assertThat(late.issue(Mti.NETWORK_REQUEST).stan()).isEqualTo(2);
    assertThat(late.lease()).isGreaterThan(before);
  }
}
