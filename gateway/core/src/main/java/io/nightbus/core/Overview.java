package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkState;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Tally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * What can be looked at: links and endpoints as they are, who answers, what is owed, how far the
 * charges are. It changes nothing.
 */
final class Overview {
  private final Settings settings;
  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final Tally tally;
  private final Replay replay;
  private final Strays strays;
  private final Decisions decisions;

  Overview(
      Settings settings,
      Map<String, Peer> peers,
      Outbox outbox,
      Tally tally,
      Replay replay,
      Strays strays,
      Decisions decisions) {
    this.settings = settings;
    this.peers = peers;
    this.outbox = outbox;
    this.tally = tally;
    this.replay = replay;
    this.strays = strays;
    this.decisions = decisions;
  }

  /** As it all is now. */
  Status status() {
    var linkViews = new ArrayList<Status.LinkView>();
    var endpointViews = new ArrayList<Status.EndpointView>();
    for (Peer peer : peers.values()) {
      peer.links.forEach(link -> linkViews.add(view(link)));
      endpointViews.add(view(peer));
    }
    return new Status(
        outbox.now().wall(),
        linkViews,
        endpointViews,
        tally.counts(),
        outbox.durable(),
        outbox.submitted(),
        peers.values().stream().flatMap(peer -> replay.view(peer).stream()).findFirst(),
        strays.view(),
        decisions.forcings());
  }

  private Status.LinkView view(Link link) {
    LinkId id = link.id();
    String reason =
        switch (link.state()) {
          case LinkState.Down down -> down.why().words();
          case LinkState.Suspect suspect -> suspect.why().words();
          // On its way: what went wrong before is still why it is not up.
          case LinkState.Connecting _,
              LinkState.Securing _,
              LinkState.SigningOn _,
              LinkState.AwaitingSignOn _,
              LinkState.Proving _ ->
              link.lastLoss().map(LossReason::words).orElse("");
          case LinkState.SignedOff _,
              LinkState.Up _,
              LinkState.Draining _,
              LinkState.SigningOff _ ->
              "";
        };
    Duration age = Duration.ofNanos(outbox.nanos() - link.since());
    return new Status.LinkView(
        id.endpoint(),
        id.site(),
        id.name(),
        link.state().code(),
        reason,
        outbox.now().wall().minus(age),
        link.outstanding(),
        new Status.LinkHealth(
            link.roundTrip(),
            link.share().answered(outbox.nanos()),
            link.share().missed(outbox.nanos()),
            link.failedDials(),
            link.isHeldBack(outbox.nanos()),
            link.isFlapping(outbox.nanos()),
            link.isDrained(),
            link.isLeaving(),
            verdict(link)));
  }

  private static String verdict(Link link) {
    if (!link.settings().announced()) {
      return "";
    }
    return link.isVerified()
        ? Status.LinkHealth.VERIFIED
        : link.lastLoss().map(LossReason::name).orElse(Status.LinkHealth.TRYING);
  }

  private Status.EndpointView view(Peer peer) {
    boolean host =
        peer.target.hasUsableLink()
            && !peer.target.isOpen()
            && !decisions.isForcedWhole(peer.name());
    boolean standsIn =
        settings.routes().stream()
            .anyMatch(route -> route.to().equals(peer.name()) && route.standIn());
    boolean transit = settings.transitTo().filter(peer.name()::equals).isPresent();
    return new Status.EndpointView(
        peer.name(),
        host ? "HOST" : standsIn ? "STAND_IN" : "NOBODY",
        peer.target.breaker(),
        peer.awaiting.size(),
        peer.dues.of(Duty.REVERSAL),
        peer.dues.of(Duty.ADVICE),
        transit ? tally.count(ChargeState.QUEUED) : 0,
        transit ? tally.count(ChargeState.IN_DOUBT) + tally.count(ChargeState.REVERSING) : 0,
        peer.dues.parked(),
        guarantee(peer));
  }

  private static String guarantee(Peer peer) {
    Guarantees promised = peer.settings.guarantees();
    if (promised.removesDuplicates()) {
      return "removes duplicates";
    }
    if (promised.keepsTombstones()) {
      return "reversal kills a late original";
    }
    return promised.boundsArrival() ? "no original comes late" : "nothing";
  }
}
