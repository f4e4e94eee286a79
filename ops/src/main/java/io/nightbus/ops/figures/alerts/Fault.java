package io.nightbus.ops.figures.alerts;

import java.io.IOException;

/**
 * One fault of the list.
 *
 * @param row its row in the catalogue of faults: N24, P8, …; a letter follows where a row is played
 *     in several ways
 * @param what in a few words
 */
record Fault(String row, String what, Expected expected, Deed deed) {

  /** Makes it happen; what it gives ends it. */
  @FunctionalInterface
  interface Deed {
    Undo befall(AlertRig rig) throws IOException;

    /** Both, in this order. */
    default Deed and(Deed other) {
      return rig -> befall(rig).then(other.befall(rig));
    }
  }
}
