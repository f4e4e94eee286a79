package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.ops.Trouble.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * What left its traces within the last minutes and may be over: as long as an alert of it may still
 * fire, somebody may ask what it was.
 */
final class Traces {
  private Traces() {}

  /**
   * The worst first, without what is wrong now.
   *
   * @param now what is
   */
  static List<Trouble> of(Sight sight, List<Trouble> now) {
    var traces = new ArrayList<Trouble>(GatewayTraces.of(sight));
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      traces.addAll(PeerTraces.of(sight, endpoint.name()));
    }
    List<String> told = now.stream().map(Trouble::key).toList();
    traces.removeIf(trace -> told.contains(trace.key()) || isBurning(trace, now));
    traces.sort(Comparator.comparing(Trouble::kind));
    return List.copyOf(traces);
  }

  /** It burns faster than that. */
  private static boolean isBurning(Trouble trace, List<Trouble> now) {
    Predicate<Trouble> burns =
        trouble -> trouble.kind() == Kind.BUDGET_BURNS_FAST || trouble.kind() == Kind.BUDGET_BURNS;
    return trace.kind() == Kind.OBJECTIVE_MISSED
        && now.stream().filter(burns).map(Trouble::object).anyMatch(trace.object()::equals);
  }
}
