package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Book;
import io.nightbus.core.BookConformance;
import io.nightbus.core.BookEar;
import io.nightbus.core.Change;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The simulated book keeps its word as the one that ships does: the same scripts on both. */
class SimBookTest extends BookConformance {
  private static final Change COUNTED = new Change.Counted("exposure", "all", 1, 500);

  private final Agenda agenda = new Agenda(new SplittableRandom(1), 0, Instant.EPOCH);
  private final SimBook book = new SimBook(agenda, new SplittableRandom(2), new Trace(agenda));

  @Override
  protected Book open() {
    return new Turning();
  }

  @Override
  protected List<String> signs(BookEar ear) {
    return book.tables().told.stream().map(it -> it.charge() + " " + it.sign()).toList();
  }

  private void turn() {
    while (agenda.step(Long.MAX_VALUE)) {
      // until nothing is due any more
    }
  }

  /** Time passes as soon as something is asked of it. */
  private final class Turning implements Book {
    @Override
    public Recovered recover() {
      return book.recover();
    }

    @Override
    public void start(Listener listener) {
      book.start(listener);
    }

    @Override
    public void submit(long sequence, List<Change> changes) {
      book.submit(sequence, changes);
      turn();
    }

    @Override
    public void load(long query, Query what) {
      book.load(query, what);
      turn();
    }

    @Override
    public void close() {
      book.close();
    }
  }

  @Test
  void closingCommitsWhatHasQueued() {
    book.submit(1, List.of(COUNTED));
    book.submit(2, List.of(COUNTED));
    book.close();
    assertThat(book.recover().counters())
        .containsExactly(new Recovered.Counter("exposure", "all", 2, 1_000));
  }

  @Test
  void aCrashLosesWhatNoCommitHadBegunToWrite() {
    book.submit(1, List.of(COUNTED));
    book.submit(2, List.of(COUNTED));
    book.crash();
    assertThat(book.recover().counters()).hasSizeLessThan(2);
    turn();
    assertThat(book.recover().counters().stream().mapToInt(Recovered.Counter::count).sum())
        .isLessThan(2);
  }
}
