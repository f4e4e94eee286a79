package io.nightbus.core;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.transit.Action;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Selection;
import io.nightbus.iso.dialect.ResponseClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operator's hand: one action at a time, in the book's own order, each recorded with who and
 * why in the transaction that does it.
 */
final class Hand {
  private static final int MOST_WAITING = 100;
  private static final int CHUNK = 1_000;

  private final Settings settings;
  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final Deliveries deliveries;
  private final Charges charges;
  private final Replay replay;
  private final Deque<Deed> deeds = new ArrayDeque<>();
  private @Nullable Deed running;
  private long question;

  /** An action under way. */
  private static final class Deed {
    final long command;
    final Command.Act act;
    long cursor;
    long count;
    long amount;
    long left;

    Deed(long command, Command.Act act) {
      this.command = command;
      this.act = act;
    }

    void took(Charge charge) {
      count++;
      amount += charge.amount();
    }
  }

  Hand(
      Settings settings,
      Map<String, Peer> peers,
      Outbox outbox,
      Deliveries deliveries,
      Charges charges,
      Replay replay) {
    this.settings = settings;
    this.peers = peers;
    this.outbox = outbox;
    this.deliveries = deliveries;
    this.charges = charges;
    this.replay = replay;
  }

  void command(long command, Command.Act act) {
    if (settings.transitTo().isEmpty()) {
      refuse(command, "no transit endpoint is configured: there are no charges");
    } else if (deeds.size() >= MOST_WAITING) {
      refuse(command, "too many actions wait");
    } else {
      deeds.add(new Deed(command, act));
      advance();
    }
  }

  private void refuse(long command, String reason) {
    outbox.reply(command, new Result.Refused(reason), 0);
  }

  private String endpoint() {
    return settings.transitTo().orElseThrow();
  }

  private Peer peer() {
    Peer peer = peers.get(endpoint());
    if (peer == null) {
      throw new IllegalStateException("no endpoint " + endpoint());
    }
    return peer;
  }

  private void advance() {
    while (running == null && !deeds.isEmpty()) {
      Deed deed = deeds.remove();
      running = deed;
      charges.watch();
      ask(deed);
    }
  }

  private void ask(Deed deed) {
    Action action = deed.act.action();
    boolean sum = action instanceof Action.Place || action instanceof Action.Lift;
    question =
        outbox.load(
            new Query.Selected(endpoint(), selection(action), deed.cursor, sum ? 0 : CHUNK));
  }

  /** Holds are counted too: by what they concern now. */
  private static Selection selection(Action action) {
    return switch (action) {
      case Action.Place(var scope, var value, var _) -> Selection.waiting(scope, value);
      case Action.Lift(var scope, var value) -> Selection.waiting(scope, value);
      case Action.Cancel(var batch, var charge, var range) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.QUEUED, ChargeState.HELD));
      case Action.Retry(var batch, var charge, var range) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.HELD));
      case Action.Settle(var batch, var charge, var range, var _) ->
          new Selection(batch, charge, range, "", Set.of(ChargeState.HELD));
    };
  }

  boolean loaded(long query, Loads loads) {
    Deed deed = running;
    if (deed == null || query != question || !(loads instanceof Loads.Selected it)) {
      return false;
    }
    boolean done =
        switch (deed.act.action()) {
          case Action.Place place -> {
            deed.count = it.count();
            deed.amount = it.amount();
            yield place(deed, place);
          }
          case Action.Lift lift -> {
            deed.count = it.count();
            deed.amount = it.amount();
            yield lift(deed, lift);
          }
          case Action.Cancel _, Action.Retry _, Action.Settle _ -> each(deed, it.charges());
        };
    if (done) {
      charges.watchNoMore();
      running = null;
      advance();
    } else {
      ask(deed);
    }
    return true;
  }

  private boolean place(Deed deed, Action.Place place) {
    var hold =
        new Hold(
            endpoint(),
            place.scope(),
            place.value(),
            Hold.Cause.OPERATOR,
            place.most(),
            deed.act.reason(),
            deed.act.by(),
            outbox.now().wall());
    return done(deed, deed.act.dryRun() ? 0 : replay.place(hold));
  }

  private boolean lift(Deed deed, Action.Lift lift) {
    List<Hold> standing =
        replay.holds.all().stream()
            .filter(it -> it.scope() == lift.scope() && it.value().equals(lift.value()))
            .toList();
    if (standing.isEmpty()) {
      refuse(deed.command, "nothing of this name is held");
      return true;
    }
    long after = 0;
    for (Hold hold : deed.act.dryRun() ? List.<Hold>of() : standing) {
      after = replay.lift(hold, deed.act.by(), deed.act.reason());
    }
    return done(deed, after);
  }

  private boolean done(Deed deed, long after) {
    outbox.reply(
        deed.command,
        new Result.Acted(deed.count, deed.amount, deed.left, deed.act.dryRun()),
        after);
    return true;
  }

  private boolean each(Deed deed, List<Loads.Found> found) {
    var changes = new ArrayList<Change>();
    long before = deed.count;
    long amount = deed.amount;
    for (Loads.Found it : found) {
      deed.cursor = it.charge().id();
      Charge charge = charges.asItIs(it.charge());
      if (charge == null || !mayBe(deed.act.action(), it, charge)) {
        deed.left++;
      } else if (deed.act.dryRun()) {
        deed.took(charge);
      } else if (charge.state() != ChargeState.QUEUED
          || deliveries.withdraw(peer(), entry(charge))) {
        changes.addAll(changed(deed, charge));
        deed.took(charge);
      } else {
        deed.left++;
      }
    }
    if (!changes.isEmpty()) {
      changes.add(
          new Change.Recorded(
              deed.act.by(),
              name(deed.act.action()),
              (deed.count - before) + " charges, " + (deed.amount - amount),
              deed.act.reason(),
              outbox.now().wall()));
      outbox.store(changes);
    }
    if (found.size() == CHUNK) {
      return false;
    }
    if (deed.act.action() instanceof Action.Retry && !deed.act.dryRun()) {
      deliveries.rewind(peer());
    }
    return done(deed, deed.act.dryRun() ? 0 : outbox.submitted());
  }

  private static Entry entry(Charge charge) {
    return new Entry(charge.id(), charge.order(), charge.lane(), Duty.CHARGE);
  }

  private boolean mayBe(Action action, Loads.Found found, Charge charge) {
    return switch (action) {
      case Action.Cancel _ ->
          charge.attempt() == 0
              && (charge.state() == ChargeState.QUEUED || charge.state() == ChargeState.HELD);
      case Action.Retry _ -> charge.state() == ChargeState.HELD && hadNoEffect(found);
      case Action.Settle _ -> charge.state() == ChargeState.HELD;
      case Action.Place _, Action.Lift _ -> false;
    };
  }

  /** Of no attempt can anybody think that it was authorised: a new one may go. */
  private boolean hadNoEffect(Loads.Found found) {
    return switch (found.lastEnd()) {
      case "", "UNSENT", "REVERSED" -> true;
      case "ANSWERED" -> {
        ResponseClass kind = peer().dialect.classify(found.code());
        yield found.transmissions() == 1
            && !peer().dialect.mayFollowPosting(found.code())
            && (kind.isDecline() || kind.isTechnical() || kind == ResponseClass.OUR_FAULT);
      }
      default -> false;
    };
  }

  private List<Change> changed(Deed deed, Charge charge) {
    String by = " by " + deed.act.by() + ": " + deed.act.reason();
    return switch (deed.act.action()) {
      case Action.Cancel _ ->
          charges.byHand(charge, ChargeState.CANCELLED, "cancelled" + by, false);
      case Action.Retry _ -> charges.byHand(charge, ChargeState.QUEUED, "retried" + by, false);
      case Action.Settle settle ->
          charges.byHand(
              charge,
              ChargeState.SETTLED_BY_HAND,
              (settle.authorised() ? "settled as authorised" : "settled as not authorised") + by,
              settle.authorised());
      case Action.Place _, Action.Lift _ -> List.of();
    };
  }

  private static String name(Action action) {
    return switch (action) {
      case Action.Place _ -> "hold";
      case Action.Lift _ -> "release";
      case Action.Cancel _ -> "cancel";
      case Action.Retry _ -> "retry";
      case Action.Settle settle ->
          settle.authorised() ? "settle as authorised" : "settle as not authorised";
    };
  }
}
