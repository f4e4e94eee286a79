package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.core.Status;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.Trouble.Kind;
import io.nightbus.node.store.Reports.Owing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What an endpoint makes of what it gets over its links, and what waits for a person because of it.
 */
final class PeerTroubles {
  private static final Duration OLD = Duration.ofMinutes(15);
  private static final int MANY = 3;

  private final Sight sight;
  private final List<Trouble> found = new ArrayList<>();

  private PeerTroubles(Sight sight) {
    this.sight = sight;
  }

  static List<Trouble> of(Sight sight, Status.EndpointView endpoint) {
    var troubles = new PeerTroubles(sight);
    List<Status.LinkView> links = sight.links(endpoint.name());
    if (links.isEmpty() || links.stream().anyMatch(Sight::carries)) {
      troubles.answers(endpoint);
    }
    troubles.tasks(endpoint);
    return troubles.found;
  }

  /** Links stand; do answers come? */
  private void answers(Status.EndpointView endpoint) {
    String name = endpoint.name();
    long silent = sight.lately().of(Fact.Kind.OUTCOME_UNKNOWN, name);
    long technical = sight.lately().of(Fact.Kind.REQUEST_DURATION, name, "tech_network");
    String counts =
        Words.count(silent, "request")
            + " got no answer and "
            + technical
            + " a 96 within the last minute.";
    if (endpoint.breaker().equals("HELD")) {
      held(endpoint);
    } else if (!endpoint.breaker().equals("CLOSED")) {
      found.add(
          new Trouble(
              Kind.HOST_NOT_ANSWERING,
              name,
              sight.at(),
              "The links to "
                  + name
                  + " stand, but it does not answer as it should: the breaker is "
                  + endpoint.breaker().toLowerCase(Locale.ROOT).replace('_', ' ')
                  + ".",
              counts,
              "One request is let through now and then; the first good answer closes the breaker.",
              Stakes.of(sight, endpoint),
              "Ask " + name + ": connections and sign-on work, transactions do not."));
    } else if (silent >= MANY) {
      found.add(
          new Trouble(
              Kind.OUTCOMES_UNKNOWN,
              name,
              sight.at().minusSeconds(60),
              name + " leaves requests unanswered.",
              counts,
              "A reversal is owed for each.",
              Stakes.of(sight, endpoint),
              "Ask " + name + " about lost answers, with link and time."));
    }
    long range =
        sight.lately().of(Fact.Kind.REQUEST_DURATION, name, "tech_issuer")
            + sight.lately().of(Fact.Kind.REQUEST_REFUSED, name, "range_open");
    rangesOut(name, range);
    long mispaired = sight.lately().of(Fact.Kind.ANSWER_MISPAIRED, name);
    if (mispaired > 0) {
      found.add(
          new Trouble(
              Kind.ANSWERS_MISPAIRED,
              name,
              sight.at().minusSeconds(60),
              name + " answers with other requests' answers.",
              Words.count(mispaired, "answer")
                  + " did not carry what the request carried; none was handed on.",
              "",
              "None here; its other clients may hand on wrong answers.",
              "Call " + name + " with the time."));
    }
    long stray = sight.lately().of(Fact.Kind.ANSWER_UNMATCHED, name);
    if (stray > 0) {
      strays(name, stray);
    }
    oldest(name)
        .filter(oldest -> Duration.between(oldest, sight.at()).compareTo(OLD) > 0)
        .ifPresent(oldest ->
            found.add(
                new Trouble(
                    Kind.OBLIGATIONS_OLD,
                    name,
                    oldest,
                    "Something has been owed to "
                        + name
                        + " for "
                        + Words.age(oldest, sight.at())
                        + " although there are links.",
                    Words.count(sight.lately().of(Fact.Kind.OBLIGATION_REPEATED, name), "delivery")
                        + " repeated within the last minute.",
                    "",
                    Stakes.of(sight, endpoint),
                    "Ask " + name + " whether it takes advices and reversals, and answers them.")));
  }

  /** By live requests, or because charges of a range are held back. */
  private void rangesOut(String name, long lately) {
    List<Hold> held =
        sight.status().replay().map(Status.ReplayView::holds).orElse(List.of()).stream()
            .map(Status.HoldView::hold)
            .filter(hold -> hold.cause() == Hold.Cause.OUTAGE && hold.endpoint().equals(name))
            .toList();
    if (lately >= MANY || !held.isEmpty()) {
      found.add(
          new Trouble(
              Kind.RANGE_OUT,
              name,
              held.stream()
                  .map(Hold::since)
                  .min(Instant::compareTo)
                  .orElse(sight.at().minusSeconds(60)),
              "An issuer behind " + name + " is out.",
              Words.count(lately, "request")
                  + " for its cards got 91 within the last minute; other cards are served."
                  + (held.isEmpty()
                      ? ""
                      : " Charges of "
                          + Words.count(held.size(), "card range")
                          + " are held back and probed."),
              "The range's breaker lets one request through now and then.",
              "",
              "Nothing on our side; tell " + name + " if it does not know."));
    }
  }

  private void strays(String endpoint, long lately) {
    found.add(
        new Trouble(
            Kind.STRAY_ANSWERS,
            endpoint,
            sight.at().minusSeconds(60),
            Words.count(lately, "answer") + " of " + endpoint + " belonged to no request.",
            sight.status().strays().stream()
                .filter(stray -> stray.endpoint().equals(endpoint))
                .map(stray -> "Over " + stray.link() + ": " + stray.words() + ".")
                .findFirst()
                .orElse(""),
            "They are counted and have no effect.",
            "",
            "Ask "
                + endpoint
                + " about that element, or about answers to somebody else's requests."));
  }

  private Optional<Instant> oldest(String endpoint) {
    return sight.owing().stream()
        .filter(owing -> owing.endpoint().equals(endpoint) && !owing.parked())
        .map(Owing::oldest)
        .min(Instant::compareTo);
  }

  private void tasks(Status.EndpointView endpoint) {
    sight.status().forced().stream()
        .filter(forcing -> forcing.endpoint().equals(endpoint.name()))
        .forEach(forcing -> forced(endpoint, forcing));
    if (endpoint.parked() > 0) {
      found.add(
          new Trouble(
              Kind.OBLIGATION_PARKED,
              endpoint.name(),
              sight.owing().stream()
                  .filter(owing -> owing.endpoint().equals(endpoint.name()) && owing.parked())
                  .map(Owing::oldest)
                  .min(Instant::compareTo)
                  .orElse(sight.at()),
              Words.count(endpoint.parked(), "advice or reversal")
                  + " to "
                  + endpoint.name()
                  + " wait for a person.",
              "It refuses them as they are.",
              "",
              Stakes.owed(sight, endpoint.name(), true),
              "Settle each with " + endpoint.name() + "; nightbus saf list has the reasons."));
    }
  }

  private void held(Status.EndpointView endpoint) {
    found.add(
        new Trouble(
            Kind.BREAKER_HELD,
            endpoint.name(),
            sight.at(),
            "By order nothing is sent to " + endpoint.name() + ".",
            "`nightbus breaker list` says who ordered it, and why.",
            "It ends by itself, with one request as a probe.",
            Stakes.of(sight, endpoint),
            "Once it is not needed any more: nightbus breaker close " + endpoint.name() + "."));
  }

  private void forced(Status.EndpointView endpoint, Forcing forcing) {
    String share = forcing.percent() == 100 ? "" : forcing.percent() + " % of ";
    String cards = forcing.cards().isEmpty() ? "cards" : "cards " + forcing.cards() + "*";
    found.add(
        new Trouble(
            Kind.STANDIN_FORCED,
            endpoint.name(),
            forcing.from(),
            "By order stand-in decides for " + share + cards + " of " + endpoint.name() + ".",
            forcing.by() + " ordered it: " + forcing.reason(),
            "It ends by itself at " + Words.clock(forcing.until()) + ".",
            Stakes.of(sight, endpoint),
            "Once it is not needed any more: nightbus standin release " + forcing.id() + "."));
  }
}
