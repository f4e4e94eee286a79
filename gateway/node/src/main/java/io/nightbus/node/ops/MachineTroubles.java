package io.nightbus.node.ops;

import io.nightbus.node.ops.Past.Window;
import io.nightbus.node.ops.Trouble.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is wrong with the gateway itself: its event loop, its book, its disk. */
final class MachineTroubles {
  /** So long before its end a certificate is renewed. */
  private static final Duration SOON = Duration.ofDays(30);

  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private MachineTroubles(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight) {
    var troubles = new MachineTroubles(sight);
    troubles.look();
    troubles.within();
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

  /** What nobody but us notices, yet. */
  private void within() {
    long masked = sight.past().within(Window.TEN_MINUTES).of(OwnMetric.PAN_LEAKS);
    if (masked > 0) {
      found.add(
          new Trouble(
              Kind.CARD_NUMBER_IN_LOG,
              "gateway",
              Window.TEN_MINUTES.before(sight.at()),
              "Something tried to log a card number.",
              Words.count(masked, "time") + " within ten minutes.",
              "The log's last wall masked it: nothing got out.",
              "A fault of the software, or an attack.",
              "Find the line by its mask, hand it to the developers, tell who answers for cards."));
    }
    sight.own().certificates().forEach(this::certificate);
    sight
        .own()
        .refused()
        .ifPresent(since ->
            found.add(
                new Trouble(
                    Kind.CONFIG_REFUSED,
                    "gateway",
                    since,
                    "The configuration was refused when it was read again.",
                    "Its file has a mistake, or something differs that needs a restart.",
                    "The gateway goes on as it was configured before.",
                    "After a restart the file counts: with a mistake in it nothing starts.",
                    "Run `nightbus config reload --dry-run`, mend what it says, and reload.")));
    sight
        .low()
        .filter(since -> Duration.between(since, sight.at()).toSeconds() >= 20)
        .ifPresent(since ->
            found.add(
                new Trouble(
                    Kind.RESOURCES_LOW,
                    "gateway",
                    since,
                    "The gateway runs out of files or memory.",
                    String.format(
                        Locale.ROOT,
                        "%.0f %% of its open files and %.0f %% of its heap are used.",
                        100 * sight.own().files(),
                        100 * sight.own().heap()),
                    "",
                    "Without files no connection is taken, without memory it ends.",
                    "See who opens connections; raise LimitNOFILE or the heap.")));
  }

  private void certificate(String endpoint, Duration left) {
    if (left.compareTo(SOON) < 0) {
      found.add(
          new Trouble(
              Kind.CERTIFICATE_EXPIRING,
              endpoint,
              sight.at(),
              left.isNegative()
                  ? "A certificate of " + endpoint + " has ended."
                  : "A certificate of " + endpoint + " ends in " + Words.span(left) + ".",
              "Ours, or the one that signs the peer's: the first to end.",
              "Its file is read again as soon as it changes.",
              "From then on there is no new connection; nothing goes in clear text.",
              "Renew it: `tls` in the configuration names the files."));
    }
  }

  private long waiting() {
    return sight.status().submitted() - sight.status().durable();
  }
}
