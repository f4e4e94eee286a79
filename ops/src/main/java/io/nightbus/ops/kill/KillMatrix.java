package io.nightbus.ops.kill;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Plays round after round: every blow at the numbers that were asked for. */
public final class KillMatrix {
  /** So many rounds at most share simulators and a store; the books grow with them. */
  private static final int MOST_ROUNDS_IN_A_RING = 20;

  /** More points than any blow has: does the plan know it at all? */
  private static final int MANY = 100_000;

  private static final List<String> PROMISES = List.of("duplicates", "tombstone", "nothing");

  private final Path directory;
  private final long seed;
  private final Consumer<String> progress;
  private final int atATime;
  private final List<Round> rounds = Collections.synchronizedList(new ArrayList<>());
  private final Map<Blow, Integer> points = new EnumMap<>(Blow.class);
  private final AtomicLong outageNanos = new AtomicLong();
  private final Shipped fast;
  private final AtomicInteger rings = new AtomicInteger();

  /** A call that did not come so often is looked for earlier in an outage. */
  private static final int TRIES = 3;

  /** A blow that is still to come; at a random moment where the number is 0. */
  private record Next(Blow blow, int number) {
    Next sooner() {
      return new Next(blow, number - number / 3);
    }
  }

  /** Every one that was planned or came in another's place, and how often it was tried. */
  private final Map<Next, AtomicInteger> tries = new ConcurrentHashMap<>();

  /**
   * @param directory takes everything that the processes write; what did not balance stays there
   * @param atATime so many outages are played side by side, each with processes and a store of its
   *     own
   * @param progress is told a line for every round, on the thread that played it
   */
  public KillMatrix(
      Shipped shipped, Path directory, long seed, int atATime, Consumer<String> progress) {
    this.directory = directory;
    this.seed = seed;
    this.atATime = atATime;
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
    Set<Blow> blows = EnumSet.allOf(Blow.class);
    blows.removeIf(blow -> plan.numbers(blow, MANY).isEmpty());
    learn(blows);
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

  private Ring ring() {
    int number = rings.incrementAndGet();
    String promise = PROMISES.get((number - 1) % PROMISES.size());
    return new Ring(directory.resolve("ring-" + number), promise, seed + number, fast);
  }

  /** Counts the points twice: what one outage has more of than another is not promised. */
  private void learn(Set<Blow> blows) {
    try (Ring ring = ring()) {
      if (blows.contains(Blow.FIRST_START)) {
        points.put(Blow.FIRST_START, ring.countFirstStart());
      }
      outageNanos.set(ring.measure().toNanos()); // the first ones are slow, the machine compiles
      Set<Blow> counted = EnumSet.copyOf(blows);
      counted.removeAll(EnumSet.of(Blow.FIRST_START, Blow.RECOVERY, Blow.RANDOM));
      points.putAll(ring.count(counted));
      ring.count(counted).forEach((blow, count) -> points.merge(blow, count, KillMatrix::both));
      outageNanos.accumulateAndGet(ring.measure().toNanos(), Math::min);
      if (blows.contains(Blow.RECOVERY)) {
        points.put(Blow.RECOVERY, ring.countRecovery());
      }
    }
    points.put(Blow.RANDOM, 0);
    progress.accept("an outage takes " + outageNanos.get() / 1_000_000 + " ms; points: " + points);
  }

  /** The fewer of two; a call that came in one of the two outages alone can come. */
  private static int both(int one, int other) {
    return one == 0 || other == 0 ? one + other : Math.min(one, other);
  }

  private void firstStarts(KillPlan plan) {
    List<Integer> numbers =
        plan.numbers(Blow.FIRST_START, points.getOrDefault(Blow.FIRST_START, 0));
    if (!numbers.isEmpty()) {
      try (Ring ring = ring()) {
        for (int number : numbers) {
          told(ring.strikeFirstStart(number));
        }
      }
    }
  }

  private void play(List<Next> plan) {
    Deque<Next> next = new ConcurrentLinkedDeque<>(plan);
    plan.forEach(one -> tries.put(one, new AtomicInteger()));
    var again = new AtomicInteger(plan.size());
    int inARing =
        Math.clamp(plan.size() / (PROMISES.size() * atATime) + 1, 1, MOST_ROUNDS_IN_A_RING);
    List<Future<?>> players = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(atATime)) {
      for (int i = 0; i < atATime; i++) {
        players.add(threads.submit(() -> play(next, again, inARing)));
      }
    }
    for (Future<?> player : players) {
      if (player.state() == Future.State.FAILED) {
        Throwable stuck = player.exceptionNow();
        throw new StageFailure(String.valueOf(stuck.getMessage()), stuck);
      }
    }
  }

  /** Takes one after the other; where it gets stuck, nobody begins another one. */
  private void play(Deque<Next> next, AtomicInteger again, int inARing) {
    Ring ring = ring();
    int played = 0;
    try {
      for (Next one = next.pollFirst(); one != null; one = next.pollFirst()) {
        if (played == inARing) {
          ring = another(ring, true);
          played = 0;
        }
        Round round =
            told(ring.strike(one.blow(), one.number(), Duration.ofNanos(outageNanos.get())));
        played++;
        if (!round.hitWork()) {
          again(one, again).ifPresent(next::addLast); // what met nothing proves nothing
        }
        if (!round.hit() && round.blow().isRandom()) {
          outageNanos.accumulateAndGet(round.whole().toNanos(), Math::min);
        }
        if (!round.balance().agrees()) {
          ring = another(ring, false);
          played = 0;
        }
      }
    } catch (StageFailure stuck) {
      next.clear();
      throw stuck;
    } finally {
      ring.close();
    }
  }

  /** The same once more, and then an earlier one, unless that is in the plan anyway. */
  private Optional<Next> again(Next missed, AtomicInteger randomOnes) {
    if (missed.number() == 0) {
      return randomOnes.getAndDecrement() > 0 ? Optional.of(missed) : Optional.empty();
    }
    if (tries.computeIfAbsent(missed, _ -> new AtomicInteger()).incrementAndGet() < TRIES) {
      return Optional.of(missed);
    }
    Next sooner = missed.sooner();
    return tries.putIfAbsent(sooner, new AtomicInteger()) == null
        ? Optional.of(sooner)
        : Optional.empty();
  }

  private Ring another(Ring ring, boolean good) {
    ring.close();
    if (good) {
      delete(ring.directory());
    }
    return ring();
  }

  private Round told(Round round) {
    rounds.add(round);
    progress.accept(rounds.size() + " " + round.inShort());
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
