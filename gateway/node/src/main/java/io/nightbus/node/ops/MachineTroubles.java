package io.nightbus.node.ops;

import io.nightbus.node.ops.Trouble.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the gateway itself: its event loop, its book, its disk. */
final class MachineTroubles {
  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private MachineTroubles(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight) {
    var troubles = new MachineTroubles(sight);
    troubles.look();
    return troubles.found;
  }

  private void look() {
    sight
        .unanswered()
        .ifPresent(since ->
            found.add(
                new Trouble(
                    Kind.EVENT_LOOP_SILENT,
                    "gateway",
                    since,
                    "The event loop of this gateway does not answer; everything below is older.",
                    "",
                    "It was asked every second.",
                    "No request is answered while this lasts.",
                    "Take a thread dump, then restart the gateway: it recovers from its book.")));
    sight
        .storeStuck()
        .filter(since -> Duration.between(since, sight.at()).toSeconds() >= 2)
        .ifPresent(since ->
            found.add(
                new Trouble(
                    Kind.STORE_NOT_WRITING,
                    "gateway",
                    since,
                    "The book does not write: "
                        + Words.count(waiting(), "transaction")
                        + " wait and none becomes durable.",
                    "The disk does not answer, or another program holds the file.",
                    "",
                    "Nothing is acknowledged before it is durable, so requests time out.",
                    "Look for a backup that holds the book, a full disk or one that hangs.")));
    double free = (double) sight.store().free() / sight.store().size();
    if (free < 0.05) {
      found.add(
          new Trouble(
              Kind.DISK_NEARLY_FULL,
              "gateway",
              sight.at(),
              "The disk of the book is nearly full.",
              "",
              "",
              "When it is full nothing can be accepted.",
              "Make room on it; never delete files of the book."));
    }
    if (sight.differences() > 0) {
      found.add(
          new Trouble(
              Kind.BOOKS_DIFFER,
              "gateway",
              sight.at(),
              "The books do not add up in " + Words.count(sight.differences(), "batch") + ".",
              "A charge is lost or there twice, or somebody wrote to the book.",
              "",
              "Money may have been charged twice or not at all.",
              "Change nothing, copy the book, and call the developers."));
    }
  }

  private long waiting() {
    return sight.status().submitted() - sight.status().durable();
  }
}
