package io.nightbus.node.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
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

  private static final Duration DUTIES = Duration.ofMillis(900);
  private static final Duration CONSERVATION = Duration.ofSeconds(3);

  /**
   * Conservation reads every charge, what is owed every obligation, and after hours without a host
   * there are millions: never more than a twentieth of one processor's time.
   */
  private static final int RESTS_PER_READ = 20;

  private static final String ALL = "all";

  private final Reports book;
  private final LoadingCache<String, List<BatchReport>> batches;
  private final LoadingCache<String, Optional<BatchReport>> batch;
  private final LoadingCache<String, List<Conservation>> conservation;
  private final LoadingCache<String, List<Owing>> owing;
  private final LoadingCache<String, Sum> exposure;
  private volatile Duration conservationRests = CONSERVATION;
  private volatile Duration owingRests = DUTIES;

  public RememberedReports(Reports book) {
    this(book, Ticker.systemTicker());
  }

  RememberedReports(Reports book, Ticker time) {
    this.book = book;
    batches = cache(1, BATCHES, time).build(_ -> book.batches());
    batch = cache(1_000, BATCHES, time).build(book::batch);
    conservation =
        Caffeine.newBuilder()
            .maximumSize(1)
            .ticker(time)
            .expireAfter(Expiry.<String, List<Conservation>>creating((_, _) -> conservationRests))
            .build(_ -> counted(time));
    owing =
        Caffeine.newBuilder()
            .maximumSize(1)
            .ticker(time)
            .expireAfter(Expiry.<String, List<Owing>>creating((_, _) -> owingRests))
            .build(_ -> owed(time));
    exposure = cache(1, DUTIES, time).build(_ -> book.exposure());
  }

  private List<Conservation> counted(Ticker time) {
    long begin = time.read();
    List<Conservation> laws = book.conservation();
    conservationRests = rest(time.read() - begin, CONSERVATION);
    return laws;
  }

  private List<Owing> owed(Ticker time) {
    long begin = time.read();
    List<Owing> owed = book.owing();
    owingRests = rest(time.read() - begin, DUTIES);
    return owed;
  }

  private static Duration rest(long took, Duration atLeast) {
    Duration rests = Duration.ofNanos(took * RESTS_PER_READ);
    return rests.compareTo(atLeast) > 0 ? rests : atLeast;
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
  public List<Owing> owing() {
    return owing.get(ALL);
  }

  @Override
  public Sum exposure() {
    return exposure.get(ALL);
  }

  @Override
  public List<OwedReport> owed(boolean parked, int most) {
    return book.owed(parked, most);
  }

  @Override
  public void close() {
    book.close();
  }
}
