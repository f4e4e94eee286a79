package io.nightbus.core.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the requests on one connection say about it. Only what has been handed to the wire counts:
 * what waits for the book is not the peer's fault. Times are monotonic nanoseconds.
 */
final class Evidence {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int KEPT = 100;
  private static final int FRESH_AFTER = 16;
  private static final long LEAST_PATIENCE = 300_000_000L;
  private static final long OVERDUE = 3_000_000_000L;

  private final LinkedHashMap<Long, Long> out = new LinkedHashMap<>();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final long[] trips = new long[KEPT];
  private final Share share;
  private int tripCount;
  private int sinceFresh;
  private long slowest;
  private long smooth;
  private int unansweredInRow;
  private boolean silent;
  private long silentSince;
  private boolean everAnswered;
  private long lastAnswer;

  private record Waiting(long token, long after) {}

  Evidence(long now) {
    share = new Share(now);
  }

  /** It goes out once the book has stored {@code after}. */
  void sent(long token, long after, long durable, long now) {
    if (after <= durable && waiting.isEmpty()) {
      left(token, now);
    } else {
      waiting.add(new Waiting(token, after));
    }
  }

  private void left(long token, long now) {
    out.put(token, now);
    if (!silent) {
      silent = true;
      silentSince = now;
    }
  }

  void stored(long durable, long now) {
    while (!waiting.isEmpty() && waiting.peek().after() <= durable) {
      left(waiting.remove().token(), now);
    }
  }

  /**
   * A request ended.
   *
   * @return when it had gone out; null where it never had
   */
  @Nullable Long ended(long token, boolean answered, long now) {
    Long at = out.remove(token);
    if (at == null) {
      waiting.removeIf(each -> each.token() == token);
      return null;
    }
    share.add(answered, now);
    if (answered) {
      unansweredInRow = 0;
      everAnswered = true;
      lastAnswer = now;
      trip(now - at);
      Long oldest = oldest();
      silent = oldest != null;
      silentSince = oldest == null ? now : Math.max(oldest, at);
    } else {
      unansweredInRow++;
    }
    return at;
  }

  void unsent(long token) {
    if (out.remove(token) == null) {
      waiting.removeIf(each -> each.token() == token);
    }
    silent = silent && !(out.isEmpty() && unansweredInRow == 0);
  }

  private void trip(long nanos) {
    trips[tripCount++ % KEPT] = nanos;
    smooth = smooth == 0 ? nanos : smooth + (nanos - smooth) / 8;
    if (sinceFresh++ % FRESH_AFTER == 0) {
      long[] sorted = Arrays.copyOf(trips, Math.min(tripCount, KEPT));
      Arrays.sort(sorted);
      slowest = sorted[Math.max(0, sorted.length - 2)];
    }
  }

  private @Nullable Long oldest() {
    var first = out.firstEntry();
    return first == null ? null : first.getValue();
  }

  /** Longest usual round trip three times over, at least 300 ms. */
  private long patience() {
    return Math.max(LEAST_PATIENCE, 3 * slowest);
  }

  /** The oldest request waits for longer than is usual here. */
  boolean isSlow(long now) {
    Long oldest = oldest();
    return oldest != null && now - oldest > patience();
  }

  /** Requests in a row that were given up. */
  int unansweredInRow() {
    return unansweredInRow;
  }

  /** As many requests in a row as {@code limit} got no answer: given up, or out for seconds. */
  boolean isDeaf(int limit, long now) {
    int count = unansweredInRow;
    for (long at : out.values()) {
      if (count >= limit || now - at < OVERDUE) {
        break;
      }
      // What went out before something that was answered is late, no sign of silence.
      count += at - silentSince >= 0 ? 1 : 0;
    }
    return count >= limit;
  }

  /** Since when nothing that went out was answered; {@link Long#MAX_VALUE} where nothing is out. */
  long silentSince() {
    return silent ? silentSince : NEVER;
  }

  /** It answered something since. */
  boolean answeredSince(long moment) {
    return everAnswered && lastAnswer - moment >= 0;
  }

  boolean isQuiet() {
    return out.isEmpty() && waiting.isEmpty();
  }

  Share share() {
    return share;
  }

  /** Smoothed time from a request to its answer; 0 where there was none. */
  long roundTrip() {
    return smooth;
  }

  /** Another connection: what was out ended with the one before. */
  void reset() {
    out.clear();
    waiting.clear();
    share.clear();
    unansweredInRow = 0;
    silent = false;
    everAnswered = false;
    tripCount = 0;
    sinceFresh = 0;
    slowest = 0;
  }
}
