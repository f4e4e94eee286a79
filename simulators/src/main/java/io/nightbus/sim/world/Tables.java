package io.nightbus.sim.world;

import io.nightbus.core.Act;
import io.nightbus.core.Change;
import io.nightbus.core.Known;
import io.nightbus.core.Stood;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Decision;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is durable in the simulated book. */
final class Tables {
  private static final Set<ChargeState> UNFINISHED =
      EnumSet.of(
          ChargeState.QUEUED, ChargeState.SENDING, ChargeState.IN_DOUBT, ChargeState.REVERSING);

  final TreeMap<Long, Exchange> exchanges = new TreeMap<>();
  final Map<String, Long> exchangeByKey = new HashMap<>();
  final TreeMap<Long, Decided> decisions = new TreeMap<>();
  final TreeMap<Long, Forcing> forcings = new TreeMap<>();
  final TreeMap<String, CardStatus> cards = new TreeMap<>();
  final List<Act> acts = new ArrayList<>();
  final TreeMap<String, Count> counters = new TreeMap<>();
  final TreeMap<Long, Owed> obligations = new TreeMap<>();

  /** Of the obligations those that have not ended. */
  final TreeMap<Long, Owed> undelivered = new TreeMap<>();

  final Map<String, Batch> batches = new LinkedHashMap<>();
  final TreeMap<Long, Fare> charges = new TreeMap<>();

  /** Of the charges those at which work goes on, in the order of their replay. */
  final TreeMap<Long, Fare> unfinished = new TreeMap<>();

  final Map<String, Long> chargeById = new HashMap<>();
  final List<Hold> holds = new ArrayList<>();

  /** What the operator was told of cards, in order. */
  final List<Change.CardTold> told = new ArrayList<>();

  /** Per card, what stands against it. */
  final Map<String, CardSign> against = new HashMap<>();

  final TreeMap<String, Integer> stans = new TreeMap<>();
  Instant transmittedUpTo = Instant.EPOCH;
  long lastId;

  /** A live exchange, and how it ended. */
  static final class Exchange {
    Intent intent;
    @Nullable Verdict verdict;
    @Nullable Message answer;

    Exchange(Intent intent) {
      this.intent = intent;
    }

    Known known() {
      return new Known(intent, Optional.ofNullable(verdict), Optional.ofNullable(answer));
    }
  }

  /** A stand-in decision; withdrawn or not. */
  static final class Decided {
    final Decision decision;
    long standing;
    boolean withdrawn;
    boolean gone;

    Decided(Decision decision) {
      this.decision = decision;
      this.standing = decision.amount();
    }

    Stood stood() {
      return new Stood(decision, standing, gone);
    }
  }

  /** A limit counter. */
  record Count(String scope, String window, int count, long amount) {}

  /** An obligation, and how it ended. */
  static final class Owed {
    Obligation obligation;
    @Nullable Ending ending;
    String reason = "";

    Owed(Obligation obligation) {
      this.obligation = obligation;
    }
  }

  /** A charge. */
  static final class Fare {
    Charge charge;
    String reason = "";
    String code = "";
    String lastEnd = "";
    String lastCode = "";
    int transmissions;

    Fare(Charge charge) {
      this.charge = charge;
    }
  }

  /** The exchange that has the identity of an intent in these changes already. */
  Optional<Known> clash(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Intended(var intent)) {
        Long id = exchangeByKey.get(intent.identity().key());
        if (id != null) {
          return Optional.of(exchange(id).known());
        }
      }
    }
    return Optional.empty();
  }

  /** Takes back a decision that has been taken back before: the transaction is left out. */
  boolean withdrawsAgain(List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Withdrawn(var id, var _)) {
        Decided decided = decisions.get(id);
        if (decided == null || decided.withdrawn) {
          return true;
        }
      }
    }
    return false;
  }

  Exchange exchange(long id) {
    Exchange exchange = exchanges.get(id);
    if (exchange == null) {
      throw new Violation(Invariant.SOUND, "the book has no exchange " + id);
    }
    return exchange;
  }

  Owed owed(long id) {
    Owed owed = obligations.get(id);
    if (owed == null) {
      throw new Violation(Invariant.SOUND, "the book has no obligation " + id);
    }
    return owed;
  }

  Fare fare(long id) {
    Fare fare = charges.get(id);
    if (fare == null) {
      throw new Violation(Invariant.SOUND, "the book has no charge " + id);
    }
    return fare;
  }

  void apply(Change change) {
    switch (change) {
      case Change.StansLeased(var endpoint, var through, var upTo) -> {
        stans.put(endpoint, through);
        transmittedUpTo = upTo.isAfter(transmittedUpTo) ? upTo : transmittedUpTo;
      }
      case Change.Intended(var intent) -> {
        exchanges.put(intent.id(), new Exchange(intent));
        exchangeByKey.put(intent.identity().key(), intent.id());
        used(intent.id());
      }
      case Change.Restamped(var id, var stamp) -> restamp(exchange(id), stamp);
      case Change.Concluded(var id, var verdict, var answer, var _) -> {
        // One of an exchange that the book does not know is left out: retention may have taken it.
        Exchange exchange = exchanges.get(id);
        if (exchange != null) {
          exchange.verdict = verdict;
          exchange.answer = answer;
        }
      }
      case Change.Decided(var decision) -> {
        decisions.put(decision.exchange(), new Decided(decision));
      }
      case Change.Withdrawn(var id, var _) -> {
        Decided decided = decisions.get(id);
        if (decided != null) {
          decided.withdrawn = true;
          decided.gone = true;
          decided.standing = 0;
        }
      }
      case Change.Lowered(var id, var left, var gone, var _) -> {
        Decided decided = decisions.get(id);
        if (decided == null || decided.gone) {
          throw new Violation(Invariant.MONOTONE, "decision " + id + " is lowered again");
        }
        decided.standing = left;
        decided.gone = gone;
      }
      case Change.Forced(var forcing) -> {
        forcings.put(forcing.id(), forcing);
        used(forcing.id());
      }
      case Change.Released(var id, var _) -> forcings.remove(id);
      case Change.CardMarked(var card, var status, var _) -> cards.put(card, status);
      case Change.Acted(var act) -> {
        acts.add(act);
        used(act.id());
      }
      case Change.Counted(var scope, var window, var count, var amount) ->
          counters.merge(
              scope + ' ' + window,
              new Count(scope, window, count, amount),
              (a, b) -> new Count(scope, window, a.count + b.count, a.amount + b.amount));
      case Change.Owed(var obligation) -> {
        var owed = new Owed(obligation);
        obligations.put(obligation.id(), owed);
        undelivered.put(obligation.id(), owed);
        used(obligation.id());
      }
      case Change.ObligationSent(var id, var stamp, var attempts) ->
          stamp(owed(id), Optional.of(stamp), attempts);
      case Change.ObligationUnsent(var id) -> {
        Obligation it = owed(id).obligation;
        boolean first = it.attempts() <= 1;
        stamp(owed(id), first ? Optional.empty() : it.stamp(), Math.max(0, it.attempts() - 1));
      }
      case Change.ObligationEnded(var id, var ending, var reason, var _) -> {
        Owed owed = owed(id);
        if (owed.ending != null && (owed.ending != Ending.PARKED || ending != Ending.SETTLED)) {
          throw new Violation(
              Invariant.MONOTONE,
              "obligation " + id + " ends twice: " + owed.ending + ", " + ending);
        }
        undelivered.remove(id);
        owed.ending = ending;
        owed.reason = reason;
      }
      case Change.ObligationRevived(var id) -> {
        Owed owed = owed(id);
        if (owed.ending != Ending.PARKED) {
          throw new Violation(
              Invariant.MONOTONE, "obligation " + id + " is revived and was " + owed.ending);
        }
        owed.ending = null;
        owed.reason = "";
        owed.obligation = owed.obligation.attempted(Optional.empty(), 0);
        undelivered.put(id, owed);
      }
      case Change.BatchOpened(var batch) -> batches.put(batch.id(), batch);
      case Change.ChargeAccepted(var charge) -> {
        charges.put(charge.id(), new Fare(charge));
        chargeById.put(charge.chargeId(), charge.id());
        used(charge.id());
      }
      case Change.BatchClosed(var batch, var to) -> close(batch, to);
      case Change.ChargeSent(var id, var attempt, var rrn, var stamp, var _) -> {
        Fare fare = fare(id);
        become(fare, fare.charge.attempted(attempt, rrn, stamp));
        fare.lastEnd = "SENT";
        fare.lastCode = "";
        fare.transmissions = 1;
      }
      case Change.ChargeMoved(var id, var to, var end, var reason, var code, var _, var _) -> {
        Fare fare = fare(id);
        if (end.isPresent()) {
          fare.lastEnd = end.get().name();
          fare.lastCode = code;
        }
        if (end.isPresent() && end.get() == Change.AttemptEnd.ANSWERED) {
          fare.charge = fare.charge.heard();
        }
        if (end.isPresent() && end.get() == Change.AttemptEnd.UNSENT) {
          fare.charge = fare.charge.with(fare.charge.tries().unsent());
        }
        if (end.isPresent() && end.get() == Change.AttemptEnd.REVERSED) {
          fare.charge = fare.charge.with(fare.charge.tries().reversed());
        }
        move(fare, to, reason, code);
      }
      case Change.ChargeBounded(var id, var _, var _, var most, var due) -> {
        Fare fare = fare(id);
        become(fare, fare.charge.with(fare.charge.tries().bounded(most, due).due(due)));
      }
      case Change.ChargeRepeated(var id, var _) -> fare(id).transmissions++;
      case Change.CardTold news -> tell(news);
      case Change.HoldPlaced(var hold) -> {
        holds.removeIf(hold::isSame);
        holds.add(hold);
      }
      case Change.HoldLifted(var hold, var _, var _, var _) -> holds.removeIf(hold::isSame);
    }
  }

  private void used(long id) {
    lastId = Math.max(lastId, id);
  }

  private static void restamp(Exchange exchange, Stamp stamp) {
    Intent it = exchange.intent;
    exchange.intent = new Intent(it.id(), it.identity(), it.to(), it.request(), stamp, it.at());
  }

  private static void stamp(Owed owed, Optional<Stamp> stamp, int attempts) {
    owed.obligation = owed.obligation.attempted(stamp, attempts);
  }

  private void close(Batch batch, ChargeState to) {
    batches.put(batch.id(), batch);
    for (Fare fare : charges.values()) {
      boolean waits =
          fare.charge.state() == ChargeState.ACCEPTED || fare.charge.state() == ChargeState.HELD;
      if (waits && fare.charge.attempt() == 0 && fare.charge.batch().equals(batch.id())) {
        become(fare, fare.charge.in(to));
      }
    }
  }

  private void tell(Change.CardTold news) {
    boolean releases = news.sign() == CardSign.RELEASED;
    if (!releases) {
      against.put(news.lane(), news.sign());
    }
    if (!releases || (!owes(news.lane()) && against.remove(news.lane()) != null)) {
      told.add(news);
    }
  }

  /** A charge that this card was told as declined for has not been settled since. */
  private boolean owes(String lane) {
    return told.stream()
        .filter(it -> it.lane().equals(lane) && it.sign() == CardSign.DECLINED)
        .map(it -> fare(it.charge()).charge.state())
        .anyMatch(state -> state == ChargeState.DECLINED || !state.isTerminal());
  }

  private void become(Fare fare, Charge charge) {
    fare.charge = charge;
    if (UNFINISHED.contains(charge.state())) {
      unfinished.put(charge.order(), fare);
    } else {
      unfinished.remove(charge.order());
    }
  }

  private void move(Fare fare, ChargeState to, String reason, String code) {
    if (!fare.charge.state().mayBecome(to)) {
      throw new Violation(
          Invariant.MONOTONE,
          "charge " + fare.charge.id() + " was " + fare.charge.state() + " and becomes " + to);
    }
    become(fare, fare.charge.in(to));
    fare.reason = reason;
    fare.code = code;
  }
}
