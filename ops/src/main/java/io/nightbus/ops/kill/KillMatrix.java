package io.nightbus.ops.kill;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Plays round after round: every blow at the numbers that were asked for. */
public final class KillMatrix {
  /** So many rounds at most share simulators and a store; the books grow with them. */
  private static final int MOST_ROUNDS_IN_A_RING = 20;

  private static final List<String> PROMISES = List.of("duplicates", "tombstone", "nothing");

  private final Path directory;
  private final long seed;
  private final Consumer<String> progress;
  private final List<Round> rounds = new ArrayList<>();
  private final Map<Blow, Integer> points = new EnumMap<>(Blow.class);
  private Duration outage = Duration.ofSeconds(2);
  private final Shipped fast;
  private int rings;

  /** A blow that is still to come. */
  private record Next(Blow blow, int number) {
    /** The same earlier in an outage; at a random moment another one. */
    Next sooner() {
      return new Next(blow, number - number / 3);
    }
  }

  /**
   * @param directory takes everything that the processes write; what did not balance stays there
   * @param progress is told a line for every round
   */
  public KillMatrix(Shipped shipped, Path directory, long seed, Consumer<String> progress) {
    this.directory = directory;
    this.seed = seed;
    this.progress = progress;
    this.fast = shipped.brief();
  }

  /** Why most of it cannot be done here; empty where it can. */
  public static Optional<String> missing() {
    return Strace.missing();
  }

  /** How many points each blow has in one outage. */
  public Map<Blow, Integer> points() {
    return points;
  }

  /** Plays the plan; what was played before an interruption is not lost. */
  public List<Round> play(KillPlan plan) {
    learn();
    firstStarts(plan);
    List<Next> next = new ArrayList<>();
    for (Blow blow : Blow.values()) {
      if (blow != Blow.FIRST_START) {
        plan.numbers(blow, points.getOrDefault(blow, 0))
            .forEach(number -> next.add(new Next(blow, number)));
      }
    }
    Collections.shuffle(next, new Random(seed));
    play(next);
    return List.copyOf(rounds);
  }

  private Path ringDirectory() {
    return directory.resolve("ring-" + ++rings);
  }

  private Ring ring() {
    String promise = PROMISES.get(rings % PROMISES.size());
    Path own = ringDirectory();
    return new Ring(own, promise, seed + rings, fast);
  }

  /** Counts the points twice: what one outage has more of than another is not promised. */
  private void learn() {
    try (Ring ring = ring()) {
      points.putAll(ring.count());
    }
    try (Ring ring = ring()) {
      points.put(Blow.FIRST_START, ring.countFirstStart());
      ring.count().forEach((blow, count) -> points.merge(blow, count, Math::min));
      outage = ring.measure();
      points.put(Blow.RECOVERY, ring.countRecovery());
    }
    points.put(Blow.RANDOM, 0);
    progress.accept("an outage takes " + outage.toMillis() + " ms; points: " + points);
  }

  private void firstStarts(KillPlan plan) {
    List<Integer> numbers =
        plan.numbers(Blow.FIRST_START, points.getOrDefault(Blow.FIRST_START, 0));
    if (!numbers.isEmpty()) {
      try (Ring ring = ring()) {
        for (int number : numbers) {
          rounds.add(told(ring.strikeFirstStart(number)));
        }
      }
    }
  }

  private void play(List<Next> plan) {
    Deque<Next> next = new ArrayDeque<>(plan);
    int again = plan.size();
    int inARing = Math.clamp(plan.size() / PROMISES.size() + 1, 1, MOST_ROUNDS_IN_A_RING);
    Ring ring = ring();
    int played = 0;
    try {
      while (!next.isEmpty()) {
        Next one = next.removeFirst();
        if (played == inARing) {
          ring = another(ring, true);
          played = 0;
        }
        Round round = told(ring.strike(one.blow(), one.number(), outage));
        rounds.add(round);
        played++;
        if (!round.hitWork() && again-- > 0) {
          next.addLast(one.sooner()); // what met nothing proves nothing
        }
        if (!round.hit() && round.blow().isRandom()) {
          outage = round.whole().compareTo(outage) < 0 ? round.whole() : outage;
        }
        if (!round.balance().agrees()) {
          ring = another(ring, false);
          played = 0;
        }
      }
    } finally {
      ring.close();
    }
  }

  private Ring another(Ring ring, boolean good) {
    ring.close();
    if (good) {
      delete(ring.directory());
    }
    return ring();
  }

  private Round told(Round round) {
    progress.accept(rounds.size() + 1 + " " + round.inShort());
    return round;
  }

  private static void delete(Path directory) {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException refused) {
      throw new StageFailure(directory + " can't be deleted", refused);
    }
  }
}
