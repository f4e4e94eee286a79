package io.nightbus.sim.world;

import io.nightbus.core.saf.Guarantees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * All that a seed draws before its world begins, so that it can be looked at, and made smaller.
 *
 * @param seed of the world's own chances too
 * @param safety how long faults may happen; then everything is healed
 */
record Scenario(long seed, Duration safety, Load load, List<Fault> faults) {
  private static final Fault.Kind[] KINDS = Fault.Kind.values();

  /** What this seed stands for; the same for ever, as long as this method does not change. */
  static Scenario of(long seed) {
    var draw = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + 1);
    Duration safety = Duration.ofSeconds(30 + draw.nextInt(150));
    Load load = load(draw, safety);
    List<Fault> faults = draw.nextInt(10) == 0 ? List.of() : faults(draw, safety);
    var more = new SplittableRandom(seed * 0x94D0_49BB_1331_11EBL + 3);
    faults = more.nextInt(8) == 0 ? alike(more, faults) : faults;
    return new Scenario(seed, safety, load.with(meeting(more, load.files(), faults)), faults);
  }

  /**
   * One kind of fault and no other; often the one that is no fault of the network's at all: an
   * issuer behind it is out, and nobody else may notice.
   */
  private static List<Fault> alike(SplittableRandom draw, List<Fault> faults) {
    Fault.Kind one =
        draw.nextInt(4) == 0 ? Fault.Kind.RANGE_OUT : KINDS[draw.nextInt(KINDS.length)];
    return faults.stream().map(fault -> fault.as(one)).toList();
  }

  /** Half of the files come just before something goes wrong, and are on their way then. */
  private static List<Load.File> meeting(
      SplittableRandom draw, List<Load.File> files, List<Fault> faults) {
    var moved = new ArrayList<Load.File>();
    for (Load.File file : files) {
      boolean meets = draw.nextBoolean() && !faults.isEmpty();
      Duration at = meets ? faults.get(draw.nextInt(faults.size())).at() : file.at();
      Duration before = meets ? Duration.ofMillis(draw.nextInt(1_500)) : Duration.ZERO;
      Duration from = at.minus(before);
      moved.add(file.at(from.isNegative() ? Duration.ZERO : from));
    }
    return List.copyOf(moved);
  }

  private static Load load(SplittableRandom draw, Duration safety) {
    int busy = draw.nextInt(4) == 0 ? 1_200 : 240;
    var files = new ArrayList<Load.File>();
    int count = draw.nextInt(3);
    for (int i = 0; i < count; i++) {
      files.add(
          new Load.File(
              Duration.ofMillis(draw.nextLong(safety.toMillis())),
              1 + draw.nextInt(150),
              draw.nextInt(5) == 0,
              draw.nextInt(4) == 0));
    }
    return new Load(
        draw.nextInt(busy),
        draw.nextInt(busy),
        3 + draw.nextInt(200),
        draw.nextInt(50),
        draw.nextInt(8),
        draw.nextInt(12),
        draw.nextInt(6),
        files);
  }

  /** First which kinds there are at all, then how often. */
  private static List<Fault> faults(SplittableRandom draw, Duration safety) {
    Set<Fault.Kind> kinds = EnumSet.noneOf(Fault.Kind.class);
    int share = 1 + draw.nextInt(8);
    for (Fault.Kind kind : KINDS) {
      if (draw.nextInt(16) < share) {
        kinds.add(kind);
      }
    }
    kinds.add(KINDS[draw.nextInt(KINDS.length)]);
    List<Fault.Kind> able = List.copyOf(kinds);
    int count = 1 + draw.nextInt(24);
    var faults = new ArrayList<Fault>();
    for (int i = 0; i < count; i++) {
      faults.add(
          new Fault(
              able.get(draw.nextInt(able.size())),
              Duration.ofMillis(draw.nextLong(safety.toMillis())),
              Duration.ofMillis(100 + draw.nextInt(draw.nextInt(4) == 0 ? 60_000 : 8_000)),
              draw.nextInt(1_000),
              draw.nextInt(1 << 30)));
    }
    return List.copyOf(faults);
  }

  boolean isQuiet() {
    return faults.isEmpty();
  }

  /** The age of what went out before a restart is known by the wall clock alone. */
  private boolean setsClock() {
    return faults.stream().anyMatch(fault -> fault.kind() == Fault.Kind.WALL_STEP);
  }

  /** The gateway and its peers: sizes, timers, promises. */
  Plan plan() {
    var draw = new SplittableRandom(seed * 0xBF58_476D_1CE4_E5B9L + 2);
    var plan = new Plan();
    plan.seed = seed;
    plan.networkSites = draw.nextInt(3) == 0 ? List.of("A") : List.of("A", "B");
    plan.linksPerSite = 1 + draw.nextInt(2);
    plan.issuerLinks = 1 + draw.nextInt(3);
    plan.acquirerLinks = 1 + draw.nextInt(2);
    plan.network = guarantees(draw);
    plan.issuer = guarantees(draw);
    plan.answer = Duration.ofMillis(1_500 + draw.nextInt(5_000));
    plan.budget = plan.answer.plusMillis(500 + draw.nextInt(4_000));
    plan.patience = Duration.ofMillis(2_000 + draw.nextInt(14_000));
    plan.repeatsAfter =
        draw.nextInt(3) == 0 ? Duration.ofMillis(500 + draw.nextInt(4_000)) : Duration.ZERO;
    plan.echo = Duration.ofSeconds(5 + draw.nextInt(20));
    // Where nothing goes wrong, there is room for what comes: to be refused would be a fault.
    plan.linkWindow = draw.nextInt(5) == 0 && !isQuiet() ? 4 : 64;
    plan.deliveryWindow = draw.nextInt(4) == 0 ? 1 : 32;
    plan.perCardCount = 1 + draw.nextInt(20);
    plan.perCardAmount = 1_000L + draw.nextInt(40_000);
    plan.exposure = draw.nextInt(4) == 0 ? 20_000L : 10_000_000L;
    plan.delayNanos = 200_000L + draw.nextInt(20_000_000);
    plan.jitterNanos = draw.nextInt(5_000_000);
    plan.commitNanos = 100_000L + draw.nextInt(8_000_000);
    plan.hot.add(Cards.token(Cards.of(Plan.OURS, 7)));
    plan.says94 = draw.nextInt(4) == 0;
    // Slow enough for a file to be still on its way when something goes wrong.
    int rate = draw.nextInt(4) == 0 ? 2 + draw.nextInt(20) : 1_000;
    plan.deliveryRate = isQuiet() ? 1_000 : rate;
    if (draw.nextInt(4) == 0 && plan.network.removesDuplicates() && !setsClock()) {
      Duration soon = Duration.ofSeconds(4 + draw.nextInt(20));
      plan.network = new Guarantees(soon, plan.network.tombstone());
    }
    if (draw.nextInt(8) == 0 && !isQuiet()) {
      // So early that an outage makes a file stale.
      plan.deadline = World.BEGAN.plusSeconds(30 + draw.nextInt(200));
      plan.transit = plan.transit.withStaleAfter(Duration.ofSeconds(draw.nextInt(60)));
    }
    return plan;
  }

  private static Guarantees guarantees(SplittableRandom draw) {
    Duration none = Duration.ZERO;
    Duration some = Duration.ofMinutes(15 + draw.nextInt(3_000));
    return switch (draw.nextInt(4)) {
      case 0 -> Plan.NOTHING;
      case 1 -> new Guarantees(some, none);
      case 2 -> new Guarantees(none, Duration.ofHours(24));
      default -> new Guarantees(some, Duration.ofHours(24));
    };
  }

  Scenario with(List<Fault> fewer) {
    return new Scenario(seed, safety, load, List.copyOf(fewer));
  }

  Scenario with(Load less) {
    return new Scenario(seed, safety, less, faults);
  }

  Scenario with(Duration shorter) {
    return new Scenario(seed, shorter, load, faults);
  }

  /** All of it for people, a line for each part. */
  String text() {
    var text = new StringBuilder();
    text.append("faults for %.1f s, %s%n".formatted(safety.toMillis() / 1e3, load));
    faults.forEach(fault -> text.append("  ").append(fault).append(System.lineSeparator()));
    return text.toString().stripTrailing();
  }
}
