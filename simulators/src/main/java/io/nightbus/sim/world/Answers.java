package io.nightbus.sim.world;

import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.Recovered;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the simulated book answers, and what it tells a core that starts. */
final class Answers {
  /**
   * Charges that one answer to an operator's selection looks at: few, so that it comes in parts.
   */
  private static final int LOOKED_AT = 70;

  private Answers() {}

  static Loads to(Query query, Tables tables) {
    return switch (query) {
      case Query.Backlog backlog -> backlog(backlog, tables);
      case Query.ChargesNamed(var names) ->
          new Loads.Charges(
              names.stream()
                  .map(tables.chargeById::get)
                  .filter(java.util.Objects::nonNull)
                  .map(id -> tables.fare(id).charge)
                  .toList());
      case Query.ExchangeOf(var key) ->
          new Loads.Exchange(
              Optional.ofNullable(tables.exchangeByKey.get(key))
                  .map(id ->
                      tables
                          .exchange(id)
                          .known()
                          .with(
                              Optional.ofNullable(tables.decisions.get(id))
                                  .map(Tables.Decided::stood))));
      case Query.Canaries(var endpoint, var range, var limit) ->
          new Loads.Charges(
              tables.unfinished.values().stream()
                  .map(fare -> fare.charge)
                  .filter(it -> it.endpoint().equals(endpoint) && it.range().equals(range))
                  .filter(it -> it.state() == ChargeState.QUEUED && !isStopped(it, tables, false))
                  .sorted(Comparator.comparingInt(Charge::answered))
                  .limit(limit)
                  .toList());
      case Query.Selected selected -> selected(selected, tables);
      case Query.Parked(var id) -> {
        Optional<Obligation> found =
            Optional.ofNullable(tables.obligations.get(id))
                .filter(owed -> owed.ending == Ending.PARKED)
                .map(owed -> owed.obligation);
        yield new Loads.ParkedFound(
            found, found.filter(it -> isUndone(it.exchange(), tables)).isPresent());
      }
      case Query.BatchNamed(var id) ->
          new Loads.BatchFound(Optional.ofNullable(tables.batches.get(id)));
    };
  }

  /**
   * The first {@code limit} entries, and whatever has the same order as the last: one order is
   * never split over two answers.
   */
  private static Loads backlog(Query.Backlog query, Tables tables) {
    var obligations = new ArrayList<Obligation>();
    for (Tables.Owed owed : tables.undelivered.values()) {
      Obligation it = owed.obligation;
      if (it.endpoint().equals(query.endpoint()) && it.order() > query.order()) {
        obligations.add(it);
      }
    }
    obligations.replaceAll(it -> it.names() == 0 || it.attempts() > 0 ? it : named(it, tables));
    obligations.sort(Comparator.comparingLong(Obligation::order));
    var charges = new ArrayList<Charge>();
    for (Tables.Fare fare : tables.unfinished.tailMap(query.order(), false).values()) {
      Charge charge = fare.charge;
      if (charge.endpoint().equals(query.endpoint()) && !isStopped(charge, tables, true)) {
        charges.add(charge);
      }
    }
    List<Long> orders =
        Stream.concat(
                obligations.stream().map(Obligation::order), charges.stream().map(Charge::order))
            .sorted()
            .toList();
    boolean cut = orders.size() > query.limit();
    long through =
        orders.isEmpty() ? query.order() : orders.get(cut ? query.limit() - 1 : orders.size() - 1);
    obligations.removeIf(it -> it.order() > through);
    charges.removeIf(it -> it.order() > through);
    return new Loads.Backlog(obligations, charges, through, !cut);
  }

  private static boolean isUndone(long id, Tables tables) {
    Tables.Exchange exchange = tables.exchanges.get(id);
    return exchange != null
        && (exchange.verdict == Verdict.REVERSED
            || exchange.verdict == Verdict.TAKEN_BACK
            || exchange.verdict == Verdict.WITHDRAWN);
  }

  /** By the name that what it names has by now. */
  private static Obligation named(Obligation it, Tables tables) {
    Tables.Exchange named = tables.exchanges.get(it.names());
    return named == null ? it : it.naming(named.intent.stamp());
  }

  private static Loads selected(Query.Selected query, Tables tables) {
    Selection what = query.what();
    List<Tables.Fare> looked =
        tables.charges.values().stream()
            .filter(it -> it.charge.id() > query.after())
            .limit(LOOKED_AT)
            .toList();
    long end = looked.size() < LOOKED_AT ? Long.MAX_VALUE : looked.getLast().charge.id();
    List<Tables.Fare> all =
        looked.stream()
            .filter(it -> it.charge.endpoint().equals(query.endpoint()))
            .filter(it -> isComplete(it.charge, tables))
            .filter(it -> what.states().contains(it.charge.state()))
            .filter(it -> what.batch().isEmpty() || it.charge.batch().equals(what.batch()))
            .filter(it -> what.charge().isEmpty() || it.charge.chargeId().equals(what.charge()))
            .filter(it -> what.range().isEmpty() || it.charge.range().equals(what.range()))
            .filter(it -> what.device().isEmpty() || it.charge.device().equals(what.device()))
            .toList();
    if (query.limit() == 0) {
      long sum = all.stream().mapToLong(it -> it.charge.amount()).sum();
      return new Loads.Selected(List.of(), all.size(), sum, end);
    }
    return new Loads.Selected(
        all.stream()
            .limit(query.limit())
            .map(it -> new Loads.Found(it.charge, it.lastEnd, it.lastCode, it.transmissions))
            .toList(),
        0,
        0,
        all.size() < query.limit() ? end : all.get(query.limit() - 1).charge.id());
  }

  private static boolean isComplete(Charge charge, Tables tables) {
    Batch batch = tables.batches.get(charge.batch());
    return batch != null && batch.state() == Batch.State.QUEUED;
  }

  private static boolean isStopped(Charge charge, Tables tables, boolean byOutages) {
    return charge.state() == ChargeState.QUEUED
        && tables.holds.stream()
            .filter(hold -> byOutages || hold.cause() != Hold.Cause.OUTAGE)
            .anyMatch(hold -> hold.stops() && hold.covers(charge));
  }

  private static Map<String, Long> parked(Tables tables) {
    var parked = new TreeMap<String, Long>();
    for (Tables.Owed owed : tables.obligations.values()) {
      if (owed.ending == Ending.PARKED) {
        parked.merge(owed.obligation.endpoint(), 1L, Long::sum);
      }
    }
    return parked;
  }

  static Recovered recovered(Tables tables) {
    var undelivered = new TreeMap<String, Map<Duty, Long>>();
    var lanes = new TreeMap<String, Set<String>>();
    for (Tables.Owed owed : tables.undelivered.values()) {
      undelivered
          .computeIfAbsent(owed.obligation.endpoint(), _ -> new EnumMap<>(Duty.class))
          .merge(owed.obligation.duty(), 1L, Long::sum);
      lanes
          .computeIfAbsent(owed.obligation.endpoint(), _ -> new TreeSet<>())
          .add(owed.obligation.lane());
    }
    Map<ChargeState, long[]> tallies = new EnumMap<>(ChargeState.class);
    for (Tables.Fare fare : tables.charges.values()) {
      Charge charge = fare.charge;
      if (tables.unfinished.containsKey(charge.order())) {
        undelivered
            .computeIfAbsent(charge.endpoint(), _ -> new EnumMap<>(Duty.class))
            .merge(Duty.CHARGE, 1L, Long::sum);
      }
      long[] sum = tallies.computeIfAbsent(charge.state(), _ -> new long[2]);
      sum[0]++;
      sum[1] += charge.amount();
    }
    var lists = new TreeMap<String, List<String>>();
    lanes.forEach((endpoint, names) -> lists.put(endpoint, List.copyOf(names)));
    return new Recovered(
        tables.lastId,
        new TreeMap<>(tables.stans),
        tables.transmittedUpTo,
        tables.exchanges.values().stream()
            .filter(exchange -> exchange.verdict == null)
            .map(exchange -> exchange.intent)
            .toList(),
        tables.counters.values().stream()
            .map(it -> new Recovered.Counter(it.scope(), it.window(), it.count(), it.amount()))
            .toList(),
        undelivered,
        lists,
        tallies.entrySet().stream()
            .map(it -> new Recovered.Tally(it.getKey(), it.getValue()[0], it.getValue()[1]))
            .toList(),
        List.copyOf(tables.holds),
        waiting(tables),
        tables.charges.values().stream()
            .filter(it -> it.charge.state() == ChargeState.DECLINED)
            .filter(it -> it.reason.equals("DECLINE_HARD"))
            .map(it -> it.charge.lane())
            .distinct()
            .sorted()
            .toList(),
        parked(tables),
        List.copyOf(tables.forcings.values()),
        Map.copyOf(tables.cards));
  }

  private static List<Recovered.Waiting> waiting(Tables tables) {
    Map<String, Long> sums =
        tables.unfinished.values().stream()
            .collect(Collectors.groupingBy(fare -> fare.charge.batch(), Collectors.counting()));
    return tables.batches.values().stream()
        .map(batch ->
            new Recovered.Waiting(batch.id(), batch.deadline(), sums.getOrDefault(batch.id(), 0L)))
        .filter(file -> file.charges() > 0)
        .toList();
  }
}
