package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.Trouble.Kind;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Sum;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What money is in danger: exposure, the fuse, the replay's deadline, charges and files on hold.
 */
final class MoneyTroubles {
  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private MoneyTroubles(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight) {
    var troubles = new MoneyTroubles(sight);
    troubles.look();
    return troubles.found;
  }

  private void look() {
    Outline outline = sight.outline();
    if (outline.exposureLimit() > 0
        && sight.exposure().amount() > outline.exposureLimit() / 5 * 4) {
      found.add(
          new Trouble(
              Kind.EXPOSURE_HIGH,
              "gateway",
              sight.at(),
              "Stand-in has used most of its exposure.",
              Currencies.amount(sight.exposure().amount(), outline.currency())
                  + " of "
                  + Currencies.amount(outline.exposureLimit(), outline.currency())
                  + " are approved and not acknowledged by the host.",
              "",
              "Beyond the limit every card of the range is refused.",
              "Call whoever owns the risk; get the host back."));
    }
    sight.status().replay().map(Status.ReplayView::holds).orElse(List.of()).stream()
        .map(Status.HoldView::hold)
        .forEach(this::held);
    replay();
    for (BatchReport report : sight.batches()) {
      batch(report);
    }
  }

  /** A card range whose issuer is out is told with its peer. */
  private void held(Hold hold) {
    String scope = hold.scope().name().toLowerCase(Locale.ROOT);
    switch (hold.cause()) {
      case FUSE -> fuse(hold, scope + " " + hold.value());
      case OPERATOR -> paused(hold, (scope + " " + hold.value()).strip());
      case OUTAGE -> {}
    }
  }

  private void paused(Hold hold, String what) {
    found.add(
        new Trouble(
            Kind.CHARGES_PAUSED,
            what,
            hold.since(),
            "By order "
                + (hold.stops()
                    ? "no charge goes"
                    : "at most " + hold.most() + " charges a second go")
                + ": "
                + what
                + ".",
            hold.by() + " ordered it: " + hold.reason(),
            hold.until()
                .map(until -> "It ends by itself at " + Words.clock(until) + ".")
                .orElse(""),
            "Cards whose charges wait may be refused at the gates.",
            "Once it is not needed any more: " + resume(hold) + "."));
  }

  private static String resume(Hold hold) {
    return "nightbus batch resume"
        + switch (hold.scope()) {
          case EVERYTHING -> "";
          case BATCH -> " " + hold.value();
          case RANGE -> " --range " + hold.value();
          case DEVICE -> " --device " + hold.value();
        };
  }

  private void fuse(Hold hold, String what) {
    found.add(
        new Trouble(
            Kind.FUSE_BLOWN,
            what,
            hold.since(),
            "Too many cards are declined in " + what + ": the fuse has blown.",
            "So many cards do not go bad at once: our messages, the network or an issuer's"
                + " stand-in.",
            "Since then no card is told as declined there; releases go on.",
            "Its other charges wait, and so do their cards.",
            "Ask who declines; then nightbus batch resume, which is the named approval."));
  }

  private void replay() {
    Sum left = sight.remaining();
    Optional<Instant> deadline = sight.deadline();
    if (left.count() == 0 || deadline.isEmpty()) {
      return;
    }
    double perSecond = sight.replayPerSecond();
    long seconds = perSecond < 0.02 ? Long.MAX_VALUE / 4_000 : (long) (left.count() / perSecond);
    long until = Duration.between(sight.at(), deadline.get()).toSeconds();
    if (seconds > until) {
      found.add(
          new Trouble(
              Kind.REPLAY_WILL_MISS_DEADLINE,
              sight.outline().transitTo().orElse("gateway"),
              sight.at(),
              "The replay will miss its deadline at " + Words.clock(deadline.get()) + ".",
              Words.count(left.count(), "charge")
                  + " wait, "
                  + Words.pace(perSecond)
                  + ", "
                  + (until > 0
                      ? Words.span(Duration.ofSeconds(until)) + " are left."
                      : "and the deadline has passed."),
              "",
              Currencies.amount(left.amount(), sight.chargeCurrency())
                  + " of charges; passengers without an answer may be refused at the gates.",
              "Tell the transit operator now; see what slows the network's answers."));
    }
  }

  private void batch(BatchReport report) {
    Batch batch = report.batch();
    Sum held = report.charges().getOrDefault(ChargeState.HELD, Sum.NONE);
    if (batch.state() == Batch.State.HELD) {
      found.add(
          new Trouble(
              Kind.BATCH_HELD,
              "batch " + batch.id(),
              sight.at(),
              "File "
                  + batch.id()
                  + " of "
                  + batch.operator()
                  + " is held; none of its charges is sent.",
              batch.reason(),
              "",
              Currencies.amount(batch.amount(), batch.currency())
                  + " in "
                  + Words.count(batch.count(), "charge")
                  + ".",
              "Ask the operator for the whole file and hand it in again under the same id."));
    } else if (held.count() > 0) {
      found.add(
          new Trouble(
              Kind.CHARGES_HELD,
              "batch " + batch.id(),
              sight.at(),
              Words.count(held.count(), "charge")
                  + " of "
                  + batch.id()
                  + " are held: nobody can tell what became of them.",
              "They were sent and not answered, and what "
                  + batch.endpoint()
                  + " promises does not settle it; or they were declined after an attempt that was"
                  + " undone, which says nothing of the card. `nightbus tx show` says which.",
              "",
              Currencies.amount(held.amount(), batch.currency()) + ".",
              "Compare them with the settlement file of that day, and settle each by hand."));
    }
  }
}
