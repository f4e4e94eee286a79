package io.nightbus.core.exchange;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is out at one endpoint and not answered, over all its links: an answer may come back on
 * another link of the same peer. Matched by class and STAN, then held against every element that
 * has to come back unchanged.
 *
 * @param <T> what an entry stands for
 */
public final class Awaiting<T> {
  /** Ended entries that are remembered, so that a late answer is known for what it is. */
  private static final int REMEMBERED = 20_000;

  /** Answered ones, of which a second answer is only counted. */
  private static final int ANSWERED = 1_000;

  /** Newest entries that an answer which belongs to none is held against, to explain it. */
  private static final int EXPLAINED = 256;

  private final List<De> echoed;
  private final LinkedHashMap<Integer, Entry<T>> out = new LinkedHashMap<>();
  private final LinkedHashMap<Integer, Entry<T>> ended = new LinkedHashMap<>();
  private final LinkedHashMap<Integer, Entry<T>> answered = new LinkedHashMap<>();
  private final PriorityQueue<Due> deadlines = new PriorityQueue<>();
  private long order;

  /**
   * Starts empty.
   *
   * @param echoed elements that an answer repeats where it has them; DE 7 and DE 11 it has to
   *     repeat
   */
  public Awaiting(List<De> echoed) {
    this.echoed = List.copyOf(echoed);
  }

  /** A message that is out. */
  private record Entry<T>(Message sent, long order, T what, boolean answered) {}

  private record Due(long deadline, long order, int key) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(deadline, other.deadline);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** What an answer turned out to be. */
  public sealed interface Match<T> {
    record Matched<T>(Message sent, T what) implements Match<T> {}

    /** Its deadline has passed, or its link was lost; nobody answered it before. */
    record Late<T>(Message sent, T what) implements Match<T> {}

    record Duplicate<T>(T what) implements Match<T> {}

    /** Class and STAN fit something that is out, this element does not: it closes nothing. */
    record Mispaired<T>(De element, T what) implements Match<T> {}

    record Unsolicited<T>() implements Match<T> {}
  }

  /**
   * What an answer that belongs to nothing comes nearest to.
   *
   * @param stan of the request
   * @param butFor the one element, or MTI, in which they differ
   * @param ended the request is not out any more
   */
  public record Near(String stan, String butFor, boolean ended) {}

  public int size() {
    return out.size();
  }

  /** The STAN is not out in any class; a new message may have it. */
  public boolean isFree(int stan) {
    for (int messageClass = 1; messageClass <= 8; messageClass++) {
      if (out.containsKey(messageClass * 1_000_000 + stan)) {
        return false;
      }
    }
    return true;
  }

  private static int key(int messageClass, int stan) {
    return messageClass * 1_000_000 + stan;
  }

  private static int key(Stamp stamp) {
    return key(stamp.mti().messageClass(), stamp.stan());
  }

  public void add(Stamp stamp, Message sent, long deadline, T what) {
    var entry = new Entry<>(sent, order++, what, false);
    int key = key(stamp);
    out.put(key, entry);
    deadlines.add(new Due(deadline, entry.order(), key));
  }

  /** It was not sent after all, or ended in another way than by an answer. */
  public Optional<T> remove(Stamp stamp) {
    return Optional.ofNullable(out.remove(key(stamp))).map(Entry::what);
  }

  /** Makes an answer to a message of an earlier life of the gateway {@link Match.Late}. */
  public void remember(Stamp stamp, Message sent, T what) {
    remember(key(stamp), new Entry<>(sent, 0, what, false));
  }

  private void remember(int key, Entry<T> entry) {
    ended.remove(key);
    answered.remove(key);
    LinkedHashMap<Integer, Entry<T>> kept = entry.answered() ? answered : ended;
    kept.put(key, entry);
    if (kept.size() > (entry.answered() ? ANSWERED : REMEMBERED)) {
      kept.pollFirstEntry();
    }
  }

  /** Finds what a response answers; a match ends its entry. */
  public Match<T> match(Message response) {
    int stan = digits(response.get(De.STAN, ""));
    if (stan < 1) {
      return new Match.Unsolicited<>();
    }
    int key = key(response.mti().messageClass(), stan);
    Entry<T> entry = out.get(key);
    if (entry != null) {
      De differs = difference(entry.sent(), response);
      if (differs == null) {
        out.remove(key);
        remember(key, new Entry<>(entry.sent(), entry.order(), entry.what(), true));
        return new Match.Matched<>(entry.sent(), entry.what());
      }
      return late(key, response, new Match.Mispaired<>(differs, entry.what()));
    }
    return late(key, response, new Match.Unsolicited<>());
  }

  private Match<T> late(int key, Message response, Match<T> otherwise) {
    Entry<T> entry = ended.getOrDefault(key, answered.get(key));
    if (entry == null) {
      return otherwise;
    }
    De differs = difference(entry.sent(), response);
    if (differs != null) {
      // The numbers of a request that has ended, and the content of another: answers are shifted.
      return isOfStamp(differs) || otherwise instanceof Match.Mispaired
          ? otherwise
          : new Match.Mispaired<>(differs, entry.what());
    }
    if (entry.answered()) {
      return new Match.Duplicate<>(entry.what());
    }
    remember(key, new Entry<>(entry.sent(), entry.order(), entry.what(), true));
    return new Match.Late<>(entry.sent(), entry.what());
  }

  /**
   * The first element in which the response is not the answer to {@code sent}; null where it is.
   */
  private @Nullable De difference(Message sent, Message response) {
    if (sent.mti().response().code() / 10 != response.mti().code() / 10) {
      return De.STAN;
    }
    if (!sent.get(De.TRANSMISSION_TIME, "").equals(response.get(De.TRANSMISSION_TIME, ""))) {
      return De.TRANSMISSION_TIME;
    }
    for (De de : echoed) {
      String came = response.get(de, "");
      if (!came.isEmpty() && !came.equals(sent.get(de, came))) {
        return de;
      }
    }
    return null;
  }

  /**
   * The request that a response which matches nothing would answer if one element were another;
   * empty where none is that near. Looks at a bounded number of them; for people, not for pairing.
   */
  public Optional<Near> nearest(Message response) {
    int stan = digits(response.get(De.STAN, ""));
    for (int messageClass = 1; stan > 0 && messageClass <= 8; messageClass++) {
      Entry<T> entry = out.get(key(messageClass, stan));
      if (entry != null && isAlike(entry.sent(), response)) {
        return near(entry, "MTI", false);
      }
    }
    Entry<T> over = ended.get(key(response.mti().messageClass(), Math.max(0, stan)));
    De differs = over == null ? null : difference(over.sent(), response);
    if (over != null && differs != null) {
      return near(over, differs.toString(), true);
    }
    return out.sequencedValues().reversed().stream()
        .limit(EXPLAINED)
        .filter(entry -> entry.sent().mti().response().code() / 10 == response.mti().code() / 10)
        .filter(entry -> isAlike(entry.sent(), response))
        .findFirst()
        .flatMap(entry -> near(entry, De.STAN.toString(), false));
  }

  private Optional<Near> near(Entry<T> entry, String butFor, boolean over) {
    return Optional.of(new Near(entry.sent().get(De.STAN, ""), butFor, over));
  }

  /** All that has to be repeated is, STAN and MTI apart; DE 7 alone would be chance. */
  private boolean isAlike(Message sent, Message response) {
    String time = response.get(De.TRANSMISSION_TIME, "");
    if (time.isEmpty() || !time.equals(sent.get(De.TRANSMISSION_TIME, ""))) {
      return false;
    }
    int same = 0;
    for (De de : echoed) {
      String came = isOfStamp(de) ? "" : response.get(de, "");
      if (!came.isEmpty() && !came.equals(sent.get(de, ""))) {
        return false;
      }
      same += came.isEmpty() ? 0 : 1;
    }
    return same > 0;
  }

  private static boolean isOfStamp(De de) {
    return de.equals(De.STAN) || de.equals(De.TRANSMISSION_TIME);
  }

  private static int digits(String text) {
    if (text.length() != 6) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < 6; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** What has been out for too long, in order of deadline; each is told once. */
  public List<T> expired(long now) {
    if (deadlines.isEmpty() || deadlines.peek().deadline() > now) {
      return List.of();
    }
    var gone = new ArrayList<T>();
    while (!deadlines.isEmpty() && deadlines.peek().deadline() <= now) {
      Due due = deadlines.remove();
      Entry<T> entry = out.get(due.key());
      if (entry != null && entry.order() == due.order()) {
        out.remove(due.key());
        remember(due.key(), entry);
        gone.add(entry.what());
      }
    }
    return gone;
  }

  /**
   * Ends without an answer everything that fits, oldest first; an answer that still comes is {@link
   * Match.Late}.
   */
  public List<T> giveUp(Predicate<T> which) {
    var gone = new ArrayList<T>();
    var left = out.entrySet().iterator();
    while (left.hasNext()) {
      var next = left.next();
      if (which.test(next.getValue().what())) {
        left.remove();
        remember(next.getKey(), next.getValue());
        gone.add(next.getValue().what());
      }
    }
    return gone;
  }

  /** Takes out the newest that fits, because it was not sent after all. */
  public Optional<T> removeNewest(Predicate<T> which) {
    for (var next : out.sequencedEntrySet().reversed()) {
      if (which.test(next.getValue().what())) {
        out.remove(next.getKey());
        return Optional.of(next.getValue().what());
      }
    }
    return Optional.empty();
  }

  /** When {@link #expired} may have something at the earliest. */
  public long deadline() {
    while (!deadlines.isEmpty()) {
      Due due = deadlines.peek();
      Entry<T> entry = out.get(due.key());
      if (entry != null && entry.order() == due.order()) {
        return due.deadline();
      }
      deadlines.remove();
    }
    return Long.MAX_VALUE;
  }
}
