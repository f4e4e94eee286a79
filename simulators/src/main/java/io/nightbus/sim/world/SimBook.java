package io.nightbus.sim.world;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Clashes;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The book of the simulated world. What was submitted is volatile until the writer has committed
 * it, in groups; a crash loses what is volatile, and of the group that was being committed nobody
 * can say beforehand. The tables are what is durable.
 */
final class SimBook implements Book {
  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Trace trace;
  private final Tables tables = new Tables();
  private Watch watch = new Watch() {};
  private final Deque<Job> queue = new ArrayDeque<>();
  private Clashes clashes = new Clashes();
  private List<Job> committing = List.of();
  private @Nullable Listener listener;

  /** One life of the process; what the writer was doing in an earlier one is nobody's business. */
  private long life;

  /** The life that has the book open. */
  private long owner;

  private boolean scarce;

  /** How long a commit takes now. */
  long commitNanos = 300_000;

  long commitJitterNanos = 200_000;

  private int commitsToCrash;
  private Runnable crash = () -> {};

  /** No commit ends while this is set: the disk hangs. */
  boolean hangs;

  /** Says that it has stored what a crash still loses. */
  boolean lies;

  /** A commit of which nobody heard is made once more. */
  boolean makesAgain;

  /** The next commit fails. */
  boolean failsNext;

  private sealed interface Job {
    record Transaction(long life, long sequence, List<Change> changes) implements Job {}

    record Question(long query, Query what) implements Job {}
  }

  SimBook(Agenda agenda, SplittableRandom chance, Trace trace) {
    this.agenda = agenda;
    this.chance = chance;
    this.trace = trace;
  }

  /** Who is told of every change that is durable from now on. */
  void watch(Watch looksOn) {
    watch = looksOn;
  }

  Tables tables() {
    return tables;
  }

  @Override
  public Recovered recover() {
    return Answers.recovered(tables);
  }

  @Override
  public void start(Listener hears) {
    listener = hears;
    owner = life;
    if (scarce) {
      long mine = life;
      agenda.in(commitNanos, () -> tellRoom(mine));
    }
  }

  private void tellRoom(long mine) {
    Listener hears = listener;
    if (mine == life && hears != null) {
      hears.room(!scarce);
    }
  }

  @Override
  public void submit(long sequence, List<Change> changes) {
    watch.submitted(changes);
    queue.add(new Job.Transaction(life, sequence, changes));
    if (lies) {
      long mine = life;
      agenda.in(1_000, () -> lie(mine, sequence));
    }
    work();
  }

  @Override
  public void load(long query, Query what) {
    queue.add(new Job.Question(query, what));
    work();
  }

  /** Everything that was submitted is durable. */
  boolean isIdle() {
    return queue.isEmpty() && committing.isEmpty();
  }

  private void lie(long mine, long sequence) {
    Listener hears = listener;
    if (mine == life && hears != null) {
      hears.stored(sequence);
    }
  }

  /** The writer takes whatever has queued, whenever it is free. */
  private void work() {
    if (!committing.isEmpty() || queue.isEmpty() || hangs) {
      return;
    }
    committing = new ArrayList<>(queue);
    queue.clear();
    boolean writes = committing.stream().anyMatch(job -> job instanceof Job.Transaction);
    long took = writes ? commitNanos : commitNanos / 10;
    long mine = life;
    agenda.in(took + chance.nextLong(commitJitterNanos + 1), () -> finish(mine));
  }

  private void finish(long mine) {
    if (mine != life || committing.isEmpty()) {
      return;
    }
    if (hangs) {
      agenda.in(10_000_000L, () -> finish(mine));
      return;
    }
    Listener hears = listener;
    if (failsNext && makesAgain) {
      failsNext = false;
      apply(committing, Optional.empty());
    }
    if (failsNext && hears != null) {
      failsNext = false;
      trace.event("commit fails");
      hears.failed(new java.io.IOException("simulated"));
      return;
    }
    if (commitsToCrash > 0 && --commitsToCrash == 0) {
      crash.run();
      return;
    }
    List<Job> done = committing;
    committing = List.of();
    apply(done, Optional.ofNullable(hears));
    if (mine == life) {
      work();
    }
  }

  private void apply(List<Job> jobs, Optional<Listener> hears) {
    long stored = 0;
    var sayings = new ArrayList<Runnable>();
    for (Job job : jobs) {
      switch (job) {
        case Job.Transaction(var of, var sequence, var changes) -> {
          watch.writes(of, owner);
          Optional<Known> clash = tables.clash(changes).or(() -> clashes.under(changes));
          if (clash.isPresent()) {
            Known known = clash.get();
            clashes.remember(changes, known);
            hears.ifPresent(it -> sayings.add(() -> it.clashed(sequence, known)));
          } else if (!tables.withdrawsAgain(changes)) {
            changes.forEach(this::apply);
            watch.committed(changes);
          }
          stored = sequence;
          trace.value(sequence);
        }
        case Job.Question(var query, var what) -> {
          Loads loads = Answers.to(what, tables);
          hears.ifPresent(it -> sayings.add(() -> it.loaded(query, loads)));
        }
      }
    }
    sayings.forEach(Runnable::run);
    if (stored > 0 && hears.isPresent() && !lies) {
      hears.get().stored(stored);
    }
  }

  private void apply(Change change) {
    tables.apply(change);
    watch.applied(change);
  }

  /** The process dies within its {@code count}th commit from now; 0 = it does not. */
  void crashAtCommit(int count, Runnable dies) {
    commitsToCrash = count;
    crash = dies;
  }

  /** Its disk is nearly full, or not any more. */
  void hasRoom(boolean enough) {
    boolean news = scarce == enough;
    scarce = !enough;
    Listener hears = listener;
    if (hears != null && news) {
      hears.room(enough);
    }
  }

  /** The disk answers again. */
  void resume() {
    hangs = false;
    work();
  }

  @Override
  public void close() {
    List<Job> rest = new ArrayList<>(committing);
    rest.addAll(queue);
    committing = List.of();
    queue.clear();
    apply(rest, Optional.empty());
    crash();
  }

  /**
   * The process is gone. What was being committed may have become durable, as a whole or up to some
   * transaction.
   */
  void crash() {
    life++;
    listener = null;
    queue.clear();
    List<Job> unknown = committing;
    committing = List.of();
    int made = unknown.isEmpty() ? 0 : chance.nextInt(unknown.size() + 1);
    apply(unknown.subList(0, made), Optional.empty());
    clashes = new Clashes();
    hangs = false;
    failsNext = false;
  }
}
