package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.ops.Sight.StoreFile;
import io.nightbus.node.store.Reports;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the gateway once a second, on a thread of its own, and keeps what it saw: however many
 * people and scrapes ask, the event loop and the book are asked once.
 */
final class Lookout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Where wall clock and time differ by more than this, the clock was set. */
  private static final Duration ODD = Duration.ofSeconds(1);

  /** The event loop answers within this. */
  private static final Duration SLOW = Duration.ofMillis(500);

  private final Gateway gateway;
  private final Supplier<Map<String, Long>> totals;
  private final Supplier<Own> own;
  private final InstantSource wall;
  private final LinkStories stories;
  private final Lately.Memory memory = new Lately.Memory(1);
  private final Past.Memory past = new Past.Memory();
  private final Incidents incidents;
  private final Maintenance maintenance;
  private final TimeLine timeLine;
  private final List<Consumer<Picture>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> jumps = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("nightbus-lookout").daemon().factory());
  private volatile Picture last;
  private long lookedNanos;
  private long slowLooks;
  private Instant looked;

  /**
   * @param totals every counter by {@code KIND endpoint detail}
   * @param own what the process tells of itself
   */
  Lookout(
      Gateway gateway,
      LinkStories stories,
      Supplier<Map<String, Long>> totals,
      Supplier<Own> own,
      Incidents incidents,
      Maintenance maintenance,
      TimeLine timeLine,
      InstantSource wall) {
    this.gateway = gateway;
    this.stories = stories;
    this.totals = totals;
    this.own = own;
    this.incidents = incidents;
    this.maintenance = maintenance;
    this.timeLine = timeLine;
    this.wall = wall;
    looked = wall.instant();
    lookedNanos = System.nanoTime();
    var nothing =
        new Sight(
            gateway.outline(),
            looked,
            new Status(looked, List.of(), List.of(), Map.of(), 0, 0),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(),
            Reports.Sum.NONE,
            0,
            Lately.NOTHING,
            StoreFile.UNKNOWN,
            List.of(),
            Past.NOTHING,
            Own.UNKNOWN,
            Optional.empty());
    last = new Picture(nothing, List.of(), List.of(), incidents.all(), List.of());
  }

  /** Looks now, and then every second. */
  void begin() {
    look();
    long millis = EVERY.toMillis();
    var _ =
        thread.scheduleAtFixedRate(() -> lookSafely(true), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What was seen last. */
  Picture picture() {
    return last;
  }

  /** Hears every picture, on the lookout's thread. */
  void tell(Consumer<Picture> listener) {
    listeners.add(listener);
  }

  /** Hears when the wall clock was set. */
  void onClockJump(Runnable listener) {
    jumps.add(listener);
  }

  private void lookSafely(boolean beat) {
    try {
      look(beat);
    } catch (RuntimeException fault) {
      LOG.error("the gateway could not be looked at", fault);
    }
  }

  /** Looks at once; what has failed to answer keeps what it said before. */
  void look() {
    look(true);
  }

  /**
   * Looks between two looks, so that who has ordered something sees it; waits a second for it at
   * most, for the order is carried out whether the gateway can be looked at or not.
   */
  void lookAgain() {
    try {
      thread.submit(() -> lookSafely(false)).get(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | RejectedExecutionException later) {
      LOG.debug("seen at one of the next looks", later);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One look.
   *
   * @param beat it is one of those that come every second: what lately happened is counted in them
   */
  private synchronized void look(boolean beat) {
    compareClocks();
    long begin = System.nanoTime();
    Optional<Status> status = gateway.status();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Sight before = last.sight();
    Instant now = wall.instant();
    Optional<Instant> unanswered =
        status.isPresent() ? Optional.empty() : Optional.of(before.unanswered().orElse(now));
    Map<String, Long> counted = counted(took);
    Own self = own.get();
    var sight =
        new Sight(
            gateway.outline(),
            now,
            status.orElse(before.status()),
            took,
            unanswered,
            stuck(before, status.orElse(before.status()), now),
            stories(status.orElse(before.status())),
            read(gateway.reports()::owing, before.owing()),
            read(gateway.reports()::batches, before.batches()),
            read(gateway.reports()::exposure, before.exposure()),
            read(gateway.reports()::differences, before.differences()),
            beat ? memory.look(counted) : before.lately(),
            storeFile(gateway.outline().store()),
            maintenance.at(now),
            beat ? past.look(counted, last) : before.past(),
            self,
            self.isLow() ? Optional.of(before.low().orElse(now)) : Optional.empty());
    publish(sight);
  }

  private void publish(Sight sight) {
    List<Trouble> found = Diagnosis.of(sight);
    List<Trouble> traces = Diagnosis.traces(sight, found);
    incidents.look(found, sight);
    timeLine.look(sight);
    List<Trouble> dated =
        found.stream()
            .map(trouble ->
                trouble.since().isBefore(sight.at())
                    ? trouble
                    : trouble.since(incidents.since(trouble, sight.at())))
            .toList();
    var picture = new Picture(sight, dated, traces, incidents.all(), timeLine.entries());
    last = picture;
    listeners.forEach(listener -> listener.accept(picture));
  }

  /** Every counter, and how often the event loop was slow to answer. */
  private Map<String, Long> counted(Duration took) {
    slowLooks += took.compareTo(SLOW) > 0 ? 1 : 0;
    var counted = new HashMap<>(totals.get());
    counted.put(Lately.Besides.SLOW_LOOP.key(), slowLooks);
    return counted;
  }

  /** Work waits, and nothing has become durable since the last look. */
  private static Optional<Instant> stuck(Sight before, Status status, Instant now) {
    boolean moves =
        status.durable() >= status.submitted() || status.durable() != before.status().durable();
    return moves ? Optional.empty() : Optional.of(before.storeStuck().orElse(now));
  }

  private void compareClocks() {
    long nanos = System.nanoTime();
    Instant now = wall.instant();
    Duration monotonic = Duration.ofNanos(nanos - lookedNanos);
    Duration byClock = Duration.between(looked, now);
    if (byClock.minus(monotonic).abs().compareTo(ODD) > 0) {
      jumps.forEach(Runnable::run);
    }
    lookedNanos = nanos;
    looked = now;
  }

  private Map<String, LinkStories.Story> stories(Status status) {
    var found = new TreeMap<String, LinkStories.Story>();
    for (Status.LinkView link : status.links()) {
      String id = link.endpoint() + "/" + link.site() + "/" + link.name();
      found.put(id, stories.of(id, link.since()));
    }
    return found;
  }

  private static <T> T read(Supplier<T> report, T before) {
    try {
      return report.get();
    } catch (RuntimeException busy) {
      LOG.warn("a report could not be read; the last one stands");
      return before;
    }
  }

  private static StoreFile storeFile(Path file) {
    try {
      FileStore disk = Files.getFileStore(file);
      return new StoreFile(Files.size(file), disk.getUsableSpace(), disk.getTotalSpace());
    } catch (IOException gone) {
      return StoreFile.UNKNOWN;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
