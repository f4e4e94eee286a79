package io.nightbus.sim.world;

import io.nightbus.core.saf.Ending;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Fare;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares, when all is quiet, what the originators and the transit operator believe with what the
 * hosts did, transaction by transaction and to the penny.
 */
final class Books {
  private final World world;
  private final Tables tables;

  Books(World world) {
    this.world = world;
    this.tables = world.book.tables();
  }

  void compare() {
    sales(world.abroad, world.issuer, Plan.ISSUER);
    sales(world.shops, world.network, Plan.NETWORK);
    charges();
    exposure();
  }

  /** Every approval of ours has reached the host: nothing is exposed any more. */
  private void exposure() {
    if (!parkedReferences(Plan.ISSUER).isEmpty()) {
      return;
    }
    for (Tables.Count count : tables.counters.values()) {
      world.checks.that(
          !count.scope().equals(Counters.EXPOSURE) || (count.count() == 0 && count.amount() == 0),
          Invariant.STANDIN_LIMITS,
          () -> "all is delivered, and the book still counts " + count);
    }
  }

  /** What stands at the host is what the originator relies on, once; no more and no less. */
  private void sales(Originator originator, Host host, String endpoint) {
    Set<String> excused = parkedReferences(endpoint);
    Set<String> known = new HashSet<>();
    for (Sale sale : originator.journal()) {
      known.add(sale.reference);
      List<Posting> standing = host.standing(sale.reference);
      int wanted = sale.counts() ? 1 : 0;
      boolean agrees =
          standing.size() == wanted
              && standing.stream()
                  .allMatch(it -> it.amount == sale.amount && it.card.equals(sale.card.digits()));
      if (excused.contains(sale.reference)) {
        continue;
      }
      Invariant broken =
          standing.size() > 1
              ? Invariant.NO_DOUBLE
              : wanted == 1 ? Invariant.NO_LOSS : Invariant.LATE_APPROVAL_REVERSED;
      world.checks.that(
          agrees,
          broken,
          () ->
              "sale %s is %s (%s) for the originator, and at %s %d effects of it stand"
                  .formatted(sale.reference, sale.state, sale.code, endpoint, standing.size()));
    }
    for (String reference : host.ledger().keySet()) {
      boolean ours = Character.isLetter(reference.charAt(0));
      world.checks.that(
          !ours || known.contains(reference),
          Invariant.NO_DOUBLE,
          () -> endpoint + " has an effect of " + reference + ", which nobody sent");
    }
  }

  /** References whose obligation waits for a person, or was settled by one. */
  private Set<String> parkedReferences(String endpoint) {
    Set<String> parked = new HashSet<>();
    for (Tables.Owed owed : tables.obligations.values()) {
      boolean byHand = owed.ending == Ending.PARKED || owed.ending == Ending.SETTLED;
      if (byHand && owed.obligation.endpoint().equals(endpoint)) {
        parked.add(owed.obligation.message().get(io.nightbus.iso.De.RRN, ""));
      }
    }
    return parked;
  }

  private void charges() {
    Map<String, List<Posting>> byCharge = new HashMap<>();
    world
        .network
        .ledger()
        .forEach((reference, postings) -> {
          if (Character.isDigit(reference.charAt(0))) {
            byCharge
                .computeIfAbsent(reference.substring(0, 10), _ -> new ArrayList<>())
                .addAll(postings.stream().filter(posting -> !posting.reversed).toList());
          }
        });
    for (Charge handedIn : world.transit.acknowledged().values()) {
      Long id = tables.chargeById.get(handedIn.chargeId());
      world.checks.that(
          id != null,
          Invariant.NO_LOSS,
          () -> "charge " + handedIn.chargeId() + " was acknowledged and is not in the book");
      world.checks.that(
          id != null && tables.fare(id).charge.amount() == handedIn.amount(),
          Invariant.ONE_ANSWER,
          () -> "charge " + handedIn.chargeId() + " has another amount than was acknowledged");
    }
    for (Tables.Fare fare : tables.charges.values()) {
      charge(
          fare.charge,
          byCharge.getOrDefault(Fare.reference(fare.charge.id(), 0).substring(0, 10), List.of()));
    }
  }

  private void charge(Charge charge, List<Posting> standing) {
    world.checks.that(
        standing.size() <= 1,
        Invariant.NO_DOUBLE,
        () ->
            "charge %s, %s, stands %d times"
                .formatted(charge.chargeId(), charge.rrn(), standing.size()));
    boolean mayEither =
        charge.state() == ChargeState.HELD || charge.state() == ChargeState.REVERSING;
    boolean wanted =
        charge.state() == ChargeState.AUTHORISED
            || (charge.state() == ChargeState.SETTLED_BY_HAND
                && world.settled.getOrDefault(charge.id(), false));
    world.checks.that(
        mayEither || standing.size() == (wanted ? 1 : 0),
        broken(charge.state()),
        () ->
            "charge %s, %s, is %s, and at the network %d effects of it stand"
                .formatted(charge.chargeId(), charge.rrn(), charge.state(), standing.size()));
    world.checks.that(
        standing.stream()
            .allMatch(it -> it.amount == charge.amount() && it.card.equals(charge.pan().digits())),
        Invariant.NO_DOUBLE,
        () -> "charge %s stands with another amount or card".formatted(charge.chargeId()));
  }

  private static Invariant broken(ChargeState state) {
    return switch (state) {
      case AUTHORISED -> Invariant.NO_LOSS;
      case DECLINED -> Invariant.NO_SELF_MADE_DECLINE;
      default -> Invariant.NO_DOUBLE;
    };
  }
}
