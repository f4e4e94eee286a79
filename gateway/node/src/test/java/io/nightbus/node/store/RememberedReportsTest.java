package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.ChargeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RememberedReportsTest {
  private long now;
  private int reads;
  private long accepted = 2;
  private long owingTakes;

  private final Reports book =
      new Reports() {
        @Override
        public List<BatchReport> batches() {
          reads++;
          return List.of();
        }

        @Override
        public Optional<BatchReport> batch(String id) {
          reads++;
          return Optional.empty();
        }

        @Override
        public List<Conservation> conservation() {
          reads++;
          Map<ChargeState, Sum> sums = Map.of(ChargeState.QUEUED, new Sum(2, 500));
          return List.of(new Conservation("b", new Sum(accepted, 500), sums, sums));
        }

        @Override
        public List<Owing> owing() {
          reads++;
          now += owingTakes;
          return List.of();
        }

        @Override
        public List<OwedReport> owed(boolean parked, int most) {
          return List.of();
        }

        @Override
        public Sum exposure() {
          reads++;
          return Sum.NONE;
        }

        @Override
        public void close() {}
      };

  private final RememberedReports reports = new RememberedReports(book, () -> now);

  @Test
  void manyWhoAskAtOnceReadTheBookOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(reports.batches()).isEmpty();
    }
    assertThat(reads).isEqualTo(1);
    now += TimeUnit.MILLISECONDS.toNanos(201);
    assertThat(reports.batches()).isEmpty();
    assertThat(reads).isEqualTo(2);
  }

  /** After hours without a host there are millions of obligations to count. */
  @Test
  void whatIsOwedIsReadSoOftenThatItTakesATwentiethOfTheTime() {
    owingTakes = TimeUnit.MILLISECONDS.toNanos(400);
    reports.owing();
    now += TimeUnit.MILLISECONDS.toNanos(7_990);
    reports.owing();
    assertThat(reads).isEqualTo(1);
    now += TimeUnit.MILLISECONDS.toNanos(20);
    reports.owing();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void whatIsOwedIsReadEverySecondWhereThatIsQuick() {
    reports.owing();
    now += TimeUnit.MILLISECONDS.toNanos(901);
    reports.owing();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void aDifferenceIsSeenWithinFifteenSeconds() {
    assertThat(reports.differences()).isZero();
    accepted = 3;
    assertThat(reports.differences()).isZero();
    now += TimeUnit.SECONDS.toNanos(16);
    assertThat(reports.differences()).isEqualTo(1);
    assertThat(reads).isEqualTo(2);
  }
}
