package io.nightbus.core.transit;

import io.nightbus.core.time.Term;
import io.nightbus.core.transit.Hold.Cause;
import io.nightbus.core.transit.Hold.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The holds that stand. */
public final class Holds {
  private final List<Hold> standing = new ArrayList<>();
  private final List<Timed> timed = new ArrayList<>();

  /** One that ends by itself. */
  private record Timed(Hold hold, Term term) {}

  /** Those of an earlier run have what is left of their time. */
  public Holds(List<Hold> recovered, Instant now, long nanos) {
    recovered.forEach(hold -> put(hold, now, nanos));
  }

  /** In place of one for the same thing and cause. */
  public void put(Hold hold, Instant now, long nanos) {
    lift(hold);
    standing.add(hold);
    hold.until()
        .ifPresent(until -> timed.add(new Timed(hold, Term.of(hold.since(), until, now, nanos))));
  }

  /** False where there is none. */
  public boolean lift(Hold hold) {
    timed.removeIf(each -> hold.isSame(each.hold()));
    return standing.removeIf(hold::isSame);
  }

  public Optional<Hold> find(Scope scope, String value, Cause cause) {
    return standing.stream()
        .filter(
            hold -> hold.scope() == scope && hold.value().equals(value) && hold.cause() == cause)
        .findFirst();
  }

  /** One that lets nothing of this charge's kind go; a range's outage is not asked here. */
  public boolean stops(Charge charge) {
    for (Hold hold : standing) {
      if (hold.stops() && hold.cause() != Cause.OUTAGE && hold.covers(charge)) {
        return true;
      }
    }
    return false;
  }

  /** The lowest rate that an operator allows, or {@code otherwise}. */
  public int most(int otherwise) {
    return standing.stream()
        .filter(hold -> !hold.stops() && hold.scope() == Scope.EVERYTHING)
        .mapToInt(Hold::most)
        .reduce(otherwise, Math::min);
  }

  /** Whose time is over; they stand until they are lifted. */
  public List<Hold> over(Instant now, long nanos) {
    return timed.stream().filter(each -> each.term().isOver(now, nanos)).map(Timed::hold).toList();
  }

  /** When the time of the next is over, in monotonic nanoseconds. */
  public long deadline() {
    return timed.stream().mapToLong(each -> each.term().end()).min().orElse(Long.MAX_VALUE);
  }

  /** Oldest first. */
  public List<Hold> all() {
    return List.copyOf(standing);
  }
}
