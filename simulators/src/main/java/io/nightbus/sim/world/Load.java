package io.nightbus.sim.world;

import java.time.Duration;
import java.util.List;

/**
 * What originators and the transit operator do in a run.
 *
 * @param abroad purchases a minute that the network sends us
 * @param shops purchases a minute that the acquirer sends us
 * @param cards how many different cards there are
 * @param hot share of a hundred purchases that five cards make
 * @param again of a hundred purchases, those that are sent twice
 * @param cancelled of a hundred approved purchases, those that are reversed
 * @param advised of a hundred of the network's messages, those that are advices
 * @param files of charges
 */
record Load(
    int abroad,
    int shops,
    int cards,
    int hot,
    int again,
    int cancelled,
    int advised,
    List<File> files) {

  /**
   * A file of charges.
   *
   * @param firstTry the first sending's trailer is wrong, and the whole file comes again later
   * @param twice it is sent once more, all the same
   */
  record File(Duration at, int charges, boolean firstTry, boolean twice) {
    File at(Duration when) {
      return new File(when, charges, firstTry, twice);
    }
  }

  Load with(List<File> others) {
    return new Load(abroad, shops, cards, hot, again, cancelled, advised, others);
  }

  Load without(int file) {
    var left = new java.util.ArrayList<>(files);
    left.remove(file);
    return new Load(abroad, shops, cards, hot, again, cancelled, advised, List.copyOf(left));
  }

  Load with(int purchasesAbroad, int purchasesAtHome) {
    return new Load(purchasesAbroad, purchasesAtHome, cards, hot, again, cancelled, advised, files);
  }
}
