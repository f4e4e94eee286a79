package io.nightbus.core;

import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.standin.Forcings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What operators order of stand-in; each order is in the book before it is confirmed. */
final class Orders {
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final int LONGEST_TEXT = 200;

  private final Settings settings;
  private final Outbox outbox;
  private final Decisions decisions;

  Orders(Settings settings, Outbox outbox, Decisions decisions) {
    this.settings = settings;
    this.outbox = outbox;
    this.decisions = decisions;
  }

  void command(long command, Command.StandInOrder what) {
    switch (what) {
      case Command.ForceStandIn force -> force(command, force);
      case Command.ReleaseStandIn release -> release(command, release);
      case Command.MarkCards mark -> mark(command, mark);
      case Command.ShowStandIn _ -> show(command);
    }
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

  private void force(long command, Command.ForceStandIn order) {
    Optional<String> refusal = unfit(order.by(), order.reason()).or(() -> unfit(order));
    if (refusal.isPresent()) {
      outbox.reply(command, new Result.Refused(refusal.get()), 0);
      return;
    }
    Instant now = outbox.now().wall();
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
    decisions.forcings().add(forcing);
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
    if (!order.length().isPositive() || order.length().compareTo(LONGEST) > 0) {
      return Optional.of("stand-in is forced for a time, at most " + LONGEST.toDays() + " days");
    }
    if (order.cards().length() > 11 || !order.cards().chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.of("a card range is at most 11 leading digits");
    }
    return decisions.forcings().at(outbox.now().wall()).size() >= Forcings.MOST
        ? Optional.of("so much is forced already; release something")
        : Optional.empty();
  }

  private void release(long command, Command.ReleaseStandIn order) {
    Optional<String> refusal = unfit(order.by(), order.reason());
    Optional<Forcing> found =
        refusal.isPresent() ? Optional.empty() : decisions.forcings().release(order.forcing());
    if (found.isEmpty()) {
      String why = refusal.orElse("nothing of this number is forced: see standin show");
      outbox.reply(command, new Result.Refused(why), 0);
      return;
    }
    Forcing forcing = found.get();
    outbox.note(Fact.Kind.STANDIN_FORCED, forcing.endpoint(), "RELEASED");
    long sequence =
        outbox.store(
            new Change.Released(forcing.id(), outbox.now().wall()),
            act("standin release", forcing.endpoint(), order.by(), order.reason()));
    outbox.reply(command, new Result.Done(forcing.id(), "released"), sequence);
  }

  private void mark(long command, Command.MarkCards order) {
    Optional<String> refusal = unfit(order.by(), order.reason());
    if (refusal.isPresent()) {
      outbox.reply(command, new Result.Refused(refusal.get()), 0);
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
    List<Forcing> forced = decisions.forcings().at(outbox.now().wall());
    var exposed = decisions.exposure();
    outbox.reply(
        command,
        new Result.StandInShown(
            forced, exposed.count(), exposed.amount(), decisions.cards().size()),
        0);
  }
}
