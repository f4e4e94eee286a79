package io.nightbus.bench;

import io.nightbus.core.Book;
import io.nightbus.core.Change;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.node.store.Keys;
import io.nightbus.node.store.SqliteBook;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What a durable write costs here: {@code StoreBench [--json] [--seconds N] [FOLDER]}. Each line is
 * one kind of work with so many transactions waiting at a time, each submitted when one before it
 * is durable. FOLDER says which disk; by default the system's for temporary files.
 */
public final class StoreBench {
  /** One line of the result; times in microseconds, processor in seconds per 100,000 rows. */
  public record Line(
      String work, int waiting, long rowsPerSecond, long p50, long p99, double processor) {

    String json() {
      return String.format(
          Locale.ROOT,
          "{\"work\":\"%s\",\"waiting\":%d,\"rows_per_second\":%d,\"p50_us\":%d,\"p99_us\":%d,"
              + "\"processor_s_per_100k\":%.3f}",
          work,
          waiting,
          rowsPerSecond,
          p50,
          p99,
          processor);
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "%-10s %7d %12d %9d %9d %16.2f",
          work,
          waiting,
          rowsPerSecond,
          p50,
          p99,
          processor);
    }
  }

  private final Path folder;
  private final long nanos;

  private StoreBench(Path folder, long seconds) {
    this.folder = folder;
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    boolean json = words.remove("--json");
    int at = words.indexOf("--seconds");
    long seconds = at < 0 ? 5 : Long.parseLong(words.get(at + 1));
    if (at >= 0) {
      words.subList(at, at + 2).clear();
    }
    Path folder =
        words.isEmpty()
            ? Files.createTempDirectory("store-bench")
            : Files.createTempDirectory(Path.of(words.getFirst()), "store-bench");
    try {
      List<Line> lines = new StoreBench(folder, seconds).run();
      System.out.print(json ? json(lines) : text(lines));
    } finally {
      delete(folder);
    }
  }

  private static String json(List<Line> lines) {
    return "[" + String.join(",\n ", lines.stream().map(Line::json).toList()) + "]\n";
  }

  private static String text(List<Line> lines) {
    return "work       waiting       rows/s    p50 µs    p99 µs   s per 100k rows\n"
        + String.join("\n", lines.stream().map(Line::text).toList())
        + "\n";
  }

  /** {@code commit} with one waiting is the measured commit of the figures. */
  public List<Line> run() throws Exception {
    try (var course = new Course(folder)) {
      course.measure("warm-up", 64, nanos, Work.EXCHANGE);
      return List.of(
          course.measure("commit", 1, nanos, Work.COMMIT),
          course.measure("commit", 64, nanos, Work.COMMIT),
          course.measure("exchange", 1, nanos, Work.EXCHANGE),
          course.measure("exchange", 64, nanos, Work.EXCHANGE),
          course.measure("exchange", 128, nanos, Work.EXCHANGE),
          course.measure("stand-in", 64, nanos, Work.STAND_IN),
          course.measure("charge", 64, nanos, Work.CHARGE),
          course.measure("charge", 256, nanos, Work.CHARGE));
    }
  }

  /** What one unit of work submits, each list a transaction; a row is a unit. */
  enum Work {
    /** An intent that is never concluded: the smallest durable step of a live request. */
    COMMIT {
      @Override
      List<List<Change>> of(BenchRows rows) {
        return List.of(List.of(rows.intended()));
      }
    },
    /** An intent, and when that is durable its conclusion. */
    EXCHANGE {
      @Override
      List<List<Change>> of(BenchRows rows) {
        Change.Intended intended = rows.intended();
        return List.of(List.of(intended), List.of(rows.concluded(intended)));
      }
    },
    STAND_IN {
      @Override
      List<List<Change>> of(BenchRows rows) {
        return List.of(rows.standIn());
      }
    },
    CHARGE {
      @Override
      List<List<Change>> of(BenchRows rows) {
        return List.of(List.of(rows.accepted()));
      }
    };

    abstract List<List<Change>> of(BenchRows rows);
  }

  /** One book, measured again and again. */
  private static final class Course implements Book.Listener, AutoCloseable {
    private final SqliteBook book;
    private final BenchRows rows = new BenchRows();
    private final Semaphore durable = new Semaphore(0);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long stored;
    private long sequence;

    Course(Path folder) {
      book = SqliteBook.open(folder.resolve("book.db"), Keys.create(folder.resolve("keys")));
      book.recover();
      book.start(this);
      book.submit(++sequence, List.of(rows.batch()));
    }

    Line measure(String work, int waiting, long nanos, Work kind) throws InterruptedException {
      drain();
      var times = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
      var units = new Unit[waiting];
      for (int i = 0; i < waiting; i++) {
        units[i] = new Unit();
      }
      long processor = processor();
      long began = System.nanoTime();
      long end = began + nanos;
      long done = 0;
      int live = waiting;
      while (live > 0) {
        long seen = stored;
        long now = System.nanoTime();
        boolean moved = false;
        for (int i = 0; i < waiting; i++) {
          Unit unit = units[i];
          if (unit == null || unit.waitsFor > seen) {
            continue;
          }
          moved = true;
          if (unit.waitsFor > 0) {
            times.recordValue(now - unit.since);
          }
          if (unit.rest.isEmpty()) {
            if (unit.waitsFor > 0) {
              done++;
            }
            if (now > end) {
              units[i] = null;
              live--;
              continue;
            }
            unit.rest = kind.of(rows);
          }
          unit.since = System.nanoTime();
          unit.waitsFor = ++sequence;
          book.submit(sequence, unit.rest.getFirst());
          unit.rest = unit.rest.subList(1, unit.rest.size());
        }
        if (!moved) {
          durable.acquire();
          durable.drainPermits();
        }
        check();
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      return new Line(
          work,
          waiting,
          (long) (done / seconds),
          times.getValueAtPercentile(50) / 1_000,
          times.getValueAtPercentile(99) / 1_000,
          (processor() - processor) / 1e9 / done * 100_000);
    }

    private static final class Unit {
      private List<List<Change>> rest = List.of();
      private long waitsFor;
      private long since;
    }

    private void drain() throws InterruptedException {
      while (stored < sequence) {
        durable.acquire();
        check();
      }
    }

    private void check() {
      Throwable cause = failure.get();
      if (cause != null) {
        throw new IllegalStateException("the book failed", cause);
      }
    }

    /** Of the whole process: submitting, writing, copying. */
    private static long processor() {
      return ((com.sun.management.OperatingSystemMXBean)
              ManagementFactory.getOperatingSystemMXBean())
          .getProcessCpuTime();
    }

    @Override
    public void stored(long upTo) {
      stored = upTo;
      durable.release();
    }

    @Override
    public void clashed(long of, Known known) {
      failed(new IllegalStateException("transaction " + of + " clashed"));
    }

    @Override
    public void loaded(long query, Loads loads) {}

    @Override
    public void room(boolean enough) {}

    @Override
    public void failed(Throwable cause) {
      failure.set(cause);
      durable.release();
    }

    @Override
    public void close() {
      book.close();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
