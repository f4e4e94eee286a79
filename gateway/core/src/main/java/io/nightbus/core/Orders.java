package io.nightbus.core;

import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.standin.Forcings;
import io.nightbus.core.time.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What operators order of stand-in; each order is in the book before it is confirmed. */
final class Orders {
  private static final int LONGEST_TEXT = 200;

  private final Settings settings;
  private final Outbox outbox;
  private final Decisions decisions;

  Orders(Settings settings, Outbox outbox, Decisions decisions) {
    this.settings = settings;
    this.outbox = outbox;
    this.decisions = decisions;
  }

  /**
   * Carries it out.
   *
   * @param dry only says what would be done
   */
  void command(long command, Command.StandInOrder what, boolean dry) {
    switch (what) {
      case Command.ForceStandIn force -> force(command, force, dry);
      case Command.ReleaseStandIn release -> release(command, release, dry);
      case Command.MarkCards mark -> mark(command, mark, dry);
      case Command.ShowStandIn _ -> show(command);
    }
  }

  /** Something that was done beside the core: it is confirmed when the book has it. */
  void keep(long command, Command.KeepAct act) {
    Optional<String> refusal = unfit(act.by(), act.reason());
    if (refusal.isPresent()) {
      outbox.reply(command, new Result.Refused(refusal.get()), 0);
      return;
    }
    long sequence = outbox.store(act(act.what(), act.subject(), act.by(), act.reason()));
    outbox.reply(command, new Result.Done(0, "kept"), sequence);
  }

  /** Why an operator's words cannot be taken; empty where they can. */
  static Optional<String> unfit(String by, String reason) {
    if (by.isBlank() || reason.isBlank()) {
      return Optional.of("who orders it and why has to be said: it is kept in the book");
    }
    return by.length() + reason.length() > LONGEST_TEXT
        ? Optional.of("name and reason together have at most " + LONGEST_TEXT + " characters")
        : Optional.empty();
  }

  private void force(long command, Command.ForceStandIn order, boolean dry) {
    Optional<String> refusal = unfit(order.by(), order.reason()).or(() -> unfit(order));
    if (refusal.isPresent()) {
      outbox.reply(command, new Result.Refused(refusal.get()), 0);
      return;
    }
    Instant now = outbox.now().wall();
    if (dry) {
      outbox.reply(command, new Result.Done(0, "forced until " + now.plus(order.length())), 0);
      return;
    }
    var forcing =
        new Forcing(
            outbox.id(),
            order.endpoint(),
            order.cards(),
            order.percent(),
            now,
            now.plus(order.length()),
            order.by(),
            order.reason());
    decisions.force(forcing);
    outbox.note(Fact.Kind.STANDIN_FORCED, order.endpoint(), "FORCED");
    String subject = order.endpoint() + " " + order.percent() + "% of cards " + order.cards() + "*";
    long sequence =
        outbox.store(
            new Change.Forced(forcing), act("standin force", subject, order.by(), order.reason()));
    outbox.reply(
        command, new Result.Done(forcing.id(), "forced until " + forcing.until()), sequence);
  }

  private Optional<String> unfit(Command.ForceStandIn order) {
    boolean standsIn =
        settings.routes().stream()
            .anyMatch(route -> route.to().equals(order.endpoint()) && route.standIn());
    if (!standsIn) {
      return Optional.of("no route to \"" + order.endpoint() + "\" stands in");
    }
    if (order.percent() < 1 || order.percent() > 100) {
      return Optional.of("a share runs from 1 to 100 percent");
    }
    Optional<String> length = Term.unfit(order.length());
    if (length.isPresent()) {
      return length;
    }
    if (order.cards().length() > 11 || !order.cards().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of("a card range is at most 11 leading digits");
    }
    return decisions.forcings().size() >= Forcings.MOST
        ? Optional.of("so much is forced already; release something")
        : Optional.empty();
  }

  private void release(long command, Command.ReleaseStandIn order, boolean dry) {
    Optional<String> refusal = unfit(order.by(), order.reason());
    Optional<Forcing> found = refusal.isPresent() ? Optional.empty() : forced(order.forcing());
    if (found.isEmpty()) {
      String why = refusal.orElse("nothing of this number is forced: see standin show");
      outbox.reply(command, new Result.Refused(why), 0);
      return;
    }
    Forcing forcing = found.get();
    if (dry) {
      outbox.reply(command, new Result.Done(forcing.id(), "released"), 0);
      return;
    }
    decisions.release(forcing);
    long sequence = released(forcing, order.by(), order.reason());
    outbox.reply(command, new Result.Done(forcing.id(), "released"), sequence);
  }

  private long released(Forcing forcing, String by, String reason) {
    outbox.note(Fact.Kind.STANDIN_FORCED, forcing.endpoint(), "RELEASED");
    return outbox.store(
        new Change.Released(forcing.id(), outbox.now().wall()),
        act("standin release", forcing.endpoint(), by, reason));
  }

  /** What is over is over in the book too: no clock that is set back brings it to life again. */
  void tick() {
    decisions.releaseEnded().forEach(it -> released(it, "gateway", "its time was over"));
  }

  /** When the next order's time is over. */
  long deadline() {
    return decisions.forcedUntil();
  }

  private Optional<Forcing> forced(long id) {
    return decisions.forcings().stream().filter(forcing -> forcing.id() == id).findFirst();
  }

  private void mark(long command, Command.MarkCards order, boolean dry) {
    Optional<String> refusal = unfit(order.by(), order.reason());
    if (refusal.isPresent()) {
      outbox.reply(command, new Result.Refused(refusal.get()), 0);
      return;
    }
    if (dry) {
      outbox.reply(command, new Result.Done(0, order.cards().size() + " marked"), 0);
      return;
    }
    var changes = new ArrayList<Change>();
    Map<String, CardStatus> sorted = new TreeMap<>(order.cards());
    sorted.forEach((card, status) -> {
      decisions.cards().mark(card, status);
      changes.add(new Change.CardMarked(card, status, outbox.now().wall()));
      changes.add(act("cards mark " + status, card, order.by(), order.reason()));
    });
    long sequence = outbox.store(changes);
    outbox.reply(command, new Result.Done(0, sorted.size() + " marked"), sequence);
  }

  private Change act(String what, String subject, String by, String reason) {
    return new Change.Acted(new Act(outbox.id(), outbox.now().wall(), by, what, subject, reason));
  }

  private void show(long command) {
    List<Forcing> forced = decisions.forcings();
    var exposed = decisions.exposure();
    outbox.reply(
        command,
        new Result.StandInShown(
            forced, exposed.count(), exposed.amount(), decisions.cards().size()),
        0);
  }
}
