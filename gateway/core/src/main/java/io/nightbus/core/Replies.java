package io.nightbus.core;

import io.nightbus.core.link.LinkId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Approvals that have been given to the engine and of which it may still say that no byte left.
 * Those that wait for the book are watched until their originators stop waiting.
 */
final class Replies {
  /**
   * So long after the book's word the engine has written an answer, or said that it did not, also
   * where it never says that all is written. At full load what is kept so long is most of what the
   * collector has to copy.
   */
  private static final long HANDED_ON = 3_000_000_000L;

  private final Map<Long, Live> byToken = new HashMap<>();
  private final Map<String, Long> tokens = new HashMap<>();
  private final Deque<Live> unstored = new ArrayDeque<>();

  /** By the link of the answer. */
  private final Map<LinkId, Deque<Live>> stored = new LinkedHashMap<>();

  /** In ascending order of {@link Live#sequence}. */
  void add(Live live) {
    byToken.put(live.replyToken(), live);
    tokens.put(live.key, live.replyToken());
    unstored.add(live);
  }

  /** Null where it is not known any more. */
  @Nullable Live remove(long token) {
    Live live = byToken.remove(token);
    if (live != null) {
      tokens.remove(live.key);
    }
    return live;
  }

  /** Whoever asked again has been answered: what becomes of the first answer says nothing. */
  void toldAgain(String identityKey) {
    Long token = tokens.get(identityKey);
    if (token != null) {
      remove(token);
    }
  }

  void stored(long through, long now) {
    while (!unstored.isEmpty() && unstored.peek().sequence <= through) {
      Live live = unstored.remove();
      live.repliedAt = now;
      live.mayBeAnswered(now);
      stored.computeIfAbsent(live.origin, _ -> new ArrayDeque<>()).add(live);
    }
    stored
        .values()
        .forEach(link -> {
          while (!link.isEmpty() && link.peek().repliedAt + HANDED_ON <= now) {
            remove(link.remove().replyToken());
          }
        });
  }

  /**
   * The engine has written all that the book has confirmed so far, and was to go over this link.
   */
  void written(LinkId link) {
    Deque<Live> handedOn = stored.remove(link);
    if (handedOn != null) {
      handedOn.forEach(live -> remove(live.replyToken()));
    }
  }

  /** Approvals that may yet come back. */
  int size() {
    return byToken.size();
  }

  /** One whose originator has stopped waiting while the book did not answer; null for none. */
  @Nullable Live overdue(long now) {
    while (!unstored.isEmpty() && !byToken.containsKey(unstored.peek().replyToken())) {
      unstored.remove();
    }
    Live first = unstored.peek();
    return first != null && first.until < now ? unstored.remove() : null;
  }

  /** When {@link #overdue} may have one at the earliest. */
  long deadline() {
    return unstored.isEmpty() ? Long.MAX_VALUE : unstored.peek().until + 1;
  }
}
