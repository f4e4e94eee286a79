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
    found.sort((a, b) -> a.kind().compareTo(b.kind()));
    return List.copyOf(found);
  }
}
