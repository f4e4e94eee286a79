package io.nightbus.core.transit;

import io.nightbus.core.transit.Hold.Cause;
import io.nightbus.core.transit.Hold.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The holds that stand. */
public final class Holds {
  private final List<Hold> standing = new ArrayList<>();

  public Holds(List<Hold> recovered) {
    standing.addAll(recovered);
  }

  /** In place of one for the same thing and cause. */
  public void put(Hold hold) {
    standing.removeIf(hold::isSame);
    standing.add(hold);
  }

  /** False where there is none. */
  public boolean lift(Hold hold) {
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

  /** Oldest first. */
  public List<Hold> all() {
    return List.copyOf(standing);
  }
}
