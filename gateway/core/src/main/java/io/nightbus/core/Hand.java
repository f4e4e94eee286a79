package io.nightbus.core;

import io.nightbus.core.time.Term;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Selection;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's hand on charges: one order at a time, in the book's own order, each recorded with
 * who and why in the transaction that carries it out.
 */
final class Hand {
  private static final int MOST_WAITING = 100;
  private static final int CHUNK = 1_000;

  private final Optional<Peer> transit;
  private final Outbox outbox;
  private final AtWork atWork;
  private final Moves moves;
  private final Budgets budgets;
  private final Replay replay;
  private final Deque<Deed> deeds = new ArrayDeque<>();
  private @Nullable Deed running;
  private long question;

  /** An order under way. */
  private static final class Deed {
    final long command;
    final Command.ChargeOrder order;
    long cursor;
    long count;
    long amount;
    long left;
    long spent;
    long notDue;
    Instant due = Instant.MAX;

    Deed(long command, Command.ChargeOrder order) {
      this.command = command;
      this.order = order;
    }

    void took(Charge charge) {
      count++;
      amount += charge.amount();
    }

    /** Nothing else keeps it back but what its answers have left of its budget. */
    boolean may(Budgets.Budget budget) {
      switch (budget) {
        case Budgets.Budget.Left _ -> {
          return true;
        }
        case Budgets.Budget.Spent _ -> spent++;
        case Budgets.Budget.NotBefore(var when) -> {
          notDue++;
          due = due.isBefore(when) ? due : when;
        }
      }
      return false;
    }

    Result.Bounded bounded() {
      return new Result.Bounded(spent, notDue, notDue == 0 ? Optional.empty() : Optional.of(due));
    }
  }

  /**
   * Idle.
   *
   * @param transit where charges go, empty where none are taken
   */
  Hand(
      Optional<Peer> transit,
      Outbox outbox,
      AtWork atWork,
      Moves moves,
      Budgets budgets,
      Replay replay) {
    this.transit = transit;
    this.outbox = outbox;
    this.atWork = atWork;
    this.moves = moves;
    this.budgets = budgets;
    this.replay = replay;
  }

  void command(long command, Command.ChargeOrder order) {
    Optional<String> unfit =
        Orders.unfit(order.by(), order.reason()).or(() -> unfit(order.action()));
    if (unfit.isPresent()) {
      refuse(command, unfit.get());
    } else if (transit.isEmpty()) {
      refuse(command, "no transit endpoint is configured: there are no charges");
    } else if (deeds.size() >= MOST_WAITING) {
      refuse(command, "too many orders wait");
    } else {
      deeds.add(new Deed(command, order));
      advance();
    }
  }

  private static Optional<String> unfit(Action action) {
    return action instanceof Action.Place place ? Term.unfit(place.length()) : Optional.empty();
  }

  private void refuse(long command, String reason) {
    outbox.reply(command, new Result.Refused(reason), 0);
  }

  private Peer peer() {
    return transit.orElseThrow(() -> new IllegalStateException("charges go nowhere"));
  }

  private void advance() {
    if (running == null && !deeds.isEmpty()) {
      running = deeds.remove();
      atWork.watch();
      ask(running);
    }
  }

  private void ask(Deed deed) {
    Action action = deed.order.action();
    boolean sum = action instanceof Action.Place || action instanceof Action.Lift;
    question =
        outbox.load(
            new Query.Selected(peer().name(), selection(action), deed.cursor, sum ? 0 : CHUNK));
  }

  /** Holds are counted too: by what they concern now. */
  private static Selection selection(Action action) {
    return switch (action) {
      case Action.Place(var scope, var value, var _, var _) -> Selection.waiting(scope, value);
      case Action.Lift(var scope, var value) -> Selection.waiting(scope, value);
      case Action.Cancel(var batch, var charge, var range) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.QUEUED, ChargeState.HELD));
      case Action.Retry(var batch, var charge, var range) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.HELD));
      case Action.Recover(var batch, var charge, var range) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.DECLINED));
      case Action.Settle(var batch, var charge, var range, var _) ->
          new Selection(
              batch,
              charge,
              range,
              "",
              charge.isEmpty()
                  ? Set.of(ChargeState.HELD)
                  : Set.of(ChargeState.HELD, ChargeState.DECLINED));
    };
  }

  boolean loaded(long query, Loads loads) {
    Deed deed = running;
    if (deed == null || query != question || !(loads instanceof Loads.Selected found)) {
      return false;
    }
    deed.cursor = found.through();
    deed.count += found.count();
    deed.amount += found.amount();
    each(deed, found.charges());
    if (found.isAll()) {
      end(deed);
      atWork.watchNoMore();
      running = null;
      advance();
    } else {
      ask(deed);
    }
    return true;
  }

  /** Everything that is meant has been looked at. */
  private void end(Deed deed) {
    switch (deed.order.action()) {
      case Action.Place place -> place(deed, place);
      case Action.Lift lift -> lift(deed, lift);
      case Action.Retry _, Action.Recover _ -> {
        if (deed.count > 0 && !deed.order.dryRun()) {
          peer().unread.rewind();
        }
        finish(deed, outbox.submitted());
      }
      case Action.Cancel _, Action.Settle _ -> finish(deed, outbox.submitted());
    }
  }

  private void place(Deed deed, Action.Place place) {
    var hold =
        new Hold(
            peer().name(),
            place.scope(),
            place.value(),
            Hold.Cause.OPERATOR,
            place.most(),
            deed.order.reason(),
            deed.order.by(),
            outbox.now().wall(),
            until(deed));
    finish(deed, deed.order.dryRun() ? 0 : replay.place(hold));
  }

  private void lift(Deed deed, Action.Lift lift) {
    List<Hold> standing =
        replay.holds.all().stream()
            .filter(it -> it.scope() == lift.scope() && it.value().equals(lift.value()))
            .toList();
    if (standing.isEmpty()) {
      refuse(deed.command, "nothing of this name is held: see batch status");
      return;
    }
    long after = 0;
    for (Hold hold : deed.order.dryRun() ? List.<Hold>of() : standing) {
      after = replay.lift(hold, deed.order.by(), deed.order.reason());
    }
    finish(deed, after);
  }

  private void finish(Deed deed, long after) {
    outbox.reply(
        deed.command,
        new Result.Handled(
            deed.count, deed.amount, deed.left, deed.bounded(), until(deed), deed.order.dryRun()),
        after);
  }

  private Optional<Instant> until(Deed deed) {
    return deed.order.action() instanceof Action.Place place
        ? Optional.of(outbox.now().wall().plus(place.length()))
        : Optional.empty();
  }

  private void each(Deed deed, List<Loads.Found> found) {
    var changes = new ArrayList<Change>();
    var taken = new ArrayList<String>();
    long before = deed.count;
    long amount = deed.amount;
    for (Loads.Found it : found) {
      Charge charge = atWork.asItIs(it.charge());
      boolean may = charge != null && mayBe(deed, it, charge);
      if (charge == null || !may) {
        deed.left++;
      } else if (deed.order.dryRun()) {
        deed.took(charge);
      } else if (charge.state() != ChargeState.QUEUED || moves.withdraw(peer(), charge)) {
        changes.addAll(changed(deed, charge));
        taken.add(charge.lane());
        deed.took(charge);
      } else {
        deed.left++;
      }
    }
    if (!changes.isEmpty()) {
      String subject = (deed.count - before) + " charges, " + (deed.amount - amount);
      changes.add(replay.act(deed.order.by(), name(deed), subject, deed.order.reason()));
      outbox.store(changes);
      taken.forEach(peer()::freed);
    }
  }

  private boolean mayBe(Deed deed, Loads.Found found, Charge charge) {
    boolean held = charge.state() == ChargeState.HELD;
    return switch (deed.order.action()) {
      case Action.Cancel _ ->
          charge.attempt() == 0 && (held || charge.state() == ChargeState.QUEUED);
      case Action.Retry _ -> held && hadNoEffect(found) && deed.may(budget(deed, charge));
      case Action.Recover _ ->
          charge.state() == ChargeState.DECLINED
              && classify(found.code()) == ResponseClass.DECLINE_SOFT
              && !atWork.isStopped(charge.lane())
              && deed.may(budget(deed, charge));
      case Action.Settle settle ->
          held || (charge.state() == ChargeState.DECLINED && !settle.charge().isEmpty());
      case Action.Place _, Action.Lift _ -> false;
    };
  }

  private Budgets.Budget budget(Deed deed, Charge charge) {
    return budgets.of(deed.order.dryRun() ? charge : budgets.madeTimely(charge));
  }

  /** Of no attempt can anybody think that it was authorised: a new one may go. */
  private boolean hadNoEffect(Loads.Found found) {
    return switch (found.lastEnd()) {
      case "", "UNSENT", "REVERSED" -> true;
      case "ANSWERED" -> found.transmissions() == 1 && refused(found.code());
      default -> false;
    };
  }

  private ResponseClass classify(String code) {
    return peer().dialect.classify(code, outbox.now().day());
  }

  private boolean refused(String code) {
    return switch (classify(code)) {
      case DECLINE_HARD, DECLINE_SOFT, DECLINE_DATA, OUR_FAULT, TECH_SECURITY -> true;
      case TECH_ISSUER -> !peer().dialect.mayFollowPosting(code);
      case APPROVED, APPROVED_PARTIAL, TECH_NETWORK, IN_DOUBT, NOT_FOUND -> false;
    };
  }

  private List<Change> changed(Deed deed, Charge charge) {
    String by = " by " + deed.order.by() + ": " + deed.order.reason();
    return switch (deed.order.action()) {
      case Action.Cancel _ -> moves.byHand(charge, ChargeState.CANCELLED, "cancelled" + by, false);
      case Action.Retry _ -> moves.byHand(charge, ChargeState.QUEUED, "retried" + by, false);
      case Action.Recover _ ->
          moves.byHand(charge, ChargeState.QUEUED, "asked for again" + by, false);
      case Action.Settle settle ->
          moves.byHand(
              charge, ChargeState.SETTLED_BY_HAND, settled(deed) + by, settle.authorised());
      case Action.Place _, Action.Lift _ ->
          throw new IllegalStateException("a hold moves no charge");
    };
  }

  private static String settled(Deed deed) {
    return deed.order.action() instanceof Action.Settle settle && settle.authorised()
        ? "settled as authorised"
        : "settled as not authorised";
  }

  private static String name(Deed deed) {
    return switch (deed.order.action()) {
      case Action.Place _ -> "batch pause";
      case Action.Lift _ -> "batch resume";
      case Action.Cancel _ -> "batch cancel";
      case Action.Retry _ -> "batch retry";
      case Action.Recover _ -> "batch recover";
      case Action.Settle _ -> "batch settle: " + settled(deed);
    };
  }
}
