package io.nightbus.core.standin;

import io.nightbus.iso.dialect.StandInReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators have forced, and not released. */
public final class Forcings {
  /** More would be a mistake; each is looked at for every request. */
  public static final int MOST = 100;

  private final List<Forcing> all;

  public Forcings(List<Forcing> recovered) {
    this.all = new ArrayList<>(recovered);
  }

  public void add(Forcing forcing) {
    all.add(forcing);
  }

  /** Those that have not ended by now. */
  public List<Forcing> at(Instant now) {
    all.removeIf(forcing -> !forcing.until().isAfter(now));
    return List.copyOf(all);
  }

  /** Stand-in decides for every card of the endpoint. */
  public boolean isEveryCardOf(String endpoint, Instant now) {
    return all.stream()
        .anyMatch(forcing ->
            forcing.endpoint().equals(endpoint)
                && forcing.until().isAfter(now)
                && forcing.cards().isEmpty()
                && forcing.percent() == 100);
  }

  /** Empty where it is not known, or has ended. */
  public Optional<Forcing> release(long id) {
    Optional<Forcing> found = all.stream().filter(forcing -> forcing.id() == id).findFirst();
    found.ifPresent(all::remove);
    return found;
  }

  /**
   * Why stand-in has to decide for this card although the host could; empty where it need not.
   *
   * @param card keyed token
   */
  public Optional<StandInReason> of(String endpoint, String pan, String card, Instant now) {
    for (Forcing forcing : all) {
      if (forcing.endpoint().equals(endpoint)
          && forcing.until().isAfter(now)
          && pan.startsWith(forcing.cards())
          && Math.floorMod(card.hashCode(), 100) < forcing.percent()) {
        return Optional.of(reason(forcing));
      }
    }
    return Optional.empty();
  }

  private static StandInReason reason(Forcing forcing) {
    if (forcing.percent() < 100) {
      return StandInReason.FORCED_SHARE;
    }
    return forcing.cards().isEmpty() ? StandInReason.FORCED_ENDPOINT : StandInReason.FORCED_RANGE;
  }
}
