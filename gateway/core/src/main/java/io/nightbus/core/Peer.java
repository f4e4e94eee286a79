package io.nightbus.core;

import io.nightbus.core.exchange.Awaiting;
import io.nightbus.core.link.Issuers;
import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.core.link.LinkState;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.route.Target;
import io.nightbus.core.saf.BackOff;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Lanes;
import io.nightbus.core.saf.Pace;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One endpoint at work: its links, what is out at it, what is owed to it. */
final class Peer {
  final Settings.Endpoint settings;
  final Dialect dialect;

  /** Empty only before the first address of an endpoint was announced. */
  final List<Link> links = new ArrayList<>();

  /** Stands for the links of the last run, over which answers may still be on their way. */
  final Link bygone;

  final Target target;
  final Awaiting<Flight> awaiting;
  final Stamps stamps;
  final Lanes lanes = new Lanes();
  final Pace pace;
  final BackOff backOff;
  final Unread unread;
  final Dues dues;
  private final Issuers issuers = new Issuers();
  private final RandomGenerator jitter;
  private Consumer<String> cleared = _ -> {};

  /** No link took a delivery: none is tried again before. */
  long blockedUntil;

  /**
   * Makes it, with its links down.
   *
   * @param rate most deliveries a second that its backlog may take
   * @param clients so many endpoints have a route to it
   */
  Peer(
      Settings.Endpoint settings,
      int rate,
      int clients,
      Recovered recovered,
      Outbox outbox,
      RandomGenerator jitter) {
    this.settings = settings;
    this.dialect = settings.dialect();
    this.jitter = jitter;
    for (LinkSettings link : settings.links()) {
      add(link, outbox.nanos());
    }
    this.bygone = bygone(outbox.nanos());
    this.target =
        new Target(
            settings.name(),
            links,
            settings.linkWindow(),
            settings.breaker(),
            settings.sites(),
            clients,
            outbox::nanos);
    this.awaiting =
        new Awaiting<>(
            dialect.echoed().stream()
                .sorted(java.util.Comparator.comparingInt(De::number))
                .toList());
    this.stamps =
        new Stamps(
            settings.name(),
            outbox,
            awaiting::isFree,
            recovered.stans().getOrDefault(settings.name(), 1),
            recovered.transmittedUpTo());
    this.pace = new Pace(rate, outbox.nanos());
    this.backOff = BackOff.of(settings.delivery());
    Map<Duty, Long> owed = recovered.undelivered().getOrDefault(name(), Map.of());
    this.unread = new Unread(owed.isEmpty(), recovered.lanes().getOrDefault(name(), List.of()));
    this.dues = new Dues(owed, recovered.parked().getOrDefault(name(), 0L));
  }

  private Link bygone(long now) {
    var id = new LinkId(settings.name(), "last", "run");
    Duration any = Duration.ofSeconds(1);
    var kept = new LinkSettings(id, false, LinkSettings.SignOn.NONE, any, any, any, any, any);
    return new Link(kept, issuers, jitter, now);
  }

  /** One link more, down. */
  Link add(LinkSettings link, long now) {
    var made = new Link(link, issuers, jitter, now);
    links.add(made);
    return made;
  }

  /** As it goes out to this one: with us in DE 33 where it wants to see that. */
  Message forwarded(Message message) {
    String institution = settings.institution();
    return institution.isEmpty() ? message : message.with(De.FORWARDER, institution);
  }

  /** It said that it takes nothing for now, and nothing else is there. */
  boolean hasSignedOff() {
    return links.stream().anyMatch(link -> link.state() instanceof LinkState.SignedOff);
  }

  // --- its backlog

  /** Told a card that has nothing undelivered any more. */
  void whenCleared(Consumer<String> listener) {
    cleared = listener;
  }

  /** The book may have entries of it that are not in memory. */
  boolean hasUnread() {
    return !unread.isNothing();
  }

  boolean hasBacklog() {
    return !lanes.isEmpty() || unread.hasLanes();
  }

  /** Something of this card may be undelivered. */
  boolean isBusy(String lane) {
    return lanes.isBusy(lane) || unread.mayHold(lane);
  }

  /**
   * Puts an entry that is in memory into its lane; false where older ones of its card may still be
   * in the book: then it goes into the lane when the reading comes to its place.
   */
  boolean enters(Entry entry) {
    if (unread.keeps(entry.lane(), entry.order(), 1)) {
      return false;
    }
    lanes.add(entry);
    return true;
  }

  /**
   * Something of this card's may have left its lane. Where that is stored: before, the card's next
   * request would be decided upon what the book does not know yet.
   */
  void freed(String lane) {
    if (!isBusy(lane)) {
      cleared.accept(lane);
    }
  }

  /** An answer to a message of the last run is then known for what it is. */
  void rememberFlight(Entry entry, Stamp stamp, Message message) {
    var flight = new Flight.Delivery(entry, bygone, new Permit("", "", -1, -1), stamp, 0, 0, 0);
    awaiting.remember(stamp, stamp.onto(message).build(), flight);
  }

  String name() {
    return settings.name();
  }
}
