package io.nightbus.node.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reports that are read from the book at most so often, however many people and scrapes ask: a
 * cache is what may be forgotten.
 */
public final class RememberedReports implements Reports {
  private static final Duration BATCHES = Duration.ofMillis(200);

  /** Conservation reads every charge. */
  private static final Duration CONSERVATION = Duration.ofSeconds(15);

  private static final String ALL = "all";

  private final Reports book;
  private final LoadingCache<String, List<BatchReport>> batches;
  private final LoadingCache<String, Optional<BatchReport>> batch;
  private final LoadingCache<String, List<Conservation>> conservation;

  public RememberedReports(Reports book) {
    this(book, Ticker.systemTicker());
  }

  RememberedReports(Reports book, Ticker time) {
    this.book = book;
    batches = cache(1, BATCHES, time).build(_ -> book.batches());
    batch = cache(1_000, BATCHES, time).build(book::batch);
    conservation = cache(1, CONSERVATION, time).build(_ -> book.conservation());
  }

  private static Caffeine<Object, Object> cache(long size, Duration age, Ticker time) {
    return Caffeine.newBuilder().maximumSize(size).expireAfterWrite(age).ticker(time);
  }

  @Override
  public List<BatchReport> batches() {
    return batches.get(ALL);
  }

  @Override
  public Optional<BatchReport> batch(String id) {
    return batch.get(id);
  }

  @Override
  public List<Conservation> conservation() {
    return conservation.get(ALL);
  }

  @Override
  public List<OwedReport> owed(boolean parked, int most) {
    return book.owed(parked, most);
  }

  /** Batches whose charges do not add up to what was accepted; always 0 where nothing is wrong. */
  public long differences() {
    return conservation().stream().filter(law -> !law.holds()).count();
  }

  @Override
  public void close() {
    book.close();
  }
}
