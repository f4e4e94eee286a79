package io.nightbus.core;

import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The charges in memory, and what this life alone knows of them: how old the present attempt is and
 * how often it was repeated, which go by a person's order, and whose cards are stopped.
 */
final class AtWork {
  private final Replay replay;
  private final Ages ages;

  /** In trees for the reason that {@link Debts} gives. */
  private final Map<Long, Charge> charges = new TreeMap<>();

  /** Repeats of the present attempt; a charge that is here was sent at least once. */
  private final Map<Long, Integer> repeats = new TreeMap<>();

  private final Set<Long> ordered = new HashSet<>();
  private final Set<String> stopped;

  /** Charges that left memory while somebody looks at a picture of the book. */
  private final Set<Long> left = new HashSet<>();

  private boolean watched;

  AtWork(Outbox outbox, Replay replay, Recovered recovered) {
    this.replay = replay;
    this.ages = new Ages(outbox, recovered.transmittedUpTo());
    this.stopped = new HashSet<>(recovered.stopped());
  }

  boolean has(long id) {
    return charges.containsKey(id);
  }

  Charge get(long id) {
    Charge charge = charges.get(id);
    if (charge == null) {
      throw new IllegalStateException("charge " + id + " is not at work");
    }
    return charge;
  }

  @Nullable Charge find(long id) {
    return charges.get(id);
  }

  /** New, or as it has become. */
  void put(Charge charge) {
    charges.put(charge.id(), charge);
  }

  /** As it has become, where it is here. */
  void replace(Charge charge) {
    charges.replace(charge.id(), charge);
  }

  /** It was read from the book. */
  void read(Charge charge) {
    put(charge);
    ages.read(charge);
  }

  /** It has left memory, and its place as a canary with it. */
  void forget(Charge charge) {
    charges.remove(charge.id());
    repeats.remove(charge.id());
    ages.forget(charge.id());
    replay.gone(charge);
    if (watched) {
      left.add(charge.id());
    }
  }

  // --- its present attempt

  /** A new attempt of it goes out now. */
  void attempted(Charge sending) {
    put(sending);
    repeats.put(sending.id(), 0);
    ages.attempted(sending.id());
  }

  /** Its present attempt goes out once more. */
  void repeated(Charge charge) {
    repeats.merge(charge.id(), 1, Integer::sum);
  }

  /** How often this life has repeated it. */
  int repeats(Charge charge) {
    return repeats.getOrDefault(charge.id(), 0);
  }

  /** Some transmission of it was a repeat, or may have been. */
  boolean wasRepeated(Charge charge) {
    return repeats(charge) > 0 || charge.state() == ChargeState.IN_DOUBT;
  }

  /** How long ago its present attempt was first meant to go. */
  Duration age(Charge charge) {
    return ages.of(charge);
  }

  // --- by a person's order

  /** He has said in this life that it goes again: the age of its file is no bar. */
  void order(Charge charge) {
    ordered.add(charge.id());
  }

  boolean isOrdered(Charge charge) {
    return ordered.contains(charge.id());
  }

  /** What he ordered has been done. */
  void orderDone(Charge charge) {
    ordered.remove(charge.id());
  }

  // --- stopped cards

  /** A charge of this card was declined for good. */
  void stop(String lane) {
    stopped.add(lane);
  }

  void letGo(String lane) {
    stopped.remove(lane);
  }

  boolean isStopped(String lane) {
    return stopped.contains(lane);
  }

  // --- beside a picture of the book

  /** From here on what leaves memory is noted, so that a picture of the book is read rightly. */
  void watch() {
    watched = true;
  }

  void watchNoMore() {
    watched = false;
    left.clear();
  }

  /** A charge that the book showed, as it is by now; null where it has gone on since. */
  @Nullable Charge asItIs(Charge shown) {
    return left.contains(shown.id()) ? null : charges.getOrDefault(shown.id(), shown);
  }
}
