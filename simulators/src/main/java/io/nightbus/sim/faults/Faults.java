package io.nightbus.sim.faults;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The faults that are on. Belongs to one thread. */
public final class Faults {
  private final SortedMap<Integer, Fault> on = new TreeMap<>();
  private final RandomGenerator random;
  private int last;

  public Faults(RandomGenerator random) {
    this.random = random;
  }

  /** Switches one on; the number switches it off again. */
  public int inject(Fault fault) {
    on.put(++last, fault);
    return last;
  }

  /** Returns whether there was one with this number. */
  public boolean heal(int id) {
    return on.remove(id) != null;
  }

  public void healAll() {
    on.clear();
  }

  public Map<Integer, Fault> on() {
    return new TreeMap<>(on);
  }

  public boolean refuses(String link, String site) {
    for (Fault fault : on.values()) {
      if (fault.kind() == FaultKind.REFUSE && fault.concerns(link, site)) {
        return true;
      }
    }
    return false;
  }

  /** Whether this message is befallen; draws for a share. */
  public boolean befalls(FaultKind kind, String link, String site) {
    if (on.isEmpty()) {
      return false;
    }
    for (Fault fault : on.values()) {
      if (fault.kind() == kind && fault.concerns(link, site) && drawn(fault)) {
        return true;
      }
    }
    return false;
  }

  /** By how much this answer is late, in milliseconds; the faults that befall it add up. */
  public long lateMillis(String link, String site) {
    long millis = 0;
    for (Fault fault : on.values()) {
      if (fault.kind() == FaultKind.LATE && fault.concerns(link, site) && drawn(fault)) {
        millis += fault.delayMillis();
      }
    }
    return millis;
  }

  public boolean rangeOut(String card, String link, String site) {
    if (on.isEmpty()) {
      return false;
    }
    for (Fault fault : on.values()) {
      if (fault.kind() == FaultKind.RANGE_OUT
          && fault.concerns(link, site)
          && card.startsWith(fault.cards())
          && drawn(fault)) {
        return true;
      }
    }
    return false;
  }

  private boolean drawn(Fault fault) {
    return fault.share() >= 1 || random.nextDouble() < fault.share();
  }
}
