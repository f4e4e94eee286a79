package io.nightbus.core.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the requests on one connection say about it. Only what has been handed to the wire counts:
 * what waits for the book is not the peer's fault; nor is what its issuer alone leaves unanswered
 * the link's. Times are monotonic nanoseconds.
 */
final class Evidence {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int KEPT = 100;
  private static final int FRESH_AFTER = 16;
  private static final long LEAST_PATIENCE = 300_000_000L;
  private static final long OVERDUE = 3_000_000_000L;

  private final Issuers issuers;
  private final LinkedHashMap<Long, Out> out = new LinkedHashMap<>();
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

  /** The card range that was answered last, and when any other was. */
  private String lastRange = "";

  private long lastOther = Long.MIN_VALUE;

  private record Waiting(long token, String range, long after) {}

  private record Out(long at, String range) {}

  Evidence(Issuers issuers, long now) {
    this.issuers = issuers;
    share = new Share(now);
  }

  /**
   * It goes out once the book has stored {@code after}.
   *
   * @param range of its card, empty where there is none
   */
  void sent(long token, String range, long after, long durable, long now) {
    if (after <= durable && waiting.isEmpty()) {
      left(token, range, now);
    } else {
      waiting.add(new Waiting(token, range, after));
    }
  }

  private void left(long token, String range, long now) {
    out.put(token, new Out(now, range));
    if (!silent) {
      silent = true;
      silentSince = now;
    }
  }

  void stored(long durable, long now) {
    while (!waiting.isEmpty() && waiting.peek().after() <= durable) {
      Waiting next = waiting.remove();
      left(next.token(), next.range(), now);
    }
  }

  /**
   * A request ended.
   *
   * @return when it had gone out; null where it never had
   */
  @Nullable Long ended(long token, boolean answered, long now) {
    Out ended = out.remove(token);
    if (ended == null) {
      waiting.removeIf(each -> each.token() == token);
      return null;
    }
    long at = ended.at();
    if (answered) {
      share.add(true, now);
      unansweredInRow = 0;
      answered(ended.range(), now);
      trip(now - at);
      var oldest = out.firstEntry();
      silent = oldest != null;
      silentSince = oldest == null ? now : Math.max(oldest.getValue().at(), at);
    } else if (!isIssuersOwn(ended)) {
      share.add(false, now);
      unansweredInRow++;
    }
    return at;
  }

  private void answered(String range, long now) {
    if (!range.equals(lastRange)) {
      lastOther = everAnswered ? lastAnswer : lastOther;
      lastRange = range;
    }
    everAnswered = true;
    lastAnswer = now;
    issuers.answered(range, now);
  }

  /**
   * Since it left, another range was answered here, and its own on no link at all: that is the
   * issuer's silence and not the link's.
   */
  private boolean isIssuersOwn(Out request) {
    long other = request.range().equals(lastRange) ? lastOther : lastAnswer;
    return everAnswered
        && !request.range().isEmpty()
        && other > request.at()
        && !issuers.answeredSince(request.range(), request.at());
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

  /** Longest usual round trip three times over, at least 300 ms. */
  private long patience() {
    return Math.max(LEAST_PATIENCE, 3 * slowest);
  }

  /** The oldest request waits for longer than is usual here. */
  boolean isSlow(long now) {
    for (Out request : out.values()) {
      if (now - request.at() <= patience()) {
        return false;
      }
      if (!isIssuersOwn(request)) {
        return true;
      }
    }
    return false;
  }

  /** Requests in a row that were given up. */
  int unansweredInRow() {
    return unansweredInRow;
  }

  /** As many requests in a row as {@code limit} got no answer: given up, or out for seconds. */
  boolean isDeaf(int limit, long now) {
    int count = unansweredInRow;
    for (Out request : out.values()) {
      if (count >= limit || now - request.at() < OVERDUE) {
        break;
      }
      // What went out before something that was answered is late, no sign of silence.
      boolean late = request.at() - silentSince < 0;
      count += late || isIssuersOwn(request) ? 0 : 1;
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
    lastRange = "";
    lastOther = Long.MIN_VALUE;
    tripCount = 0;
    sinceFresh = 0;
    slowest = 0;
  }
}
