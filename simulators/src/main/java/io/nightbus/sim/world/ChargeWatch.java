package io.nightbus.sim.world;

import static io.nightbus.core.transit.ChargeState.ACCEPTED;
import static io.nightbus.core.transit.ChargeState.AUTHORISED;
import static io.nightbus.core.transit.ChargeState.CANCELLED;
import static io.nightbus.core.transit.ChargeState.DECLINED;
import static io.nightbus.core.transit.ChargeState.EXPIRED;
import static io.nightbus.core.transit.ChargeState.HELD;
import static io.nightbus.core.transit.ChargeState.IN_DOUBT;
import static io.nightbus.core.transit.ChargeState.QUEUED;
import static io.nightbus.core.transit.ChargeState.REVERSING;
import static io.nightbus.core.transit.ChargeState.SENDING;
import static io.nightbus.core.transit.ChargeState.SETTLED_BY_HAND;

import io.nightbus.core.Change;
import io.nightbus.core.Change.AttemptEnd;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of every charge, step by step as it becomes durable: only steps that the domain knows
 * (I17), no new attempt while an earlier one may still be acted upon (I2), no more answered
 * attempts than allowed (I11), none that falls out of the sum (I1).
 */
final class ChargeWatch implements Watch {
  private static final Map<ChargeState, Set<ChargeState>> STEPS = steps();

  private final Checks checks;
  private final int attempts;
  private final Tables tables;
  private final Map<Long, Life> lives = new HashMap<>();
  private final Map<ChargeState, Integer> counts = new EnumMap<>(ChargeState.class);

  /** A charge as it was before the change that is looked at. */
  private static final class Life {
    ChargeState state = ACCEPTED;
    int attempt;
    int answered;

    /** Attempts of which a byte may have left. */
    int sent;

    /** Attempts that its answers allow. */
    int most = Integer.MAX_VALUE;

    @Nullable AttemptEnd end;

    /** An attempt that may have come to its issuer was reversed. */
    boolean undone;
  }

  ChargeWatch(Checks checks, int attempts, Tables tables) {
    this.checks = checks;
    this.attempts = attempts;
    this.tables = tables;
  }

  /** Domain §7.2; whoever is held or undone may go on by a person's hand. */
  private static Map<ChargeState, Set<ChargeState>> steps() {
    var steps = new EnumMap<ChargeState, Set<ChargeState>>(ChargeState.class);
    steps.put(ACCEPTED, EnumSet.of(QUEUED, HELD, CANCELLED, EXPIRED));
    steps.put(QUEUED, EnumSet.of(SENDING, HELD, CANCELLED, EXPIRED));
    steps.put(SENDING, EnumSet.of(AUTHORISED, DECLINED, QUEUED, IN_DOUBT, REVERSING, HELD));
    steps.put(IN_DOUBT, EnumSet.of(AUTHORISED, DECLINED, QUEUED, REVERSING, HELD));
    steps.put(REVERSING, EnumSet.of(QUEUED, HELD, EXPIRED, CANCELLED));
    steps.put(HELD, EnumSet.of(QUEUED, HELD, REVERSING, CANCELLED, SETTLED_BY_HAND));
    return steps;
  }

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.ChargeAccepted(var charge) -> accepted(charge);
      case Change.BatchClosed(var batch, var to) -> closed(batch.id(), to);
      case Change.ChargeSent(var id, var attempt, var _, var _, var _) -> sent(id, attempt);
      case Change.ChargeBounded(var id, var _, var _, var most, var _) ->
          life(id).most = Math.min(life(id).most, most);
      case Change.ChargeMoved moved -> moved(moved);
      default -> {}
    }
  }

  private Life life(long id) {
    return lives.computeIfAbsent(id, _ -> new Life());
  }

  private void accepted(Charge charge) {
    checks.that(
        lives.put(charge.id(), new Life()) == null,
        Invariant.MONOTONE,
        () -> "charge " + charge.id() + " is accepted twice");
    count(ACCEPTED, 1);
  }

  private void closed(String batch, ChargeState to) {
    for (Tables.Fare fare : tables.charges.values()) {
      Life life = life(fare.charge.id());
      boolean waits = life.state == ACCEPTED || life.state == HELD;
      if (waits && life.attempt == 0 && fare.charge.batch().equals(batch)) {
        become(fare.charge.id(), life, to);
      }
    }
  }

  private void sent(long id, int attempt) {
    Life life = life(id);
    checks.that(
        attempt == life.attempt + 1,
        Invariant.ATTEMPT_LIMIT,
        () -> "charge " + id + " was at attempt " + life.attempt + " and is at " + attempt);
    checks.that(
        life.answered < attempts,
        Invariant.ATTEMPT_LIMIT,
        () -> "charge " + id + " goes out again after " + life.answered + " answered attempts");
    checks.that(
        life.sent < life.most,
        Invariant.ATTEMPT_LIMIT,
        () -> "charge " + id + " goes out again, and its answers allow " + life.most + " attempts");
    life.sent++;
    AttemptEnd end = life.end;
    checks.that(
        attempt == 1
            || end == AttemptEnd.ANSWERED
            || end == AttemptEnd.UNSENT
            || end == AttemptEnd.REVERSED,
        Invariant.NO_DOUBLE,
        () -> "charge " + id + " is attempted anew, and the attempt before ended " + end);
    become(id, life, SENDING);
    life.attempt = attempt;
    life.end = null;
  }

  private void moved(Change.ChargeMoved moved) {
    Life life = life(moved.charge());
    moved
        .attempt()
        .ifPresent(end -> {
          life.end = end;
          life.answered += end == AttemptEnd.ANSWERED ? 1 : 0;
          life.sent -= end == AttemptEnd.UNSENT ? 1 : 0;
          life.undone |= end == AttemptEnd.REVERSED;
        });
    boolean byHand = moved.attempt().isEmpty();
    if (byHand && life.state == DECLINED && DECLINED.mayBecome(moved.to())) {
      move(moved.charge(), life, moved.to());
    } else {
      become(moved.charge(), life, moved.to());
    }
  }

  private void become(long id, Life life, ChargeState to) {
    ChargeState from = life.state;
    checks.that(
        to != DECLINED || !life.undone,
        Invariant.NO_SELF_MADE_DECLINE,
        () -> "charge " + id + " is declined after an attempt of it was undone");
    checks.that(
        STEPS.getOrDefault(from, Set.of()).contains(to),
        Invariant.MONOTONE,
        () -> "charge " + id + " was " + from + " and becomes " + to);
    move(id, life, to);
  }

  private void move(long id, Life life, ChargeState to) {
    count(life.state, -1);
    count(to, 1);
    life.state = to;
    checks.that(
        tables.fare(id).charge.state() == to,
        Invariant.NO_LOSS,
        () -> "charge " + id + " becomes " + to + ", and the book has it otherwise");
  }

  private void count(ChargeState state, int by) {
    counts.merge(state, by, Integer::sum);
  }

  /** What the gateway says of its charges, against the book; only where nothing is under way. */
  void compare(Map<String, Long> told) {
    for (ChargeState state : ChargeState.values()) {
      long booked = counts.getOrDefault(state, 0);
      long said = told.getOrDefault(state.name(), 0L);
      checks.that(
          booked == said,
          Invariant.NO_LOSS,
          () -> "the gateway counts " + said + " charges " + state + ", the book has " + booked);
    }
  }
}
