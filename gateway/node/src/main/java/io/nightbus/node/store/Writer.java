package io.nightbus.node.store;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that changes the book. It takes whatever waits, applies it in one transaction of
 * SQLite, and tells of it after the commit has returned. The first error is the last thing it does.
 */
final class Writer implements Runnable {
  /** Bounds how long the first of a group waits for the last. */
  private static final int CHANGES_PER_GROUP = 4_096;

  /** What waits for the writer. */
  sealed interface Work {
    record Transaction(long sequence, List<Change> changes) implements Work {}

    record Question(long id, Query what) implements Work {}

    record Stop() implements Work {}
  }

  private record Clash(long sequence, Known known) {}

  private record Answer(long id, Loads loads) {}

  private final Inbox<Work> inbox;
  private final Connection book;
  private final Tables tables;
  private final Checkpoints checkpoints;
  private final Book.Listener listener;
  private final Watch watch;
  private final Room room;
  private final Sql lock;
  private final List<Clash> clashes = new ArrayList<>();
  private final List<Answer> answers = new ArrayList<>();
  private volatile boolean failed;

  Writer(
      Inbox<Work> inbox,
      Connection book,
      Tables tables,
      Checkpoints checkpoints,
      Book.Listener listener,
      Watch watch,
      Room room)
      throws SQLException {
    this.inbox = inbox;
    this.book = book;
    this.tables = tables;
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.watch = watch;
    this.room = room;
    book.setAutoCommit(false);
    lock = new Sql(book, "DELETE FROM journal_mark WHERE 0");
  }

  /** Once true, nothing more is acknowledged. */
  boolean hasFailed() {
    return failed;
  }

  @Override
  public void run() {
    try {
      boolean more = true;
      while (more) {
        Work first = inbox.poll();
        if (first == null) {
          checkpoints.check();
          inbox.sleep();
        } else {
          more = group(first);
          checkpoints.check();
          checkpoints.restartIfLong(book);
        }
      }
    } catch (Throwable e) {
      // An Error too: a writer that is gone must never look like one that is slow.
      failed = true;
      listener.failed(e);
    }
  }

  /** False where it is to stop after this. */
  private boolean group(Work first) throws SQLException {
    room.beforeWriting();
    long began = System.nanoTime();
    long highest = 0;
    int transactions = 0;
    int changes = 0;
    boolean stop = false;
    for (Work work = first; work != null; work = next(stop, changes)) {
      switch (work) {
        case Work.Transaction transaction -> {
          if (transactions == 0) {
            // Changes no row, but takes the write lock: what is read next stays true.
            lock.run();
          }
          apply(transaction);
          highest = transaction.sequence();
          transactions++;
          changes += transaction.changes().size();
        }
        case Work.Question question -> {
          tables.settle();
          answers.add(new Answer(question.id(), tables.answer(question.what())));
        }
        case Work.Stop last -> stop = true;
      }
    }
    tables.settle();
    book.commit(); // where only questions were asked, it lets go of what they read
    if (transactions > 0) {
      checkpoints.written();
      watch.committed(transactions, changes, System.nanoTime() - began);
    }
    tell(highest);
    return !stop;
  }

  private @Nullable Work next(boolean stop, int changes) {
    return stop || changes >= CHANGES_PER_GROUP ? null : inbox.poll();
  }

  private void apply(Work.Transaction transaction) throws SQLException {
    switch (tables.apply(transaction.changes())) {
      case Tables.Applied.Clashed clashed ->
          clashes.add(new Clash(transaction.sequence(), clashed.known()));
      case Tables.Applied.Whole whole -> {}
      case Tables.Applied.LeftOut leftOut -> {}
    }
  }

  /** Everything told here is durable. */
  private void tell(long highest) {
    for (Clash clash : clashes) {
      listener.clashed(clash.sequence(), clash.known());
    }
    if (highest > 0) {
      listener.stored(highest);
    }
    for (Answer answer : answers) {
      listener.loaded(answer.id(), answer.loads());
    }
    clashes.clear();
    answers.clear();
  }
}
