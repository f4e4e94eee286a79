package io.nightbus.node.engine;

import io.netty.channel.EventLoop;
import io.nightbus.core.Book;
import io.nightbus.core.Event;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the writer says to the loop, without a lock: of several {@code stored} only the
 * highest matters, and the loop is woken up once for all that has come since it last looked.
 */
final class FromBook implements Book.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(FromBook.class);

  private final EventLoop loop;
  private final Turns turns;
  private final Deeds deeds;
  private final LastResort lastResort;
  private final ConcurrentLinkedQueue<Saying> sayings = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean called = new AtomicBoolean();
  private final Runnable bring = this::bring;
  private volatile long stored;

  /**
   * Something that has its place between two {@code stored}: after everything up to {@code behind}.
   */
  private record Saying(long behind, Event event) {}

  FromBook(EventLoop loop, Turns turns, Deeds deeds, LastResort lastResort) {
    this.loop = loop;
    this.turns = turns;
    this.deeds = deeds;
    this.lastResort = lastResort;
  }

  @Override
  public void stored(long sequence) {
    stored = sequence;
    call();
  }

  @Override
  public void clashed(long sequence, Known known) {
    sayings.add(new Saying(stored, new Event.Clashed(sequence, known)));
    call();
  }

  @Override
  public void loaded(long query, Loads loads) {
    sayings.add(new Saying(stored, new Event.Loaded(query, loads)));
    call();
  }

  @Override
  public void room(boolean enough) {
    sayings.add(new Saying(stored, new Event.Room(enough)));
    call();
  }

  @Override
  public void failed(Throwable cause) {
    try {
      LOG.error(
          "the book cannot be written: {}; the process ends with status {} and recovers from the"
              + " book when started again",
          cause.toString(),
          LastResort.BOOK_FAILED);
    } finally {
      lastResort.halt(LastResort.BOOK_FAILED);
    }
  }

  private void call() {
    if (!called.getAndSet(true)) {
      try {
        loop.execute(bring);
      } catch (RejectedExecutionException stopped) {
        LOG.debug("the writer spoke after the loop had ended");
      }
    }
  }

  private void bring() {
    called.set(false);
    // Read before the queue: whatever was said before this one was stored is in the queue by now.
    long through = stored;
    turns.run(() -> {
      for (Saying saying = sayings.poll(); saying != null; saying = sayings.poll()) {
        store(saying.behind());
        if (saying.event() instanceof Event.Clashed(long sequence, Known _)) {
          deeds.clashed(sequence);
        }
        turns.tell(saying.event());
      }
      store(through);
    });
  }

  /** The core hears that it is stored before it hears what became of that which waited for it. */
  private void store(long through) {
    if (through > deeds.durable()) {
      turns.tell(new Event.Stored(through));
      deeds.durable(through);
    }
  }
}
