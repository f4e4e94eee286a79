package io.nightbus.core.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.Ranges.Gate;
import io.nightbus.core.transit.Ranges.Sign;
import io.nightbus.core.transit.Ranges.Turn;
import org.junit.jupiter.api.Test;

class RangesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String OUT = "400000";
  private static final String WELL = "555555";

  /** Five failures hold a range, three good probes let it go, half a minute lies between probes. */
  private final Ranges ranges = new Ranges(TransitRules.to("network"));

  private Turn fails(int times, Sign sign, long sent, long now) {
    Turn turn = Turn.NONE;
    for (int i = 0; i < times; i++) {
      turn = ranges.heard(OUT, sign, sent, now);
    }
    return turn;
  }

  @Test
  void anIssuerThatIsSaidToBeAwayFiveTimesInARowIsOut() {
    assertThat(fails(4, Sign.ISSUER_OUT, 0, SECOND)).isEqualTo(Turn.NONE);
    ranges.heard(OUT, Sign.GOOD, 0, SECOND);
    assertThat(fails(4, Sign.ISSUER_OUT, SECOND, 2 * SECOND)).isEqualTo(Turn.NONE);
    assertThat(fails(1, Sign.ISSUER_OUT, SECOND, 2 * SECOND)).isEqualTo(Turn.WENT_OUT);
    assertThat(ranges.isOut(OUT)).isTrue();
  }

  @Test
  void silenceIsTheIssuersOnlyWhileOthersAreDecided() {
    assertThat(fails(20, Sign.BAD, 0, 5 * SECOND)).isEqualTo(Turn.NONE);
    assertThat(ranges.isAlone(OUT, 0)).isFalse();
    ranges.heard(WELL, Sign.GOOD, 0, 6 * SECOND);
    assertThat(ranges.isAlone(OUT, 0)).isTrue();
    assertThat(fails(1, Sign.BAD, 0, 7 * SECOND)).isEqualTo(Turn.WENT_OUT);
  }

  @Test
  void aRangeOfWhichSomethingIsDecidedIsNotAlone() {
    ranges.heard(WELL, Sign.GOOD, 0, 6 * SECOND);
    ranges.heard(OUT, Sign.GOOD, 0, 6 * SECOND);
    assertThat(ranges.isAlone(OUT, 5 * SECOND)).isFalse();
    assertThat(ranges.isAlone(OUT, 6 * SECOND)).isFalse();
    ranges.heard(WELL, Sign.GOOD, 0, 8 * SECOND);
    assertThat(ranges.isAlone(OUT, 7 * SECOND)).isTrue();
  }

  @Test
  void oneProbesAtATimeAndThePausesGrow() {
    fails(5, Sign.ISSUER_OUT, 0, 0);
    assertThat(ranges.gate(OUT, 1, false, SECOND)).isInstanceOf(Gate.Later.class);
    assertThat(ranges.gate(OUT, 1, false, 30 * SECOND)).isEqualTo(new Gate.Go());
    assertThat(ranges.gate(OUT, 2, false, 30 * SECOND)).isInstanceOf(Gate.Later.class);
    ranges.heard(OUT, Sign.ISSUER_OUT, 30 * SECOND, 31 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 60 * SECOND)).isInstanceOf(Gate.Later.class);
    assertThat(ranges.gate(OUT, 1, false, 61 * SECOND)).isEqualTo(new Gate.Go());
    ranges.heard(OUT, Sign.ISSUER_OUT, 61 * SECOND, 62 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 122 * SECOND))
        .as("its turn is over")
        .isInstanceOf(Gate.Later.class);
    assertThat(ranges.gate(OUT, 2, false, 121 * SECOND)).isInstanceOf(Gate.Later.class);
    assertThat(ranges.gate(OUT, 2, false, 122 * SECOND)).isEqualTo(new Gate.Go());
    assertThat(ranges.probes(OUT)).isEqualTo(3);
  }

  /** It answers in part: what waits is not left for five minutes because one more was bad. */
  @Test
  void aGoodProbeEndsTheGrowthOfPauses() {
    fails(5, Sign.ISSUER_OUT, 0, 0);
    ranges.gate(OUT, 1, false, 30 * SECOND);
    ranges.heard(OUT, Sign.ISSUER_OUT, 30 * SECOND, 30 * SECOND);
    ranges.gate(OUT, 1, false, 60 * SECOND);
    ranges.heard(OUT, Sign.ISSUER_OUT, 60 * SECOND, 60 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 120 * SECOND)).isEqualTo(new Gate.Go());
    ranges.heard(OUT, Sign.GOOD, 120 * SECOND, 120 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 120 * SECOND)).isEqualTo(new Gate.Go());
    ranges.heard(OUT, Sign.ISSUER_OUT, 120 * SECOND, 121 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 150 * SECOND)).isInstanceOf(Gate.Later.class);
    assertThat(ranges.gate(OUT, 1, false, 151 * SECOND)).isEqualTo(new Gate.Go());
  }

  @Test
  void whatWasSentBeforeTheOutageIsNoProbe() {
    fails(5, Sign.ISSUER_OUT, 0, SECOND);
    fails(40, Sign.BAD, 0, 5 * SECOND);
    assertThat(ranges.gate(OUT, 1, false, 31 * SECOND)).isEqualTo(new Gate.Go());
  }

  @Test
  void threeGoodProbesEndIt() {
    fails(5, Sign.ISSUER_OUT, 0, 0);
    ranges.gate(OUT, 1, false, 30 * SECOND);
    assertThat(ranges.heard(OUT, Sign.GOOD, 30 * SECOND, 30 * SECOND)).isEqualTo(Turn.NONE);
    ranges.left(OUT, 1);
    assertThat(ranges.wanting(30 * SECOND)).containsExactly(OUT);
    assertThat(ranges.gate(OUT, 2, false, 30 * SECOND)).isEqualTo(new Gate.Go());
    assertThat(ranges.heard(OUT, Sign.GOOD, 30 * SECOND, 31 * SECOND)).isEqualTo(Turn.NONE);
    assertThat(ranges.gate(OUT, 3, false, 33 * SECOND)).isEqualTo(new Gate.Go());
    assertThat(ranges.heard(OUT, Sign.GOOD, 33 * SECOND, 34 * SECOND)).isEqualTo(Turn.CAME_BACK);
    assertThat(ranges.gate(OUT, 4, false, 34 * SECOND)).isEqualTo(new Gate.Go());
  }

  @Test
  void onlyAFewStayAtHandAndTheDoubtfulAlways() {
    fails(5, Sign.ISSUER_OUT, 0, 0);
    for (long charge = 1; charge <= 32; charge++) {
      assertThat(ranges.gate(OUT, charge, false, SECOND)).isInstanceOf(Gate.Later.class);
    }
    assertThat(ranges.gate(OUT, 33, false, SECOND)).isEqualTo(new Gate.Away());
    assertThat(ranges.gate(OUT, 34, true, SECOND)).isInstanceOf(Gate.Later.class);
  }

  @Test
  void aRangeOfWhichNobodyWaitsIsAskedForLessAndLess() {
    fails(5, Sign.ISSUER_OUT, 0, 0);
    assertThat(ranges.wanting(30 * SECOND)).containsExactly(OUT);
    ranges.nobody(OUT, 30 * SECOND);
    assertThat(ranges.deadline()).isEqualTo(60 * SECOND);
    ranges.nobody(OUT, 60 * SECOND);
    assertThat(ranges.deadline()).isEqualTo(120 * SECOND);
  }
}
