package io.nightbus.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
 * @param only of the purchases in the order in which they are drawn, these alone; empty for all
 */
record Load(
    int abroad,
    int shops,
    int cards,
    int hot,
    int again,
    int cancelled,
    int advised,
    List<File> files,
    Optional<Set<Integer>> only) {

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

    /** The first of its charges. */
    File of(int fewer) {
      return new File(at, fewer, firstTry, twice);
    }

    /** Sent once, as a whole. */
    File once() {
      return new File(at, charges, false, false);
    }
  }

  Load with(List<File> others) {
    return new Load(
        abroad, shops, cards, hot, again, cancelled, advised, List.copyOf(others), only);
  }

  Load with(int file, File instead) {
    var changed = new ArrayList<>(files);
    changed.set(file, instead);
    return with(changed);
  }

  Load with(int purchasesAbroad, int purchasesAtHome) {
    return new Load(
        purchasesAbroad, purchasesAtHome, cards, hot, again, cancelled, advised, files, only);
  }

  Load only(Set<Integer> purchases) {
    return new Load(
        abroad, shops, cards, hot, again, cancelled, advised, files, Optional.of(purchases));
  }

  boolean has(int purchase) {
    return only.isEmpty() || only.get().contains(purchase);
  }
}
