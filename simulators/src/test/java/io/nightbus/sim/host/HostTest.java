package io.nightbus.sim.host;

import static io.nightbus.sim.Asking.CARD;
import static io.nightbus.sim.Asking.advice;
import static io.nightbus.sim.Asking.repeat;
import static io.nightbus.sim.Asking.request;
import static io.nightbus.sim.Asking.reversal;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import io.nightbus.sim.ledger.Effect;
import io.nightbus.sim.rules.Rules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
  private static final Pan TEST_CARD = Pan.of(CARD);
  private long seq;

  private Host network(Guarantee... guarantees) {
    Set<Guarantee> set = EnumSet.noneOf(Guarantee.class);
    set.addAll(List.of(guarantees));
    return new Host(Host.Settings.network(set), Rules.NONE, new Random(1));
  }

  private Host issuer(long balance) {
    return new Host(Host.Settings.issuer(balance), Rules.NONE, new Random(1));
  }

  private Verdict tell(Host host, Message message) {
    return host.judge(message, new Arrival(++seq, seq % 2 == 0 ? "n1" : "s1", "any"));
  }

  private List<Effect> effects(Host host, Message... messages) {
    var effects = new ArrayList<Effect>();
    for (Message message : messages) {
      effects.add(tell(host, message).effect());
    }
    return effects;
  }

  @Nested
  class WhereDuplicatesAreRemoved {
    private final Host host = network(Guarantee.DUPLICATES);

    @Test
    void repeatAndResendGetTheFirstAnswerAndHaveNoEffect() {
      Verdict first = tell(host, request(1, 500));
      Verdict repeated = tell(host, repeat(request(1, 500)));
      Verdict resent = tell(host, request(1, 500));
      assertThat(first.effect()).isEqualTo(Effect.APPLIED);
      assertThat(repeated.effect()).isEqualTo(Effect.DUPLICATE);
      assertThat(resent.effect()).isEqualTo(Effect.DUPLICATE);
      assertThat(List.of(repeated.code(), resent.code())).containsOnly(first.code());
      assertThat(List.of(repeated.approval(), resent.approval())).containsOnly(first.approval());
      assertThat(resent.of()).isEqualTo(1);
    }

    @Test
    void otherContentUnderTheSameIdentityIsRefused() {
      tell(host, request(1, 500));
      Verdict other = tell(host, request(1, 501));
      assertThat(other.effect()).isEqualTo(Effect.MISMATCH);
      assertThat(other.code()).isEqualTo("94");
    }

    @Test
    void aReversalTwiceUndoesOnce() {
      assertThat(
              effects(
                  host,
                  request(1, 500),
                  reversal(request(1, 500), 2),
                  repeat(reversal(request(1, 500), 2)),
                  reversal(request(1, 500), 3)))
          .containsExactly(Effect.APPLIED, Effect.UNDONE, Effect.DUPLICATE, Effect.NOTHING_TO_UNDO);
    }

    @Test
    void aReversalBeforeItsOriginalStopsNothingButCanBeRepeated() {
      Verdict early = tell(host, reversal(request(1, 500), 2));
      assertThat(early.code()).isEqualTo("25");
      assertThat(effects(host, request(1, 500), repeat(reversal(request(1, 500), 2))))
          .containsExactly(Effect.APPLIED, Effect.UNDONE);
    }
  }

  @Nested
  class WhereEarlyReversalsAreHonoured {
    private final Host host = network(Guarantee.TOMBSTONE);

    @Test
    void theOriginalIsRefusedLater() {
      Verdict early = tell(host, reversal(request(1, 500), 2));
      Verdict late = tell(host, request(1, 500));
      assertThat(early.effect()).isEqualTo(Effect.TOMBSTONED);
      assertThat(early.code()).isEqualTo("00");
      assertThat(late.effect()).isEqualTo(Effect.REFUSED);
      assertThat(late.code()).isEqualTo("94");
    }

    @Test
    void aReversalTwiceBeforeItsOriginalIsOneTombstone() {
      assertThat(
              effects(
                  host,
                  reversal(request(1, 500), 2),
                  repeat(reversal(request(1, 500), 2)),
                  repeat(request(1, 500))))
          .containsExactly(Effect.TOMBSTONED, Effect.DUPLICATE, Effect.REFUSED);
    }

    @Test
    void whatWasUndoneIsKeptOut() {
      assertThat(effects(host, request(1, 500), reversal(request(1, 500), 2), request(1, 500)))
          .containsExactly(Effect.APPLIED, Effect.UNDONE, Effect.REFUSED);
    }

    @Test
    void aResendBeforeAnyReversalIsAppliedAgain() {
      assertThat(effects(host, request(1, 500), request(1, 500)))
          .containsExactly(Effect.APPLIED, Effect.APPLIED);
    }
  }

  @Nested
  class WhereNothingIsGuaranteed {
    private final Host host = network();

    @Test
    void repeatAndResendAreAppliedAgain() {
      assertThat(effects(host, request(1, 500), repeat(request(1, 500)), request(1, 500)))
          .containsExactly(Effect.APPLIED, Effect.APPLIED, Effect.APPLIED);
    }

    @Test
    void anEarlyReversalIsAnswered25AndStopsNothing() {
      Verdict early = tell(host, reversal(request(1, 500), 2));
      assertThat(early.code()).isEqualTo("25");
      assertThat(early.effect()).isEqualTo(Effect.UNMATCHED);
      assertThat(tell(host, request(1, 500)).effect()).isEqualTo(Effect.APPLIED);
    }

    @Test
    void aReversalUndoesOneEffectOnly() {
      assertThat(
              effects(
                  host,
                  request(1, 500),
                  request(1, 500),
                  reversal(request(1, 500), 2),
                  repeat(reversal(request(1, 500), 2))))
          .containsExactly(Effect.APPLIED, Effect.APPLIED, Effect.UNDONE, Effect.DUPLICATE);
    }
  }

  @Nested
  class AnIssuer {
    private final Host host = issuer(1_000);

    @Test
    void holdsWhatItApprovesAndDeclinesWhatIsNotThere() {
      assertThat(tell(host, request(1, 600)).code()).isEqualTo("00");
      assertThat(tell(host, request(2, 600)).code()).isEqualTo("51");
      assertThat(host.available(TEST_CARD)).isEqualTo(400);
      tell(host, reversal(request(1, 600), 3));
      assertThat(host.available(TEST_CARD)).isEqualTo(1_000);
    }

    @Test
    void booksAnAdviceThatIsMoreThanTheCardHas() {
      Verdict booked = tell(host, advice(request(1, 5_000), 2, "00"));
      assertThat(booked.code()).isEqualTo("00");
      assertThat(booked.effect()).isEqualTo(Effect.APPLIED);
      assertThat(host.available(TEST_CARD)).isEqualTo(-4_000);
    }

    @Test
    void notesAnAdviceOfADecline() {
      assertThat(tell(host, advice(request(1, 500), 2, "51")).effect()).isEqualTo(Effect.NOTED);
      assertThat(host.available(TEST_CARD)).isEqualTo(1_000);
    }

    @Test
    void booksARepeatedAdviceOnce() {
      Message advice = advice(request(1, 500), 2, "00");
      assertThat(effects(host, advice, repeat(advice), advice))
          .containsExactly(Effect.APPLIED, Effect.DUPLICATE, Effect.DUPLICATE);
      assertThat(host.available(TEST_CARD)).isEqualTo(500);
    }

    @Test
    void undoesARequestThatTimedOutThenBooksItsStandIn() {
      Message request = request(1, 500);
      assertThat(
              effects(
                  host,
                  request,
                  reversal(request, 2),
                  advice(request, 3, "00"),
                  repeat(reversal(request, 2)),
                  reversal(request, 4)))
          .containsExactly(
              Effect.APPLIED, Effect.UNDONE, Effect.APPLIED, Effect.DUPLICATE, Effect.UNDONE);
      assertThat(host.available(TEST_CARD)).isEqualTo(1_000);
    }

    @Test
    void booksTheStandInAndRefusesTheRequestThatComesLate() {
      Message request = request(1, 500);
      assertThat(effects(host, reversal(request, 2), advice(request, 3, "00"), request))
          .containsExactly(Effect.TOMBSTONED, Effect.APPLIED, Effect.REFUSED);
      assertThat(host.available(TEST_CARD)).isEqualTo(500);
    }

    @Test
    void recognisesInAnAdviceWhatItApprovedItself() {
      Message seen = request(1, 500);
      Message asTheNetworkKnowsIt = request(77, 500).with(De.RRN, seen.get(De.RRN));
      assertThat(effects(host, seen, advice(asTheNetworkKnowsIt, 3, "00")))
          .containsExactly(Effect.APPLIED, Effect.DUPLICATE);
      assertThat(host.available(TEST_CARD)).isEqualTo(500);
    }

    @Test
    void undoesByReferenceAndCardWhatItNeverSawUnderThatName() {
      Message seen = request(1, 500);
      Message asTheNetworkKnowsIt = request(77, 500).with(De.RRN, seen.get(De.RRN));
      assertThat(effects(host, seen, reversal(asTheNetworkKnowsIt, 3)))
          .containsExactly(Effect.APPLIED, Effect.UNDONE);
    }

    @Test
    void doesNotMoveMoneyForAReversalOfAnotherAmountOrCard() {
      Message request = request(1, 500);
      tell(host, request);
      assertThat(
              effects(
                  host,
                  reversal(request, 2).with(De.AMOUNT, "000000000400"),
                  reversal(request, 3).with(De.PAN, "5555555555554444")))
          .containsExactly(Effect.MISMATCH, Effect.MISMATCH);
      assertThat(host.available(TEST_CARD)).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7, 11})
  void whatItNeedsToKeepBooksHasToBeThere(int element) {
    Message without = request(1, 500).edit().drop(De.of(element)).build();
    assertThat(tell(issuer(1_000), without).code()).isEqualTo("30");
  }

  @Test
  void aReversalOfAPartIsRefusedRatherThanMisread() {
    Host host = network();
    tell(host, request(1, 500));
    Message part = reversal(request(1, 500), 2).with(De.REPLACEMENT_AMOUNTS, "0".repeat(42));
    assertThat(tell(host, part).code()).isEqualTo("30");
  }

  @Test
  void otherClassesAreRefusedByName() {
    assertThat(tell(network(), request(1, 500).as(Mti.of("0500"))).code()).isEqualTo("12");
  }

  @Test
  void approvalCodesDiffer() {
    Host host = network();
    assertThat(tell(host, request(1, 500)).approval())
        .matches("[0-9A-Z]{6}")
        .isNotEqualTo(tell(host, request(2, 500)).approval());
  }
}
