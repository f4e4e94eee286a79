package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.store.Reports.Owing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The gauges of a {@link Sight}: each says how it is read. */
@SuppressWarnings(
    "ImmutableEnumChecker") // its lists are made by List.of, its functions keep nothing
enum SightMetric {
  LINK_OUTSTANDING(
      "nightbus_link_outstanding_requests",
      "Requests awaiting an answer on a link",
      Labels.LINK,
      sight -> links(sight, Status.LinkView::outstanding)),
  LINK_CARRIES(
      "nightbus_link_carries",
      "1 where the link may carry traffic, also while it is suspected",
      Labels.LINK,
      sight -> links(sight, link -> Sight.carries(link) ? 1 : 0)),
  LINK_DRAINED(
      "nightbus_link_drained",
      "1 while an operator has the link out of service",
      Labels.LINK,
      sight -> links(sight, link -> link.health().drained() ? 1 : 0)),
  LINK_ROUND_TRIP(
      "nightbus_link_round_trip_seconds",
      "From a request or echo on the link to its answer, smoothed; none before the first answer",
      Labels.LINK,
      SightMetric::roundTrips),
  LINK_SINCE(
      "nightbus_link_since_timestamp_seconds",
      "When the link came up or went down",
      Labels.LINK,
      sight -> links(sight, link -> seconds(sight.story(link).since()))),
  LINK_DOWN_REASON(
      "nightbus_link_down_reason",
      "1 for the reason why a link that we dial and that is down could not be had last",
      List.of("endpoint", "site", "link", "reason"),
      SightMetric::reasons),
  ANNOUNCED(
      "nightbus_announced_addresses",
      "Addresses that were announced and have a link, by verdict: verified, trying, or why not",
      List.of("endpoint", "site", "verdict"),
      SightMetric::announced),
  DISCOVERY_PLAUSIBLE(
      "nightbus_discovery_plausible",
      "0 while what announces a site's addresses gives no answer, or one that makes no sense",
      List.of("endpoint", "site"),
      sight ->
          sight.outline().announcements().values().stream()
              .map(each ->
                  new Reading(List.of(each.endpoint(), each.site()), each.isPlausible() ? 1L : 0L))
              .toList()),
  LINK_ATTEMPTS(
      "nightbus_link_failed_attempts",
      "Attempts to have the link again that failed since it is down",
      Labels.LINK,
      sight -> links(sight, link -> sight.story(link).attempts())),
  INFLIGHT(
      "nightbus_inflight_requests",
      "Live requests awaiting an answer",
      Labels.ENDPOINT,
      sight -> endpoints(sight, Status.EndpointView::outstanding)),
  STANDIN_ACTIVE(
      "nightbus_standin_active",
      "1 while stand-in decides: the host is away, or an operator's order says so for some cards",
      Labels.ENDPOINT,
      sight -> endpoints(sight, endpoint -> sight.standsIn(endpoint) ? 1 : 0)),
  NOBODY_ANSWERS(
      "nightbus_nobody_answers",
      "1 while requests get 91",
      Labels.ENDPOINT,
      sight -> endpoints(sight, endpoint -> flag(endpoint.answering(), "NOBODY"))),
  BREAKER_OPEN(
      "nightbus_breaker_open",
      "1 while the endpoint's breaker lets no request through, 0.5 while it probes",
      Labels.ENDPOINT,
      sight ->
          endpoints(
              sight,
              endpoint ->
                  switch (endpoint.breaker()) {
                    case "OPEN" -> 1;
                    case "HALF_OPEN" -> 0.5;
                    default -> 0;
                  })),
  BREAKER_HELD(
      "nightbus_breaker_held",
      "1 while an operator holds the endpoint's breaker open",
      Labels.ENDPOINT,
      sight -> endpoints(sight, endpoint -> flag(endpoint.breaker(), "HELD"))),
  MAINTENANCE(
      "nightbus_maintenance",
      "1 while a maintenance window of an endpoint, or of one site of it, is open",
      List.of("endpoint", "site"),
      sight ->
          sight.planned().stream()
              .filter(window -> window.isOpen(sight.at()))
              .map(window -> new Reading(List.of(window.endpoint(), window.site()), 1L))
              .toList()),
  SAF_DEPTH(
      "nightbus_saf_depth", "What is owed and not delivered", Labels.DUTY, SightMetric::depths),
  SAF_OLDEST(
      "nightbus_saf_oldest_timestamp_seconds",
      "When the oldest undelivered advice or reversal became owed; none while nothing is owed",
      Labels.DUTY,
      sight -> owing(sight, owing -> seconds(owing.oldest()))),
  SAF_AMOUNT(
      "nightbus_saf_amount_minor_units",
      "Amount of the advices and reversals that are owed and not delivered",
      List.of("endpoint", "duty", "currency"),
      SightMetric::amounts),
  PARKED(
      "nightbus_parked",
      "Entries that wait for a person",
      Labels.ENDPOINT,
      sight -> endpoints(sight, Status.EndpointView::parked)),
  CHARGES("nightbus_charges", "Charges by state", List.of("state"), SightMetric::charges),
  CHARGES_IN_DOUBT(
      "nightbus_charges_in_doubt",
      "Charges sent and not answered",
      Labels.ENDPOINT,
      sight -> endpoints(sight, Status.EndpointView::inDoubt)),
  REPLAY_REMAINING(
      "nightbus_replay_remaining",
      "Charges of complete files that still wait for their answer",
      List.of(),
      sight -> one(sight.remaining().count())),
  REPLAY_AMOUNT(
      "nightbus_replay_remaining_minor_units",
      "Amount of the charges that still wait for their answer",
      List.of(),
      sight -> one(sight.remaining().amount())),
  REPLAY_MOST(
      "nightbus_replay_most_per_second",
      "Most charges a second that the contract allows; 0 where none are taken",
      List.of(),
      sight -> one(sight.outline().replayRate())),
  REPLAY_DEADLINE(
      "nightbus_replay_deadline_timestamp_seconds",
      "Earliest deadline of the charges that still wait; none while none waits",
      List.of(),
      sight -> sight.deadline().map(at -> one(seconds(at))).orElse(List.of())),
  REPLAY_PACE(
      "nightbus_replay_pace_per_second",
      "Charges a second that may go now: contract, live traffic's share and the peer's answers",
      List.of(),
      sight -> replay(sight, Status.ReplayView::pace)),
  REPLAY_RELEASE(
      "nightbus_replay_release_timestamp_seconds",
      "When the last charge will be answered as things go; none while nothing gets on",
      List.of(),
      sight ->
          sight
              .status()
              .replay()
              .flatMap(Status.ReplayView::releasedBy)
              .map(at -> one(seconds(at)))
              .orElse(List.of())),
  HOLDS(
      "nightbus_holds",
      "What is held back now, by cause: an issuer's outage, the operator",
      List.of("cause"),
      SightMetric::holds),
  EXPOSURE(
      "nightbus_standin_exposure_minor_units",
      "Approved by stand-in and not acknowledged by the host",
      List.of("currency"),
      sight -> exposure(sight, sight.exposure().amount())),
  EXPOSURE_LIMIT(
      "nightbus_standin_exposure_limit_minor_units",
      "Most that stand-in may approve without an acknowledgement",
      List.of("currency"),
      sight -> exposure(sight, sight.outline().exposureLimit())),
  DIFFERENCES(
      "nightbus_reconciliation_differences",
      "Batches whose charges do not add up to what was accepted; should be 0 for ever",
      List.of(),
      sight -> one(sight.differences())),
  STORE_WAITING(
      "nightbus_store_waiting_transactions",
      "Store transactions that are not durable yet",
      List.of(),
      sight -> one(sight.status().submitted() - sight.status().durable())),
  STORE_STUCK(
      "nightbus_store_stuck_seconds",
      "How long transactions have waited without one becoming durable",
      List.of(),
      sight ->
          one(
              sight
                  .storeStuck()
                  .map(since -> Duration.between(since, sight.at()).toMillis() / 1e3)
                  .orElse(0.0))),
  STORE_BYTES(
      "nightbus_store_bytes",
      "Size of the book's file",
      List.of(),
      sight -> one(sight.store().bytes())),
  STORE_FREE(
      "nightbus_store_free_bytes",
      "Free on the disk that holds the book",
      List.of(),
      sight -> one(sight.store().free())),
  STORE_SIZE(
      "nightbus_store_disk_bytes",
      "Size of the disk that holds the book",
      List.of(),
      sight -> one(sight.store().size())),
  LOOP_ANSWER(
      "nightbus_event_loop_answer_seconds",
      "How long the event loop took to tell its state",
      List.of(),
      sight -> one(sight.loopAnswered().toNanos() / 1e9)),
  SIGHT_TIME(
      "nightbus_status_timestamp_seconds",
      "When the event loop told its state last; the gauges are as old as this",
      List.of(),
      sight -> one(seconds(sight.status().at())));

  /** One value of a metric; the labels' values in the order of their names. */
  record Reading(List<String> labels, double value) {
    /** Of a count: exact up to 2^53, which no count of ours reaches. */
    Reading(List<String> labels, long value) {
      this(labels, (double) value);
    }
  }

  /** Sets of labels that recur. */
  private static final class Labels {
    static final List<String> LINK = List.of("endpoint", "site", "link");
    static final List<String> ENDPOINT = List.of("endpoint");
    static final List<String> DUTY = List.of("endpoint", "duty");

    private Labels() {}
  }

  private final String name;
  private final String help;
  private final List<String> labels;
  private final Function<Sight, List<Reading>> readings;

  SightMetric(
      String name, String help, List<String> labels, Function<Sight, List<Reading>> readings) {
    this.name = name;
    this.help = help;
    this.labels = labels;
    this.readings = readings;
  }

  String metricName() {
    return name;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }

  List<Reading> of(Sight sight) {
    return readings.apply(sight);
  }

  private static List<Reading> one(long value) {
    return one((double) value);
  }

  private static List<Reading> one(double value) {
    return List.of(new Reading(List.of(), value));
  }

  private static List<Reading> replay(Sight sight, ToDoubleFunction<Status.ReplayView> value) {
    return sight
        .status()
        .replay()
        .map(replay -> one(value.applyAsDouble(replay)))
        .orElse(List.of());
  }

  private static List<Reading> holds(Sight sight) {
    List<Status.HoldView> holds =
        sight.status().replay().map(Status.ReplayView::holds).orElse(List.of());
    return Arrays.stream(Hold.Cause.values())
        .map(cause ->
            new Reading(
                List.of(cause.name().toLowerCase(Locale.ROOT)),
                holds.stream().filter(view -> view.hold().cause() == cause).count()))
        .toList();
  }

  private static List<Reading> exposure(Sight sight, long amount) {
    String currency = sight.outline().currency();
    return currency.isEmpty()
        ? List.of()
        : List.of(new Reading(List.of(Currencies.named(currency)), amount));
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1e3;
  }

  private static double flag(String is, String wanted) {
    return is.equals(wanted) ? 1 : 0;
  }

  private static List<Reading> links(Sight sight, ToDoubleFunction<Status.LinkView> value) {
    return sight.status().links().stream()
        .map(link ->
            new Reading(
                List.of(link.endpoint(), link.site(), link.name()), value.applyAsDouble(link)))
        .toList();
  }

  private static List<Reading> reasons(Sight sight) {
    return sight.status().links().stream()
        .filter(link -> sight.isDialled(link) && !Sight.carries(link))
        .filter(link -> !link.health().drained() && !link.health().isCandidate())
        .filter(link -> !sight.story(link).cause().isEmpty())
        .map(link ->
            new Reading(
                List.of(
                    link.endpoint(),
                    link.site(),
                    link.name(),
                    sight.story(link).cause().toLowerCase(Locale.ROOT)),
                1))
        .toList();
  }

  private static List<Reading> roundTrips(Sight sight) {
    return sight.status().links().stream()
        .filter(link -> link.health().roundTripNanos() > 0)
        .map(link ->
            new Reading(
                List.of(link.endpoint(), link.site(), link.name()),
                link.health().roundTripNanos() / 1e9))
        .toList();
  }

  private static List<Reading> announced(Sight sight) {
    var counts = new LinkedHashMap<List<String>, Integer>();
    for (Status.LinkView link : sight.status().links()) {
      String verdict = link.health().verdict();
      if (!verdict.isEmpty()) {
        counts.merge(
            List.of(link.endpoint(), link.site(), verdict.toLowerCase(Locale.ROOT)),
            1,
            Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .map(each -> new Reading(each.getKey(), each.getValue().longValue()))
        .toList();
  }

  private static List<Reading> endpoints(Sight sight, ToDoubleFunction<Status.EndpointView> value) {
    return sight.status().endpoints().stream()
        .map(endpoint -> new Reading(List.of(endpoint.name()), value.applyAsDouble(endpoint)))
        .toList();
  }

  private static List<Reading> depths(Sight sight) {
    var readings = new ArrayList<Reading>();
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      readings.add(new Reading(List.of(endpoint.name(), "reversal"), endpoint.reversals()));
      readings.add(new Reading(List.of(endpoint.name(), "advice"), endpoint.advices()));
      readings.add(new Reading(List.of(endpoint.name(), "charge"), endpoint.chargesQueued()));
    }
    return readings;
  }

  /** One reading per endpoint and duty: of several currencies, the oldest. */
  private static List<Reading> owing(Sight sight, ToDoubleFunction<Owing> value) {
    var readings = new LinkedHashMap<List<String>, Reading>();
    for (Owing owing : sight.owing()) {
      if (!owing.parked()) {
        var labels = List.of(owing.endpoint(), owing.duty().toLowerCase(Locale.ROOT));
        var reading = new Reading(labels, value.applyAsDouble(owing));
        readings.merge(labels, reading, (a, b) -> a.value() <= b.value() ? a : b);
      }
    }
    return List.copyOf(readings.values());
  }

  private static List<Reading> amounts(Sight sight) {
    return sight.owing().stream()
        .filter(owing -> !owing.parked())
        .map(owing ->
            new Reading(
                List.of(
                    owing.endpoint(),
                    owing.duty().toLowerCase(Locale.ROOT),
                    Currencies.named(owing.currency())),
                owing.sum().amount()))
        .toList();
  }

  private static List<Reading> charges(Sight sight) {
    var readings = new ArrayList<Reading>();
    for (ChargeState state : ChargeState.values()) {
      readings.add(
          new Reading(
              List.of(state.name().toLowerCase(Locale.ROOT)),
              sight.status().charges().getOrDefault(state.name(), 0L)));
    }
    return readings;
  }
}
