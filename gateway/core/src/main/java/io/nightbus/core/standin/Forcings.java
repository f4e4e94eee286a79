package io.nightbus.core.standin;

import io.nightbus.core.time.Term;
import io.nightbus.iso.dialect.StandInReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators have forced, and not released. */
public final class Forcings {
  /** More would be a mistake; each is looked at for every request. */
  public static final int MOST = 100;

  private final List<Running> all = new ArrayList<>();

  /** An order that holds. */
  private record Running(Forcing what, Term term) {
    boolean isOver(Instant now, long nanos) {
      return term.isOver(now, nanos);
    }
  }

  public Forcings(List<Forcing> recovered, Instant now, long nanos) {
    recovered.forEach(forcing -> add(forcing, now, nanos));
  }

  public void add(Forcing forcing, Instant now, long nanos) {
    all.add(new Running(forcing, Term.of(forcing.from(), forcing.until(), now, nanos)));
  }

  /** Those that have not ended by now. */
  public List<Forcing> at(Instant now, long nanos) {
    return all.stream().filter(running -> !running.isOver(now, nanos)).map(Running::what).toList();
  }

  /** Takes away those whose time is over by now. */
  public List<Forcing> releaseEnded(Instant now, long nanos) {
    List<Forcing> over =
        all.stream().filter(running -> running.isOver(now, nanos)).map(Running::what).toList();
    over.forEach(forcing -> release(forcing.id()));
    return over;
  }

  /** When the next of them ends by the monotonic clock. */
  public long deadline() {
    return all.stream().mapToLong(running -> running.term().end()).min().orElse(Long.MAX_VALUE);
  }

  /** Stand-in decides for every card of the endpoint. */
  public boolean isEveryCardOf(String endpoint, Instant now, long nanos) {
    return at(now, nanos).stream()
        .anyMatch(forcing ->
            forcing.endpoint().equals(endpoint)
                && forcing.cards().isEmpty()
                && forcing.percent() == 100);
  }

  /** Nothing where it has ended. */
  public void release(long id) {
    all.removeIf(running -> running.what().id() == id);
  }

  /**
   * Why stand-in has to decide for this card although the host could; empty where it need not.
   *
   * @param card keyed token
   */
  public Optional<StandInReason> of(
      String endpoint, String pan, String card, Instant now, long nanos) {
    for (Running running : all) {
      Forcing forcing = running.what();
      if (forcing.endpoint().equals(endpoint)
          && !running.isOver(now, nanos)
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
