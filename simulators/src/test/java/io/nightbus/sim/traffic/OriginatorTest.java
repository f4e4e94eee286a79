package io.nightbus.sim.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.ledger.Identity;
import io.nightbus.sim.ledger.Stamp;
import io.nightbus.sim.traffic.JournalEntry.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OriginatorTest {
  private static final Dialect DIALECT = Dialect.named("iso87-ascii").orElseThrow();
  private final Journal journal = new Journal(null);
  private final List<Message> sent = new ArrayList<>();
  private final Originator originator =
      new Originator(
          LiveTraffic.of('A', new Cards("555500", 100), "400001").withTimers(1_000, 500),
          journal,
          new Random(1));
  private Stamp now = new Stamp(0, 1_795_000_000_000_000L);
  private String link = "a1";

  private void tick(long millis) {
    now = now.plusMillis(millis);
    originator.tick(
        now,
        message -> {
          if (!link.isEmpty()) {
            sent.add(message);
          }
          return link;
        });
  }

  private void askOne() {
    originator.rate(1, now);
    tick(1_000);
    originator.rate(0, now);
  }

  private Message last() {
    return sent.getLast();
  }

  private boolean answer(Message request, String code) {
    return originator.answered(DIALECT.response(request, code).build(), now);
  }

  private State state() {
    return journal.entries().getFirst().state();
  }

  @Test
  void asksAtASteadyRateWithDistinctIdentitiesAndReferences() {
    originator.rate(200, now);
    for (int i = 0; i < 400; i++) {
      tick(5);
    }
    List<Message> asked = sent.stream().filter(m -> m.mti().isRequest()).toList();
    assertThat(asked.size()).isBetween(399, 400);
    assertThat(sent.stream().filter(m -> !m.mti().isRepeat()).map(Identity::of))
        .doesNotHaveDuplicates();
    assertThat(asked)
        .extracting(m -> m.get(De.RRN))
        .doesNotHaveDuplicates()
        .allMatch(reference -> reference.length() == 12);
    assertThat(asked).allMatch(m -> m.pan().orElseThrow().passesCheckDigit());
  }

  @Test
  void notesAnAnswerAndHowLongItTook() {
    askOne();
    now = now.plusMillis(7);
    assertThat(answer(last(), "00")).isTrue();
    JournalEntry entry = journal.entries().getFirst();
    assertThat(entry.state()).isEqualTo(State.APPROVED);
    assertThat(entry.latencyMicros()).isEqualTo(7_000);
    assertThat(originator.outstanding()).isZero();
  }

  @Test
  void aSecondAnswerChangesNothingAndIsCounted() {
    askOne();
    answer(last(), "51");
    answer(last(), "00");
    assertThat(state()).isEqualTo(State.DECLINED);
    assertThat(journal.entries().getFirst().answers()).isEqualTo(2);
  }

  @Test
  void reversesWhatWasNotAnsweredAndRepeatsUntilAcknowledged() {
    askOne();
    Message request = last();
    tick(1_000);
    Message reversal = last();
    assertThat(reversal.mti().toString()).isEqualTo("0420");
    assertThat(Identity.ofOriginal(reversal)).isEqualTo(Identity.of(request));
    assertThat(reversal.get(De.RRN)).isEqualTo(request.get(De.RRN));
    tick(500);
    assertThat(last().mti().toString()).isEqualTo("0421");
    assertThat(last().as(reversal.mti())).isEqualTo(reversal);
    assertThat(originator.reversalsOwed()).isEqualTo(1);
    answer(last(), "96");
    assertThat(originator.reversalsOwed()).isEqualTo(1);
    answer(last(), "00");
    assertThat(originator.reversalsOwed()).isZero();
    assertThat(state()).isEqualTo(State.REVERSED);
    int before = sent.size();
    tick(5_000);
    assertThat(sent).hasSize(before);
  }

  @Test
  void aLateApprovalIsNotedAndTheReversalStands() {
    askOne();
    Message request = last();
    tick(1_000);
    answer(request, "00");
    JournalEntry entry = journal.entries().getFirst();
    assertThat(entry.state()).isEqualTo(State.UNANSWERED);
    assertThat(entry.lateCode()).isEqualTo("00");
    tick(500);
    assertThat(last().mti().toString()).isEqualTo("0421");
  }

  @Test
  void whatNeverLeftIsNotReversed() {
    link = "";
    askOne();
    tick(2_000);
    assertThat(state()).isEqualTo(State.UNSENT);
    assertThat(originator.reversalsOwed()).isZero();
  }

  @Test
  void aReversalWaitsForALinkAndThenGoesAsAnOriginal() {
    askOne();
    link = "";
    tick(1_000);
    tick(500);
    link = "a1";
    tick(500);
    assertThat(last().mti().toString()).isEqualTo("0420");
  }

  @Test
  void takesNoAnswerThatSpeaksOfAnotherAmount() {
    askOne();
    Message wrong = DIALECT.response(last(), "00").set(De.AMOUNT, "999999999999").build();
    originator.answered(wrong, now);
    assertThat(state()).isEqualTo(State.SENT);
    assertThat(originator.mispaired()).isEqualTo(1);
  }

  @Test
  void doesNotTakeAnswersToOthers() {
    askOne();
    assertThat(answer(last().with(De.STAN, "777777"), "00")).isFalse();
  }

  @Test
  void sendsAHundredReversalsAtMostAtOnce() {
    originator.rate(1_000, now);
    tick(300);
    originator.rate(0, now);
    sent.clear();
    tick(1_000);
    assertThat(sent).hasSize(100);
    assertThat(originator.reversalsOwed()).isEqualTo(300);
  }
}
