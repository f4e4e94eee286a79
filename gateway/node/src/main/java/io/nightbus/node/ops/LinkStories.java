package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.core.link.LossReason;
import io.nightbus.node.engine.Observer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What befell each link: when it fell, why, how often it was tried since. The core's picture of now
 * does not remember that. Hears facts on one thread, is read from any.
 */
final class LinkStories implements Observer {
  /** Falls within this time are counted together: a link that flaps. */
  static final Duration LATELY = Duration.ofMinutes(5);

  private static final int MOST_FALLS = 32;

  private final InstantSource wall;
  private final Map<String, Story> stories = new ConcurrentHashMap<>();

  /**
   * One link's.
   *
   * @param since when it came up, or went down
   * @param fell why it went down, as a reason's name; empty while it is up or has never been up
   * @param last why the last attempt to have it again failed; empty where none has
   * @param attempts that failed since it is down
   * @param falls when it went down, the latest last
   */
  record Story(
      boolean up, Instant since, String fell, String last, int attempts, List<Instant> falls) {
    static Story unknown(Instant since) {
      return new Story(false, since, "", "", 0, List.of());
    }

    /** The reason that says most about now. */
    String cause() {
      return last.isEmpty() ? fell : last;
    }

    long fallsSince(Instant moment) {
      return falls.stream().filter(fall -> fall.isAfter(moment)).count();
    }

    private Story rose(Instant now) {
      return up ? this : new Story(true, now, "", "", 0, falls);
    }

    private Story failed(String why, Instant now) {
      if (!up) {
        return new Story(false, since, fell, why, attempts + 1, falls);
      }
      var more = new ArrayList<Instant>(falls);
      more.add(now);
      if (more.size() > MOST_FALLS) {
        more.removeFirst();
      }
      return new Story(false, now, why, "", 0, List.copyOf(more));
    }
  }

  LinkStories(InstantSource wall) {
    this.wall = wall;
  }

  @Override
  public void note(Fact fact) {
    if (fact.kind() == Fact.Kind.LINK_STATE) {
      if (fact.detail().equals(LossReason.REMOVED.name())) {
        stories.remove(fact.endpoint());
        return;
      }
      Instant now = wall.instant();
      stories.compute(
          fact.endpoint(),
          (_, story) -> {
            Story before = story == null ? Story.unknown(now) : story;
            return fact.detail().equals("UP")
                ? before.rose(now)
                : before.failed(fact.detail(), now);
          });
    }
  }

  Story of(String link, Instant otherwise) {
    return stories.getOrDefault(link, Story.unknown(otherwise));
  }
}
