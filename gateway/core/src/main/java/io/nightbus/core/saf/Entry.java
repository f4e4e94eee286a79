package io.nightbus.core.saf;

/**
 * One thing to deliver in its card's lane.
 *
 * @param id of the obligation or charge; unique over both
 * @param order place in the lane
 */
public record Entry(long id, long order, String lane, Duty duty) implements Comparable<Entry> {

  public static Entry of(Obligation obligation) {
    return new Entry(obligation.id(), obligation.order(), obligation.lane(), obligation.duty());
  }

  /** By order; of two with the same, what undoes comes first, then the older. */
  @Override
  public int compareTo(Entry other) {
    int byOrder = Long.compare(order, other.order);
    if (byOrder != 0) {
      return byOrder;
    }
    int byDuty = duty.compareTo(other.duty);
    return byDuty != 0 ? byDuty : Long.compare(id, other.id);
  }
}
