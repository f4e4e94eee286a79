package io.nightbus.sim.world;

import io.nightbus.core.Fact;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what the gateway says against what is true (I7): while one link of an endpoint has been
 * well for long enough, nobody is told that there is none; while all of it has been well, no
 * breaker is open, nothing waits too long for the book, and no outcome is unknown.
 */
final class ServiceWatch implements Watch {
  private static final Set<String> GOOD =
      Set.of("APPROVED", "DECLINE_HARD", "DECLINE_SOFT", "DECLINE_DATA");

  private final World world;

  /** When an endpoint last decided a request, as the gateway heard it. */
  private final Map<String, Long> answered = new HashMap<>();

  ServiceWatch(World world) {
    this.world = world;
  }

  @Override
  public void noted(Fact fact) {
    switch (fact.kind()) {
      case REQUEST_REFUSED -> {
        switch (fact.detail()) {
          case "NO_LINK", "SIGNED_OFF" -> isTrue(!served(fact), fact);
          case "BREAKER_OPEN", "RANGE_OPEN" -> isTrue(!whole(fact) || !wasTried(fact), fact);
          case "NOT_SENT_IN_TIME" -> isTrue(!whole(fact), fact);
          default -> {}
        }
      }
      case REQUEST_DURATION -> {
        if (GOOD.contains(fact.detail())) {
          answered.put(fact.endpoint(), world.agenda.now());
        }
      }
      case OUTCOME_UNKNOWN -> isTrue(!whole(fact), fact);
      default -> {}
    }
  }

  /**
   * A breaker learns by trying, one request at a time (DESIGN §5): until somebody has asked, what
   * comes beside the first may find it as it was left (seed 721).
   */
  private boolean wasTried(Fact fact) {
    Long at = answered.get(fact.endpoint());
    return at != null && world.agenda.now() - at <= Truth.WARM.toNanos();
  }

  private void isTrue(boolean holds, Fact fact) {
    if (!world.truth.isTold) {
      return;
    }
    world.checks.that(
        holds, Invariant.AVAILABILITY, () -> "nothing is wrong, and the gateway says " + fact);
  }

  private List<Line> lines(Fact fact) {
    return world.lines(fact.endpoint());
  }

  private boolean served(Fact fact) {
    return world.truth.wasServed(lines(fact), host(fact), world.agenda.now());
  }

  private boolean whole(Fact fact) {
    return world.truth.wasWhole(lines(fact), host(fact), world.agenda.now());
  }

  private Host host(Fact fact) {
    return fact.endpoint().equals(Plan.NETWORK) ? world.network : world.issuer;
  }
}
