package io.nightbus.sim.world;

import io.nightbus.core.saf.Guarantees;
import io.nightbus.core.transit.RetryRule;
import io.nightbus.core.transit.RetryRules;
import io.nightbus.iso.dialect.ResponseClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * All that a seed draws before its world begins, so that it can be looked at, and made smaller.
 *
 * @param seed of the world's own chances too
 * @param safety how long faults may happen; then everything is healed
 * @param less what of its links it does without
 */
record Scenario(long seed, Duration safety, Load load, List<Fault> faults, Set<Less> less) {
  private static final List<Fault.Kind> KINDS = Fault.Kind.FIRST;

  /** What a smaller world does without. */
  enum Less {
    ONE_SITE,
    ONE_LINK_A_SITE,
    ONE_ISSUER_LINK,
    ONE_ACQUIRER_LINK,
    ALL_REACHABLE
  }

  /** What this seed stands for; the same for ever, as long as this method does not change. */
  static Scenario of(long seed) {
    var draw = new SplittableRandom(seed * 0x9E37_79B9_7F4A_7C15L + 1);
    Duration safety = Duration.ofSeconds(30 + draw.nextInt(150));
    Load load = load(draw, safety);
    List<Fault> faults = draw.nextInt(10) == 0 ? List.of() : faults(draw, safety);
    var more = new SplittableRandom(seed * 0x94D0_49BB_1331_11EBL + 3);
    faults = more.nextInt(8) == 0 ? alike(more, faults) : faults;
    Load met = load.with(meeting(more, load.files(), faults));
    faults = isForgetful(seed) ? losing(seed, met, faults) : faults;
    List<Fault> all = later(seed, safety, faults);
    return new Scenario(seed, safety, isAboutRanges(all) ? busy(met) : met, all, Set.of());
  }

  /** Nothing is wrong but that an issuer is out. */
  private static boolean isAboutRanges(List<Fault> faults) {
    return !faults.isEmpty()
        && faults.stream().allMatch(fault -> fault.kind() == Fault.Kind.RANGE_OUT);
  }

  /** So many purchases that whoever counts an issuer's refusals against the network shows it. */
  private static Load busy(Load load) {
    return load.with(load.abroad(), Math.max(load.shops(), 600));
  }

  /** As this seed was drawn before there were other kinds of faults than the first. */
  static Scenario first(long seed) {
    Scenario now = of(seed);
    return now.with(now.faults.stream().filter(it -> Fault.Kind.FIRST.contains(it.kind())).toList())
        .with(Set.of(Less.ALL_REACHABLE));
  }

  /** To every second seed with faults come others, of a few kinds. */
  private static List<Fault> later(long seed, Duration safety, List<Fault> faults) {
    var draw = new SplittableRandom(seed * 0xA076_1D64_78BD_642FL + 6);
    if (faults.isEmpty() || draw.nextBoolean()) {
      return faults;
    }
    var able = new ArrayList<Fault.Kind>();
    int kinds = 1 + draw.nextInt(4);
    for (int i = 0; i < kinds; i++) {
      able.add(Fault.Kind.LATER.get(draw.nextInt(Fault.Kind.LATER.size())));
    }
    var more = new ArrayList<>(draw.nextInt(4) == 0 ? List.<Fault>of() : faults);
    more.addAll(faults(draw, safety, able, 1 + draw.nextInt(12)));
    return List.copyOf(more);
  }

  /** Its network remembers for some seconds only, and its answers get lost for longer. */
  private static boolean isForgetful(long seed) {
    return new SplittableRandom(seed * 0xD6E8_FEB8_6659_FD93L + 4).nextInt(8) == 0;
  }

  /** Soon after each file has come, the network's answers to it get lost. */
  private static List<Fault> losing(long seed, Load load, List<Fault> faults) {
    if (faults.isEmpty()) {
      return faults;
    }
    var draw = new SplittableRandom(seed * 0xD6E8_FEB8_6659_FD93L + 5);
    var more = new ArrayList<>(faults);
    for (Load.File file : load.files()) {
      Duration at = file.at().plusMillis(draw.nextInt(1_000));
      Duration lasts = Duration.ofSeconds(10 + draw.nextInt(50));
      more.add(new Fault(Fault.Kind.HOST_LOSES_ANSWERS, at, lasts, 0, 200 + draw.nextInt(801)));
    }
    return List.copyOf(more);
  }

  /**
   * One kind of fault and no other; often the one that is no fault of the network's at all: an
   * issuer behind it is out, and nobody else may notice.
   */
  private static List<Fault> alike(SplittableRandom draw, List<Fault> faults) {
    Fault.Kind one =
        draw.nextInt(4) == 0 ? Fault.Kind.RANGE_OUT : KINDS.get(draw.nextInt(KINDS.size()));
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
        files,
        Optional.empty());
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
    kinds.add(KINDS.get(draw.nextInt(KINDS.size())));
    return faults(draw, safety, List.copyOf(kinds), 1 + draw.nextInt(24));
  }

  private static List<Fault> faults(
      SplittableRandom draw, Duration safety, List<Fault.Kind> able, int count) {
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
    boolean forgets = draw.nextInt(4) == 0 && plan.network.removesDuplicates();
    if ((forgets || isForgetful(seed)) && !setsClock()) {
      Duration soon = plan.answer.multipliedBy(2).plusSeconds(18 + draw.nextInt(20));
      plan.network = new Guarantees(soon, plan.network.tombstone(), plan.network.arrival());
    }
    if (plan.network.equals(Plan.NOTHING) && boundsArrival(seed)) {
      plan.network = new Guarantees(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(2));
    }
    if (draw.nextInt(8) == 0 && !isQuiet()) {
      // So early that an outage makes a file stale.
      plan.deadline = World.BEGAN.plusSeconds(30 + draw.nextInt(200));
      plan.transit = plan.transit.withStaleAfter(Duration.ofSeconds(draw.nextInt(60)));
    }
    var more = new SplittableRandom(seed * 0xE703_7ED1_A0B4_28DBL + 7);
    plan.mostlyAlsoTheirs = isAboutRanges(faults);
    plan.unreachable = isQuiet() || more.nextInt(3) > 0 ? 0 : 1 + more.nextInt(2);
    var again = new SplittableRandom(seed * 0x8EBC_6AF0_9C88_C6E3L + 8);
    if (again.nextInt(4) == 0) {
      plan.transit = plan.transit.withRetries(retries(again));
    }
    less.forEach(part -> shrink(plan, part));
    return plan;
  }

  /** So many attempts and no more after an answer, and not before some time. */
  private static RetryRules retries(SplittableRandom draw) {
    var rules = new ArrayList<RetryRule>();
    for (ResponseClass kind : List.of(ResponseClass.TECH_ISSUER, ResponseClass.TECH_NETWORK)) {
      Duration spacing = Duration.ofSeconds(draw.nextInt(30));
      var answer = new RetryRule.OfClass(kind);
      rules.add(new RetryRule(answer, 1 + draw.nextInt(4), spacing, "drawn", Instant.EPOCH));
    }
    return new RetryRules(Optional.empty(), rules);
  }

  /** Its network keeps no tombstone, but nothing arrives later than any fault here lasts. */
  private static boolean boundsArrival(long seed) {
    return new SplittableRandom(seed * 0xA24B_AED4_963E_E407L + 6).nextInt(3) == 0;
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
    return new Scenario(seed, safety, load, List.copyOf(fewer), less);
  }

  Scenario with(Load smaller) {
    return new Scenario(seed, safety, smaller, faults, less);
  }

  Scenario with(Duration shorter) {
    return new Scenario(seed, shorter, load, faults, less);
  }

  Scenario with(Set<Less> more) {
    return new Scenario(seed, safety, load, faults, more);
  }

  private static void shrink(Plan plan, Less part) {
    switch (part) {
      case ONE_SITE -> plan.networkSites = List.of("A");
      case ONE_LINK_A_SITE -> plan.linksPerSite = 1;
      case ONE_ISSUER_LINK -> plan.issuerLinks = 1;
      case ONE_ACQUIRER_LINK -> plan.acquirerLinks = 1;
      case ALL_REACHABLE -> plan.unreachable = 0;
    }
  }

  /** All of it for people, a line for each part. */
  String text() {
    Plan plan = plan();
    var text = new StringBuilder();
    text.append(
        "network: sites %s with %d links each, %s%n"
            .formatted(plan.networkSites, plan.linksPerSite, promises(plan.network)));
    text.append(
        "issuer: %d links, %s; acquirer: %d links%n"
            .formatted(plan.issuerLinks, promises(plan.issuer), plan.acquirerLinks));
    if (plan.unreachable > 0) {
      text.append("and %d of each that nobody answers%n".formatted(plan.unreachable));
    }
    text.append(
        "answers within %.1f s, route's budget %.1f s, originators wait %.1f s%n"
            .formatted(seconds(plan.answer), seconds(plan.budget), seconds(plan.patience)));
    text.append(
        "commits take %.1f ms; deliveries: %d at a time, %d a second%n"
            .formatted(plan.commitNanos / 1e6, plan.deliveryWindow, plan.deliveryRate));
    text.append(
        "%d purchases a minute from abroad, %d from shops; %s%n"
            .formatted(
                load.abroad(),
                load.shops(),
                load.only().map(it -> "of them only those numbered " + it).orElse("all of them")));
    load.files().forEach(file -> text.append("%9.3f s  %s%n".formatted(seconds(file.at()), file)));
    faults.stream()
        .sorted(Comparator.comparing(Fault::at))
        .forEach(fault -> text.append(fault).append(System.lineSeparator()));
    text.append("%9.3f s  everything is healed".formatted(seconds(safety)));
    return text.toString();
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static String promises(Guarantees it) {
    String duplicates = it.removesDuplicates() ? "removes duplicates for " + it.duplicates() : "";
    String tombstone = it.keepsTombstones() ? "keeps tombstones for " + it.tombstone() : "";
    String bound = it.boundsArrival() ? "lets nothing arrive after " + it.arrival() : "";
    String both = (duplicates + " " + tombstone + " " + bound).strip();
    return both.isEmpty() ? "promises nothing" : both;
  }
}
