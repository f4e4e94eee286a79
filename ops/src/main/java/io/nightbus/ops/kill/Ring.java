package io.nightbus.ops.kill;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.books.Unfinished;
import io.nightbus.ops.books.UnreadableEvidence;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.Stage;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Simulators and a gateway that is struck down again and again: the one that starts after a blow
 * takes the next. All rounds share simulators and store; the books are done after each.
 */
final class Ring implements AutoCloseable {
  /** Longer than a client of ours waits for an answer, shorter than a round. */
  private static final long CLIENTS_TIMER_MILLIS = 900;

  private static final Duration END = Duration.ofSeconds(30);
  private static final Unfinished NOTHING = new Unfinished(0, 0, 0);

  private final Stage stage;
  private final String promise;
  private final SplittableRandom random;
  private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
  private int rounds;

  /**
   * Sets it up.
   *
   * @param promise duplicates, tombstone or nothing
   */
  Ring(Path directory, String promise, long seed, Shipped shipped) {
    this.promise = promise;
    this.random = new SplittableRandom(seed);
    Setting setting =
        Setting.plain(seed)
            .guaranteeing(promise.equals("nothing") ? Set.of() : Set.of(promise))
            .timer(CLIENTS_TIMER_MILLIS);
    stage = Stage.set(directory, setting, shipped, shipped, Configuration.in(directory));
  }

  Path directory() {
    return stage.directory();
  }

  private Gateway gateway() {
    return stage.gateway();
  }

  /**
   * Plays outages undisturbed but for strace's eyes, and those as they will be for the blow itself:
   * how many points each of these blows has.
   */
  Map<Blow, Integer> count(Set<Blow> blows) {
    Path store = gateway().store();
    Map<Blow, Integer> points = new EnumMap<>(Blow.class);
    for (Blow blow : blows) {
      List<String> eyes = blow.watching(store);
      if (!points.containsKey(blow)) {
        Map<Blow, Integer> seen = seen(eyes);
        blows.stream()
            .filter(other -> other.watching(store).equals(eyes))
            .forEach(same -> points.put(same, seen.getOrDefault(same, 0)));
      }
    }
    return points;
  }

  private Map<Blow, Integer> seen(List<String> eyes) {
    Path trace = emptyTrace();
    Outage outage = new Outage(stage, ++rounds);
    try (Strace _ = Strace.attach(gateway().process().pid(), eyes, trace)) {
      outage.play();
    }
    outage.settle(false);
    return Calls.points(trace, gateway().store());
  }

  /** How long an outage takes that nobody disturbs. */
  Duration measure() {
    long begin = System.nanoTime();
    Outage outage = new Outage(stage, ++rounds);
    outage.play();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    outage.settle(false);
    return took;
  }

  /** How many writes a recovery makes after a kill in the middle. */
  int countRecovery() {
    Outage played = new Outage(stage, ++rounds);
    played.playToTheMiddle();
    gateway().kill();
    Path trace = stage.directory().resolve("recovery.strace");
    gateway().startAgain(Strace.before(Calls.COUNTING, trace));
    gateway().awaitReady();
    int writes = Calls.points(trace, gateway().store()).getOrDefault(Blow.RECOVERY, 0);
    gateway().kill(); // and strace with it
    startAgain();
    played.settle(false);
    return writes;
  }

  /**
   * One round: an outage with a blow in it, the gateway started again, everything at rest, the
   * books.
   *
   * @param number the call at which the blow comes; of a recovery where it is that
   * @param outage how long a whole one takes: random moments lie in it
   */
  Round strike(Blow blow, int number, Duration outage) {
    long begin = System.nanoTime();
    Outage played = new Outage(stage, ++rounds);
    int thrownAway = 0;
    if (blow.isRandom()) {
      strike(played, Duration.ofNanos(random.nextLong(outage.toNanos())));
    } else {
      thrownAway = strike(played, blow, number);
    }
    boolean hit = !gateway().isAlive();
    Unfinished undone = NOTHING;
    long waiting = 0;
    Duration ready = Duration.ZERO;
    if (hit) {
      ended(blow.exitCode());
      undone = undone();
      waiting = waiting();
      hit = blow != Blow.RECOVERY || diesStarting(blow, number);
      ready = startAgain();
    }
    played.settle(rounds % 5 == 0);
    Balance balance = balance();
    Duration whole = Duration.ofNanos(System.nanoTime() - begin);
    return new Round(
        blow, number, promise, hit, undone, waiting, thrownAway, balance, ready, whole);
  }

  /** At the n-th call; how many unsynced writes were thrown away where it is a power cut. */
  private int strike(Outage outage, Blow blow, int number) {
    Path trace = emptyTrace();
    Path store = gateway().store();
    PowerCut cut;
    try (Strace _ =
        Strace.attach(gateway().process().pid(), blow.injection(store, number), trace)) {
      cut = new PowerCut(store);
      outage.play();
    }
    if (gateway().isAlive() || !blow.isPowerCut()) {
      return 0;
    }
    cut.follow(trace);
    cut.leave(random, rounds % 2 == 1);
    return cut.unsynced();
  }

  private Path emptyTrace() {
    Path trace = stage.directory().resolve("blow.strace");
    delete(trace);
    return trace;
  }

  private Duration startAgain() {
    gateway().startAgain();
    return gateway().awaitReady();
  }

  /** SIGKILL after so long, wherever the outage is then. */
  private void strike(Outage outage, Duration after) {
    Future<?> kill = killer.schedule(gateway()::kill, after.toNanos(), TimeUnit.NANOSECONDS);
    boolean whole = outage.play();
    if (whole) {
      kill.cancel(false);
    }
    try {
      if (!kill.isCancelled()) {
        kill.get(END.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (Exception failed) {
      throw new StageFailure("the gateway could not be killed", failed);
    }
  }

  /** Starts under strace; true where the blow came before it was ready, and it is dead anyway. */
  private boolean diesStarting(Blow blow, int number) {
    gateway().startAgain(Strace.before(blow.injection(gateway().store(), number), emptyTrace()));
    try {
      gateway().awaitReady();
    } catch (StageFailure ended) {
      if (!gateway().ends(Duration.ofSeconds(1))) {
        throw ended;
      }
      ended(blow.exitCode());
      return true;
    }
    gateway().kill();
    return false;
  }

  /** Kills the first start over an empty store, at its n-th write; it has to start afterwards. */
  Round strikeFirstStart(int number) {
    long begin = System.nanoTime();
    gateway().kill();
    forget();
    boolean hit = diesStarting(Blow.FIRST_START, number);
    Duration ready = startAgain();
    return Round.ofFirstStart(number, hit, ready, Duration.ofNanos(System.nanoTime() - begin));
  }

  /** How many writes a first start makes. */
  int countFirstStart() {
    gateway().kill();
    forget();
    Path trace = stage.directory().resolve("first.strace");
    gateway().startAgain(Strace.before(Calls.COUNTING, trace));
    gateway().awaitReady();
    int writes = Calls.points(trace, gateway().store()).getOrDefault(Blow.FIRST_START, 0);
    gateway().kill();
    startAgain();
    return writes;
  }

  /** Only while nothing has been asked: a store with something in it is never thrown away. */
  private void forget() {
    if (rounds > 0) {
      throw new IllegalStateException("this store is in use");
    }
    for (String end : new String[] {"", "-wal", "-shm", "-journal"}) {
      delete(gateway().store().resolveSibling(gateway().store().getFileName() + end));
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException refused) {
      throw new StageFailure(file + " can't be deleted", refused);
    }
  }

  private void ended(int wanted) {
    int code = gateway().process().exitCode(END);
    if (code != wanted) {
      throw new StageFailure("the gateway ended with " + code + " and not with " + wanted);
    }
  }

  private Unfinished undone() {
    try {
      Path scratch = Files.createDirectories(stage.directory().resolve("scratch"));
      return Unfinished.in(gateway().store(), scratch);
    } catch (IOException | UnreadableEvidence unreadable) {
      throw new StageFailure("the dead gateway's store can't be read", unreadable);
    }
  }

  private long waiting() {
    return stage.acquirer().journalSummary().path("SENT").path("count").asLong()
        + stage.network().journalSummary().path("SENT").path("count").asLong();
  }

  private Balance balance() {
    try {
      return Books.audit(EvidenceFiles.read(stage.directory()));
    } catch (UnreadableEvidence unreadable) {
      throw new StageFailure("the books can't be done: " + unreadable.getMessage(), unreadable);
    }
  }

  @Override
  public void close() {
    killer.shutdownNow();
    stage.close();
  }
}
