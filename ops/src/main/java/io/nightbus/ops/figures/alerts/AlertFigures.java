package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plays faults one after the other on one rig, and notes what was told of each. */
public final class AlertFigures implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(200);

  /**
   * After the alert: one more look of Prometheus at least, in which something wrong could be told.
   */
  private static final Duration AFTERWARDS = Duration.ofSeconds(9);

  /** What a fault still causes at its end is told by then: one scrape and one evaluation. */
  private static final Duration ECHO = Duration.ofSeconds(11);

  private static final Duration PATIENCE = Duration.ofMinutes(6);

  /** Pages that look back over minutes, and so outlive their fault. */
  private static final Set<String> LINGER =
      Set.of("NightbusMispairedAnswers", "NightbusErrorBudgetBurnMedium", Expected.BURN);

  private final AlertRig rig;
  private final Consumer<String> progress;

  /**
   * Starts the rig and lets it run until a scrape has seen it well.
   *
   * @param ops the folder with prometheus/ and alertmanager/
   */
  public AlertFigures(Shipped shipped, Path ops, Path directory, Consumer<String> progress)
      throws IOException {
    this.progress = progress;
    rig = new AlertRig(shipped, ops, directory);
    try {
      Nights.handIn(rig, rig.nights().written(200, Duration.ofHours(20)));
      awaitSeen();
    } catch (StageFailure | IOException failed) {
      rig.close();
      throw failed;
    }
  }

  /** Every fault of the list. */
  static List<Fault> all() {
    return Stream.of(NetworkFaults.all(), ProtocolFaults.all(), HostFaults.all(), LoadFaults.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Counters that have stood still for two scrapes: what moves later is seen to move. */
  private void awaitSeen() {
    await(
        "Prometheus has not seen the gateway",
        Duration.ofSeconds(60),
        () -> rig.monitoring().ask("count_over_time(up{job=\"nightbus\"}[1m]) > 2").size() > 0);
  }

  /**
   * Plays those rows of the list.
   *
   * @param rows all where empty
   */
  public AlertTable play(List<String> rows) {
    var left =
        new ArrayList<>(
            all().stream().filter(f -> rows.isEmpty() || rows.contains(f.row())).toList());
    var done = new ArrayList<Row>();
    while (!left.isEmpty()) {
      Fault next = next(left);
      left.remove(next);
      Row row = play(next);
      done.add(row);
      progress.accept(AlertTable.words(row));
    }
    return new AlertTable(done);
  }

  /** The first whose alert does not fire yet; where all do, whatever is well first. */
  private Fault next(List<Fault> left) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Set<Alert> firing = rig.monitoring().firing();
      Optional<Fault> free =
          left.stream()
              .filter(fault -> firing.stream().noneMatch(fault.expected()::isMetBy))
              .findFirst();
      if (free.isPresent()) {
        return free.get();
      }
      if (System.nanoTime() > end) {
        return left.getFirst();
      }
      rig.pause(Duration.ofSeconds(1));
    }
  }

  private Row play(Fault fault) {
    Set<Alert> before = rig.monitoring().firing();
    long start = System.nanoTime();
    rig.begins();
    var wrong = new ArrayList<String>();
    Optional<Duration> after = Optional.empty();
    Undo undo = Undo.NOTHING;
    try {
      undo = fault.deed().befall(rig);
      after = awaitTold(fault.expected(), rig.begun(), before);
      rig.pause(AFTERWARDS);
    } catch (StageFailure | IOException impossible) {
      wrong.add(String.valueOf(impossible.getMessage()));
    }
    try {
      undo.run();
      recover(before);
    } catch (StageFailure | IOException stuck) {
      wrong.add("afterwards: " + stuck.getMessage());
    }
    wrong.addAll(wrongPages(fault.expected(), start, before));
    return new Row(fault, after, List.copyOf(wrong));
  }

  private Optional<Duration> awaitTold(Expected expected, long begin, Set<Alert> before) {
    long end = begin + expected.within().toNanos() + (expected.hasName() ? 30_000_000_000L : 0);
    while (System.nanoTime() < end) {
      Optional<Long> told = expected.page() ? paged(expected, begin) : filed(expected, before);
      if (told.isPresent()) {
        return told.map(at -> Duration.ofNanos(at - begin));
      }
      rig.pause(TICK);
    }
    return Optional.empty();
  }

  private Optional<Long> paged(Expected expected, long begin) {
    return rig.monitoring().pager().since(begin).stream()
        .filter(call -> call.firing() && expected.isMetBy(call.alert()))
        .map(Pager.Call::nanos)
        .findFirst();
  }

  private Optional<Long> filed(Expected expected, Set<Alert> before) {
    return expected.hasName()
            && rig.monitoring().told().stream()
                .anyMatch(alert -> expected.isMetBy(alert) && !before.contains(alert))
        ? Optional.of(System.nanoTime())
        : Optional.empty();
  }

  private Set<String> wrongPages(Expected expected, long begin, Set<Alert> before) {
    return rig.monitoring().pager().since(begin).stream()
        .filter(Pager.Call::firing)
        .map(Pager.Call::alert)
        .filter(alert -> !before.contains(alert) && !expected.allows(alert))
        .map(Alert::words)
        .collect(Collectors.toCollection(java.util.TreeSet::new));
  }

  /**
   * All links stand, and no page is left that was not there before; one that looks back may. Not
   * sooner than what the fault still causes has been told: else the next one were blamed for it.
   */
  private void recover(Set<Alert> before) {
    long heard = System.nanoTime() + ECHO.toNanos();
    rig.awaitWell();
    await(
        "a page stays",
        PATIENCE,
        () -> {
          var pages = new HashSet<>(rig.monitoring().firing());
          pages.removeAll(before);
          pages.removeIf(alert -> !alert.isPage() || LINGER.contains(alert.name()));
          return pages.isEmpty() && System.nanoTime() - heard >= 0;
        });
  }

  /**
   * Healthy traffic with ordinary noise: declines, now and then a late answer, a lost one, and a
   * session that is reset every five minutes.
   *
   * @return what paged
   */
  public List<String> healthy(Duration time) {
    long begin = System.nanoTime();
    Set<Alert> before = rig.monitoring().firing();
    var noise =
        List.of(
            rig.network().fault("\"kind\": \"late\", \"delayMs\": 800, \"share\": 0.01"),
            rig.network().fault("\"kind\": \"answer_lost\", \"share\": 0.0001"));
    for (int i = 1; System.nanoTime() - begin < time.toNanos(); i++) {
      rig.pause(Duration.ofSeconds(10));
      if (i % 30 == 0) {
        rig.way().proxy("reset", i % 60 == 0 ? "n1" : "i2");
      }
    }
    for (Undo one : noise) {
      try {
        one.run();
      } catch (IOException gone) {
        throw new StageFailure("the noise can't be ended", gone);
      }
    }
    return List.copyOf(wrongPages(Expected.noPage(0), begin, before));
  }

  private interface Condition {
    boolean holds();
  }

  private void await(String otherwise, Duration atMost, Condition condition) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new StageFailure(otherwise + " after " + atMost.toSeconds() + " s");
      }
      rig.pause(TICK);
    }
  }

  @Override
  public void close() {
    rig.close();
  }
}
