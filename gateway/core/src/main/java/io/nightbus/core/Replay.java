package io.nightbus.core;

import io.nightbus.core.route.Health;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Forecast;
import io.nightbus.core.transit.Fuse;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Hold.Cause;
import io.nightbus.core.transit.Hold.Scope;
import io.nightbus.core.transit.Holds;
import io.nightbus.core.transit.Ranges;
import io.nightbus.core.transit.TransitRules;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which charges may go now: holds, card ranges whose issuer is out and their probes, and by when
 * all will be released.
 */
final class Replay {
  static final Duration YEAR = Duration.ofDays(365);

  private final TransitRules rules;
  private final Outbox outbox;
  private final Ranges ranges;
  private final Fuse fuse;
  final Holds holds;
  final Forecast forecast = new Forecast();
  private Consumer<String> lifted = _ -> {};

  Replay(Settings settings, Recovered recovered, Outbox outbox) {
    this.rules = settings.transit().orElse(TransitRules.to(""));
    this.outbox = outbox;
    this.ranges = new Ranges(rules);
    this.fuse = new Fuse(rules.fuseMinimum(), rules.fuseShare());
    this.holds = new Holds(recovered.holds(), outbox.now().wall(), outbox.nanos());
    for (Hold hold : recovered.holds()) {
      if (hold.cause() == Cause.OUTAGE && hold.endpoint().equals(rules.to())) {
        ranges.isOutSinceBefore(hold.value(), outbox.nanos());
      }
    }
    recovered.waiting().forEach(it -> forecast.add(it.batch(), it.deadline(), it.charges()));
  }

  /** Told the endpoint for which a hold was lifted: what waited in the book has to be read. */
  void whenLifted(Consumer<String> listener) {
    lifted = listener;
  }

  TransitRules rules() {
    return rules;
  }

  // --- out

  Ranges.Gate gate(Charge charge) {
    boolean inDoubt = charge.state() == ChargeState.IN_DOUBT;
    if (!inDoubt && holds.stops(charge)) {
      return new Ranges.Gate.Away();
    }
    return ranges.gate(charge.range(), charge.id(), inDoubt, outbox.nanos());
  }

  /**
   * For so long it may still go by itself: so long after its file's deadline a person has to say
   * whether it may (I16). A year where its file has no deadline here.
   */
  Duration fresh(Charge charge) {
    return forecast
        .deadline(charge.batch())
        .map(it -> Duration.between(outbox.now().wall(), it.plus(rules.staleAfter())))
        .filter(left -> left.compareTo(YEAR) < 0)
        .orElse(YEAR);
  }

  void notSent(Charge charge) {
    ranges.notSent(charge.range(), outbox.nanos());
  }

  // --- back

  /**
   * What the answer says about whom we asked: the range alone, or all of the endpoint.
   *
   * @param repeated to a repeat a peer may tell the first answer again, whose trouble is of that
   *     time and not of now
   */
  Health answered(Charge charge, ResponseClass kind, boolean repeated, long sent) {
    Health health = Health.of(kind);
    return switch (repeated && health != Health.WELL ? Health.NEUTRAL : health) {
      case WELL -> heard(charge, Ranges.Sign.GOOD, sent, health);
      case RANGE_SICK -> heard(charge, Ranges.Sign.ISSUER_OUT, sent, health);
      case SICK -> bad(charge, sent);
      case NEUTRAL -> {
        ranges.notSent(charge.range(), outbox.nanos());
        yield Health.NEUTRAL;
      }
    };
  }

  /** Silence, or 96: where it is the range alone it says nothing about the endpoint. */
  Health bad(Charge charge, long sent) {
    boolean alone = ranges.isAlone(charge.range(), sent);
    return heard(charge, Ranges.Sign.BAD, sent, alone ? Health.NEUTRAL : Health.SICK);
  }

  private Health heard(Charge charge, Ranges.Sign sign, long sent, Health health) {
    turn(charge, ranges.heard(charge.range(), sign, sent, outbox.nanos()));
    return health;
  }

  private void turn(Charge charge, Ranges.Turn turn) {
    switch (turn) {
      case NONE -> {}
      case WENT_OUT ->
          place(
              new Hold(
                  charge.endpoint(),
                  Scope.RANGE,
                  charge.range(),
                  Cause.OUTAGE,
                  0,
                  "its issuer does not answer, while others are served",
                  Hold.GATEWAY,
                  outbox.now().wall(),
                  Optional.empty()));
      case CAME_BACK ->
          holds
              .find(Scope.RANGE, charge.range(), Cause.OUTAGE)
              .ifPresent(hold -> lift(hold, Hold.GATEWAY, "its issuer decides again"));
    }
  }

  long place(Hold hold) {
    holds.put(hold, outbox.now().wall(), outbox.nanos());
    outbox.note(Fact.Kind.HOLD_PLACED, hold.endpoint(), hold.cause().name());
    String what = hold.stops() ? "hold" : "throttle to " + hold.most() + " a second";
    return outbox.store(
        new Change.HoldPlaced(hold), act(hold.by(), what, subject(hold), hold.reason()));
  }

  long lift(Hold hold, String by, String reason) {
    holds.lift(hold);
    if (hold.cause() == Cause.OUTAGE) {
      ranges.forget(hold.value());
    }
    outbox.note(Fact.Kind.HOLD_LIFTED, hold.endpoint(), hold.cause().name());
    long after =
        outbox.store(
            new Change.HoldLifted(hold, by, reason, outbox.now().wall()),
            act(by, "release", subject(hold), reason));
    lifted.accept(hold.endpoint());
    return after;
  }

  /** What a person held back for a time goes on when that is over. */
  void tick() {
    holds
        .over(outbox.now().wall(), outbox.nanos())
        .forEach(hold -> lift(hold, Hold.GATEWAY, "its time was over"));
  }

  /** When the time of the next hold is over. */
  long deadline() {
    return holds.deadline();
  }

  // --- the fuse

  /** A charge is declined: is it one of so many that its word is held back? */
  boolean blows(Charge charge) {
    fuse.heard(charge, true).ifPresent(blown -> blow(charge, blown));
    return holds.all().stream().anyMatch(hold -> hold.cause() == Cause.FUSE && hold.covers(charge));
  }

  private void blow(Charge charge, Fuse.Blown blown) {
    place(
        new Hold(
            charge.endpoint(),
            blown.scope(),
            blown.value(),
            Cause.FUSE,
            0,
            "an abnormal share is declined: no card is blocked for it until somebody approves",
            Hold.GATEWAY,
            outbox.now().wall(),
            Optional.empty()));
  }

  void approved(Charge charge) {
    fuse.heard(charge, false);
  }

  private static String subject(Hold hold) {
    String what = hold.scope().name().toLowerCase(Locale.ROOT);
    return hold.value().isEmpty() ? what : what + " " + hold.value();
  }

  Change act(String by, String what, String subject, String reason) {
    return new Change.Acted(new Act(outbox.id(), outbox.now().wall(), by, what, subject, reason));
  }

  void moved(Charge charge, ChargeState to) {
    forecast.moved(charge, to);
  }

  /**
   * Not at work any more. One that waits in the book for whatever reason must not keep the place of
   * a canary: where all places are kept so, nothing probes its range again.
   */
  void gone(Charge charge) {
    ranges.left(charge.range(), charge.id());
  }

  /** What the pace has to know before anything goes. */
  void prepare(Peer peer) {
    if (isMine(peer)) {
      forecast.look(outbox.nanos());
      peer.pace.need(forecast.needed(outbox.now().wall()));
      peer.pace.limit(holds.most(Integer.MAX_VALUE));
    }
  }

  // --- canaries out of the book

  List<String> wantingCanaries(Peer peer) {
    return isMine(peer) ? ranges.wanting(outbox.nanos()) : List.of();
  }

  void asked(String range) {
    ranges.asked(range, outbox.nanos());
  }

  void nobody(String range) {
    ranges.nobody(range, outbox.nanos());
  }

  /** Something has to be done here even where nothing is in memory. */
  boolean isProbing(Peer peer) {
    return isMine(peer) && ranges.deadline() != Long.MAX_VALUE;
  }

  long deadline(Peer peer) {
    return isMine(peer) ? ranges.deadline() : Long.MAX_VALUE;
  }

  private boolean isMine(Peer peer) {
    return peer.name().equals(rules.to());
  }

  // --- to look at

  /** Empty where no charges are taken. */
  Optional<Status.ReplayView> view(Peer peer) {
    if (!isMine(peer)) {
      return Optional.empty();
    }
    Forecast.View view = forecast.view(outbox.now().wall(), peer.pace.most());
    return Optional.of(
        new Status.ReplayView(
            view.remaining(),
            peer.pace.rate(),
            view.perSecond(),
            view.releasedBy(),
            view.deadline(),
            view.late(),
            holds.all().stream()
                .map(hold -> new Status.HoldView(hold, ranges.probes(hold.value())))
                .toList()));
  }
}
