package io.nightbus.node.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.nightbus.core.Status;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What stands in a {@link Status}, as gauges; brought up to date before each scrape. */
final class StatusGauges {
  private final MeterRegistry registry;
  private final Map<String, AtomicLong> values = new ConcurrentHashMap<>();

  StatusGauges(MeterRegistry registry) {
    this.registry = registry;
    for (ChargeState state : ChargeState.values()) {
      charges(state, 0);
    }
  }

  void update(Status status) {
    status.endpoints().forEach(this::update);
    for (Status.LinkView link : status.links()) {
      set(
          "nightbus_link_outstanding_requests",
          "Requests awaiting an answer on a link",
          Tags.of("endpoint", link.endpoint(), "site", link.site(), "link", link.name()),
          link.outstanding());
    }
    for (ChargeState state : ChargeState.values()) {
      charges(state, status.charges().getOrDefault(state.name(), 0L));
    }
    status.replay().ifPresent(replay -> replay(replay, status.at()));
    set(
        "nightbus_store_waiting_transactions",
        "Store transactions that are not durable yet",
        Tags.empty(),
        status.submitted() - status.durable());
  }

  /** Seconds, so that an alert compares them with the clock while there is time to act. */
  private void replay(Status.ReplayView replay, Instant now) {
    set(
        "nightbus_replay_remaining_charges",
        "Charges without an ending, held ones left out",
        Tags.empty(),
        replay.remaining());
    set(
        "nightbus_replay_pace_per_second",
        "Charges a second that may go now",
        Tags.empty(),
        Math.round(replay.pace()));
    set(
        "nightbus_replay_late",
        "1 while the charges will not be released by their deadline as things go",
        Tags.empty(),
        replay.late() ? 1 : 0);
    set(
        "nightbus_replay_release_seconds",
        "Until every charge is released as things go; -1 while nothing gets on",
        Tags.empty(),
        replay.releasedBy().map(at -> Duration.between(now, at).toSeconds()).orElse(-1L));
    set(
        "nightbus_replay_deadline_seconds",
        "Until the earliest deadline; 0 where nothing waits",
        Tags.empty(),
        replay.deadline().map(at -> Duration.between(now, at).toSeconds()).orElse(0L));
    for (Hold.Cause cause : Hold.Cause.values()) {
      set(
          "nightbus_holds",
          "What is held back now, by cause",
          Tags.of("cause", cause.name().toLowerCase(Locale.ROOT)),
          replay.holds().stream().filter(it -> it.hold().cause() == cause).count());
    }
  }

  private void charges(ChargeState state, long count) {
    set(
        "nightbus_charges",
        "Charges by state",
        Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
        count);
  }

  private void update(Status.EndpointView endpoint) {
    Tags tags = Tags.of("endpoint", endpoint.name());
    set(
        "nightbus_inflight_requests",
        "Live requests awaiting an answer",
        tags,
        endpoint.outstanding());
    set("nightbus_standin_active", "1 while stand-in decides", tags, flag(endpoint, "STAND_IN"));
    set("nightbus_nobody_answers", "1 while requests get 91", tags, flag(endpoint, "NOBODY"));
    set(
        "nightbus_breaker_open",
        "1 while the endpoint's breaker lets no request through",
        tags,
        endpoint.breaker().equals("OPEN") ? 1 : 0);
    depth(tags, "reversal", endpoint.reversals());
    depth(tags, "advice", endpoint.advices());
    depth(tags, "charge", endpoint.chargesQueued());
    set("nightbus_charges_in_doubt", "Charges sent and not answered", tags, endpoint.inDoubt());
    set("nightbus_parked", "Entries that wait for a person", tags, endpoint.parked());
  }

  private static long flag(Status.EndpointView endpoint, String who) {
    return endpoint.answering().equals(who) ? 1 : 0;
  }

  private void depth(Tags endpoint, String duty, long count) {
    set("nightbus_saf_depth", "What is owed and not delivered", endpoint.and("duty", duty), count);
  }

  private void set(String name, String help, Tags tags, long value) {
    values
        .computeIfAbsent(
            name + tags,
            _ -> {
              var holder = new AtomicLong();
              Gauge.builder(name, holder, AtomicLong::get)
                  .description(help)
                  .tags(tags)
                  .register(registry);
              return holder;
            })
        .set(value);
  }
}
