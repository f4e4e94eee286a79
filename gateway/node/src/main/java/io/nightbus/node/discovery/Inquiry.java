package io.nightbus.node.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one source at once and then at an interval, on a thread of its own; at most one look-up is
 * under way, also where the source hangs.
 */
public final class Inquiry implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

  private final Source source;
  private final Duration every;
  private final Duration timeout;
  private final Consumer<Heard> listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable CompletableFuture<List<InetSocketAddress>> running;

  /** What came of one look-up. */
  public sealed interface Heard {
    record Addresses(List<InetSocketAddress> addresses) implements Heard {}

    /** There is no answer; {@code why} is for people. */
    record Nothing(String why) implements Heard {}
  }

  /**
   * @param every pause between an answer and the next question
   * @param timeout longest wait for an answer; what comes later counts for the next question
   * @param listener hears each answer, one after the other; may block
   */
  public Inquiry(Source source, Duration every, Duration timeout, Consumer<Heard> listener) {
    this.source = source;
    this.every = every;
    this.timeout = timeout;
    this.listener = listener;
  }

  /** Once. */
  public void begin() {
    Thread.ofVirtual().name("nightbus-discovery").start(this::run);
  }

  private void run() {
    try {
      do {
        tell(ask());
      } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Heard heard) {
    try {
      listener.accept(heard);
    } catch (RuntimeException fault) {
      LOG.error("an announcement could not be taken", fault);
    }
  }

  private Heard ask() throws InterruptedException {
    var answer = running == null ? CompletableFuture.supplyAsync(this::look, fresh()) : running;
    running = answer;
    try {
      List<InetSocketAddress> found = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      running = null;
      return new Heard.Addresses(found);
    } catch (TimeoutException late) {
      return new Heard.Nothing("no answer within " + timeout.toMillis() + " ms");
    } catch (ExecutionException failed) {
      running = null;
      Throwable cause = failed.getCause() instanceof UncheckedIOException io ? io.getCause() : null;
      return new Heard.Nothing(cause == null ? "the look-up failed" : words(cause));
    }
  }

  private static String words(Throwable cause) {
    return String.valueOf(cause.getMessage());
  }

  private static Executor fresh() {
    return work -> Thread.ofVirtual().name("nightbus-look-up").start(work);
  }

  private List<InetSocketAddress> look() {
    try {
      return source.look();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /** No more questions; a look-up that hangs is left behind. */
  @Override
  public void close() {
    closed.countDown();
  }
}
