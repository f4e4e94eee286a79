package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.store.Reports.Owing;
import java.util.ArrayList;
import java.util.Locale;

/** What is at stake while an endpoint is away: who decides meanwhile, what is owed, what waits. */
final class Stakes {
  private Stakes() {}

  /** In sentences; empty where nothing is. */
  static String of(Sight sight, Status.EndpointView endpoint) {
    var stakes = new ArrayList<String>();
    switch (endpoint.answering()) {
      case "STAND_IN" ->
          stakes.add(
              "Stand-in decides; "
                  + Currencies.amount(sight.exposure().amount(), sight.outline().currency())
                  + " of "
                  + Currencies.amount(sight.outline().exposureLimit(), sight.outline().currency())
                  + " exposure are used.");
      case "NOBODY" -> stakes.add("Requests for it get 91.");
      default -> {}
    }
    stakes.add(owed(sight, endpoint.name(), false));
    if (sight.outline().transitTo().filter(endpoint.name()::equals).isPresent()
        && sight.remaining().count() > 0) {
      stakes.add(
          Words.count(sight.remaining().count(), "charge")
              + " of "
              + Currencies.amount(sight.remaining().amount(), sight.chargeCurrency())
              + " wait"
              + sight.deadline().map(at -> " until " + Words.clock(at)).orElse("")
              + ".");
    }
    stakes.removeIf(String::isEmpty);
    return String.join(" ", stakes);
  }

  /** Advices and reversals that an endpoint has not got, or those that are parked. */
  static String owed(Sight sight, String endpoint, boolean parked) {
    var words = new ArrayList<String>();
    for (Owing owing : sight.owing()) {
      if (owing.endpoint().equals(endpoint) && owing.parked() == parked) {
        words.add(
            Words.count(owing.sum().count(), owing.duty().toLowerCase(Locale.ROOT))
                + " of "
                + Currencies.amount(owing.sum().amount(), owing.currency())
                + ", the oldest for "
                + Words.age(owing.oldest(), sight.at()));
      }
    }
    return words.isEmpty() ? "" : (parked ? "Parked: " : "Owed: ") + String.join("; ", words) + ".";
  }
}
