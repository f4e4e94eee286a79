package io.nightbus.node.ops;

import io.nightbus.core.Status;
import java.util.ArrayList;
import java.util.List;

/** Finds what is wrong in a {@link Sight}, and from it alone; the worst first. Pure. */
final class Diagnosis {
  private Diagnosis() {}

  static List<Trouble> of(Sight sight) {
    var found = new ArrayList<>(MachineTroubles.of(sight));
    for (Status.EndpointView endpoint : sight.status().endpoints()) {
      found.addAll(LinkTroubles.of(sight, endpoint));
      Announcements.troubles(sight, endpoint.name()).forEach(found::add);
      found.addAll(PeerTroubles.of(sight, endpoint));
    }
    found.addAll(MoneyTroubles.of(sight));
    found.addAll(ServiceTroubles.of(sight, found));
    planned(sight, found);
    found.sort((a, b) -> a.kind().compareTo(b.kind()));
    return List.copyOf(found);
  }

  /** What was wrong lately, and is not any more as far as the state tells; the worst first. */
  static List<Trouble> traces(Sight sight, List<Trouble> now) {
    return Traces.of(sight, now);
  }

  /** What was planned is told as that, once for each window, with what is down because of it. */
  private static void planned(Sight sight, List<Trouble> found) {
    for (Maintenance.Window window : sight.planned()) {
      if (window.isOpen(sight.at())) {
        List<String> meanwhile =
            found.stream()
                .filter(it -> it.isExpectedInMaintenance() && window.covers(it.object()))
                .map(Trouble::what)
                .toList();
        found.removeIf(it -> it.isExpectedInMaintenance() && window.covers(it.object()));
        found.add(
            new Trouble(
                Trouble.Kind.MAINTENANCE,
                window.object(),
                window.from(),
                "Maintenance of "
                    + window.object()
                    + " was announced, until "
                    + Words.clock(window.until())
                    + ".",
                window.by() + ": " + window.reason(),
                String.join(" ", meanwhile),
                sight.status().endpoints().stream()
                    .filter(endpoint -> endpoint.name().equals(window.endpoint()))
                    .filter(endpoint -> !endpoint.answering().equals("HOST"))
                    .findFirst()
                    .map(endpoint -> Stakes.of(sight, endpoint))
                    .orElse(""),
                "It ends by itself; before: nightbus maintenance end " + window.id() + "."));
      }
    }
  }
}
