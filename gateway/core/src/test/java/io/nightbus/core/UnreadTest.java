package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.Urgency;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which entries of the book's answer have left memory since it was asked. */
class UnreadTest {
  private static final Loads.Backlog ALL = new Loads.Backlog(List.of(), List.of(), 100, true);

  private final Unread unread = new Unread(false, List.of());

  @Test
  void whatEndedAfterTheQuestionIsNotTakenFromItsAnswer() {
    unread.ended(6);
    unread.ask();
    unread.ended(7);
    assertThat(unread.read(ALL)).containsExactly(7L);
    unread.rewind();
    unread.ask();
    assertThat(unread.read(ALL)).isEmpty();
  }

  @Test
  void aCanaryThatEndedAfterTheQuestionIsNone() {
    unread.askedForCanaries();
    unread.ended(7);
    assertThat(unread.canariesCame()).containsExactly(7L);
    unread.askedForCanaries();
    assertThat(unread.canariesCame()).isEmpty();
  }

  /** It waits in the book again, its range being out, and the book is asked after that. */
  @Test
  void whatLeftMemoryBeforeTheQuestionIsInItsAnswerAlsoWhereCanariesWereAskedForBefore() {
    unread.askedForCanaries();
    unread.ended(7);
    unread.rewind();
    unread.ask();
    assertThat(unread.canariesCame()).containsExactly(7L);
    assertThat(unread.read(ALL)).isEmpty();
  }

  /**
   * The older of two may still wait in memory for its original when the younger one has gone in.
   */
  @Test
  void chargesThatAreQueuedMakeNoObligationWait() {
    unread.ask();
    unread.read(ALL);
    assertThat(unread.keeps("card", 335, 1)).isFalse();
    unread.rewind();
    assertThat(unread.keeps("card", 280, 1)).isFalse();
    unread.ask();
    assertThat(unread.keeps("card", 281, 1)).isFalse();
    assertThat(unread.mayHold(Urgency.FIRST)).isTrue();
  }

  @Test
  void chargesThatAreQueuedWhileTheBookIsReadMakeNoObligationWaitAfterwards() {
    unread.ask();
    unread.rewind();
    unread.read(ALL);
    assertThat(unread.keeps("card", 335, 1)).isFalse();
    unread.ask();
    assertThat(unread.keeps("card", 280, 1)).isFalse();
  }
}
