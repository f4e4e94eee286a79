package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The order of a card's entries at an endpoint (I6): each is first sent when everything before it
 * has ended, been parked, or waits for its own original; a reversal never before its original has
 * ended. And an entry is closed only by its peer's acknowledgement (I5).
 */
final class LaneWatch implements Watch {
  /** An attempt of it may be out. One that is being undone is barred by its reversal. */
  private static final Set<ChargeState> BARRING =
      EnumSet.of(ChargeState.SENDING, ChargeState.IN_DOUBT);

  private final Checks checks;
  private final Tables tables;
  private final Map<String, NavigableMap<Place, Long>> lanes = new HashMap<>();
  private final Map<String, NavigableMap<Place, Long>> charges = new HashMap<>();
  private final Map<Long, Long> entered = new HashMap<>();
  private long moment;
  private final Map<Long, Place> places = new HashMap<>();
  private final Map<String, Long> exchanges = new HashMap<>();
  private final Map<Long, Set<String>> stamps = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();

  private record Place(String lane, long order, Duty duty, long id) implements Comparable<Place> {
    /** In the same place what undoes comes first. */
    @Override
    public int compareTo(Place other) {
      int byOrder = Long.compare(order, other.order);
      int byDuty = byOrder != 0 ? byOrder : duty.compareTo(other.duty);
      return byDuty != 0 ? byDuty : Long.compare(id, other.id);
    }
  }

  LaneWatch(Checks checks, Tables tables) {
    this.checks = checks;
    this.tables = tables;
  }

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.Intended(var intent) -> named(intent.to(), intent.stamp(), intent.id());
      case Change.Restamped(var id, var stamp) -> named(tables.exchange(id).intent.to(), stamp, id);
      case Change.Owed(var obligation) -> enter(obligation);
      case Change.ObligationSent(var id, var stamp, var attempts) -> sent(id, stamp, attempts);
      case Change.ObligationEnded ended -> ended(ended);
      case Change.ObligationRevived(var id) -> enter(tables.owed(id).obligation);
      case Change.ChargeAccepted(var charge) -> {
        Place place = place(charge);
        charges.computeIfAbsent(place.lane(), _ -> new TreeMap<>()).put(place, charge.id());
      }
      case Change.BatchClosed(var batch, var to) when to == ChargeState.QUEUED ->
          queued(batch.id());
      case Change.ChargeSent(var id, var _, var _, var _, var _) ->
          first(place(tables.fare(id).charge));
      default -> {}
    }
  }

  private void named(String endpoint, Stamp stamp, long exchange) {
    exchanges.put(
        endpoint + ' ' + stamp.mti() + stamp.stanDigits() + stamp.transmitted(), exchange);
  }

  private void enter(Obligation it) {
    var place = new Place(it.endpoint() + ' ' + it.lane(), it.order(), it.duty(), it.id());
    places.put(it.id(), place);
    lanes.computeIfAbsent(place.lane(), _ -> new TreeMap<>()).put(place, it.id());
    entered.put(it.id(), ++moment);
  }

  /** Charges take their place in the lane when their file is complete, whatever their id. */
  private void queued(String batch) {
    moment++;
    for (Tables.Fare fare : tables.charges.values()) {
      if (fare.charge.batch().equals(batch)) {
        entered.putIfAbsent(fare.charge.id(), moment);
      }
    }
  }

  private static Place place(Charge charge) {
    String lane = charge.endpoint() + ' ' + charge.lane();
    return new Place(lane, charge.order(), Duty.CHARGE, charge.id());
  }

  private void sent(long id, Stamp stamp, int attempts) {
    Obligation it = tables.owed(id).obligation;
    stamps.computeIfAbsent(id, _ -> new HashSet<>()).add(key(it.endpoint(), stamp));
    Place place = places.get(id);
    if (attempts > 1 || place == null) {
      return;
    }
    first(place);
    checks.that(
        it.duty() != Duty.REVERSAL || original(it) == null || !waitsForOriginal(it),
        Invariant.ORDER,
        () -> "the reversal " + it + " goes out before its original has ended");
  }

  /** Everything before it in its lane has ended, is parked, or must wait. */
  private void first(Place place) {
    for (Long earlier : before(lanes, place)) {
      Obligation it = tables.owed(earlier).obligation;
      checks.that(
          entered(earlier) > entered(place.id()) || waitsForOriginal(it),
          Invariant.ORDER,
          () -> place + " goes out, and before it in its lane waits " + it);
    }
    for (Long earlier : before(charges, place)) {
      ChargeState state = tables.fare(earlier).charge.state();
      checks.that(
          entered(earlier) > entered(place.id()) || !BARRING.contains(state),
          Invariant.ORDER,
          () -> place + " goes out, and before it in its lane charge " + earlier + " is " + state);
    }
  }

  private long entered(long id) {
    return entered.getOrDefault(id, Long.MAX_VALUE);
  }

  private static Collection<Long> before(Map<String, NavigableMap<Place, Long>> what, Place place) {
    NavigableMap<Place, Long> lane = what.get(place.lane());
    return lane == null ? List.of() : lane.headMap(place).values();
  }

  /**
   * Its original is a live request that has not ended: it may not go yet. One that the book does
   * not know has not even been sent.
   */
  private boolean waitsForOriginal(Obligation it) {
    if (it.attempts() > 1 || isInItsOwnWords(it)) {
      return false;
    }
    Long exchange = original(it);
    return exchange == null || tables.exchange(exchange).verdict == null;
  }

  private @Nullable Long original(Obligation it) {
    String named = it.message().get(De.ORIGINAL_DATA);
    return exchanges.get(it.endpoint() + ' ' + named.substring(0, 20));
  }

  /** It names no original of this leg: passed on as its originator said it. */
  private boolean isInItsOwnWords(Obligation it) {
    String named = it.message().get(De.ORIGINAL_DATA, "");
    return named.length() != 42
        || it.exchange() == 0
        || tables.exchange(it.exchange()).intent.request().get(De.ORIGINAL_DATA, "").equals(named);
  }

  // --- what closes an entry

  private static String key(String endpoint, Stamp stamp) {
    return endpoint + ' ' + stamp.mti().messageClass() + stamp.stanDigits() + stamp.transmitted();
  }

  @Override
  public void heard(LinkId link, Message message) {
    boolean closes =
        message.mti().isResponse()
            && (message.mti().isReversal() || message.mti().function() == 3)
            && message.has(De.TRANSMISSION_TIME);
    if (closes) {
      acknowledged.add(key(link.endpoint(), Stamp.of(message)));
    }
  }

  private void ended(Change.ObligationEnded ended) {
    Place place = places.get(ended.obligation());
    NavigableMap<Place, Long> lane = place == null ? null : lanes.get(place.lane());
    if (lane != null) {
      lane.remove(place);
    }
    boolean byPeer =
        switch (ended.ending()) {
          case DELIVERED, PARKED -> true;
          case VOIDED, SETTLED -> false;
        };
    checks.that(
        !byPeer
            || stamps.getOrDefault(ended.obligation(), Set.of()).stream()
                .anyMatch(acknowledged::contains),
        Invariant.DURABLE_BEFORE_VISIBLE,
        () -> "nobody acknowledged what is closed: " + ended);
    checks.that(
        place != null && tables.owed(ended.obligation()).ending == ended.ending(),
        Invariant.MONOTONE,
        () -> "it was never owed: " + ended);
  }
}
