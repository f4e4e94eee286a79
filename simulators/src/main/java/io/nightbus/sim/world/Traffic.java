package io.nightbus.sim.world;

import io.nightbus.core.transit.Charge;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Lets originators and the transit operator do what a load says, until it is stopped. */
final class Traffic {
  private static final long MINUTE = 60_000_000_000L;

  /** By then a purchase has its answer, or never gets one. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  /** Requests that a link may have out so that none is refused for want of room. */
  private static final int ROOM = 64;

  private final World world;
  private final Load load;
  private final SplittableRandom chance;
  private final List<Transit.Submission> submissions = new ArrayList<>();
  private final List<Runnable> files = new ArrayList<>();
  private boolean stopped;

  /** Purchases drawn so far, whether or not they were made. */
  private int drawn;

  Traffic(World world, Load load) {
    this.world = world;
    this.load = load;
    this.chance = new SplittableRandom(world.plan.seed + 77);
  }

  void begin() {
    if (load.abroad() > 0) {
      next(load.abroad(), this::abroad);
    }
    if (load.shops() > 0) {
      next(load.shops(), this::shops);
    }
    for (int i = 0; i < load.files().size(); i++) {
      int number = i;
      world.agenda.in(load.files().get(i).at(), () -> file(number));
    }
  }

  void stop() {
    stopped = true;
  }

  /** Somebody hands in every file once more. */
  void sendAgain() {
    files.forEach(Runnable::run);
  }

  /** Every file has been taken, or refused for good. */
  boolean isThrough() {
    return submissions.stream().allMatch(submission -> submission.done);
  }

  private void next(int perMinute, Runnable what) {
    double uniform = chance.nextDouble();
    long pause = (long) (-Math.log(1 - uniform) * MINUTE / perMinute);
    world.agenda.in(
        pause,
        () -> {
          if (!stopped) {
            what.run();
            next(perMinute, what);
          }
        });
  }

  private Pan card(String range) {
    boolean hot = chance.nextInt(100) < load.hot();
    return Cards.of(range, chance.nextInt(hot ? Math.min(5, load.cards()) : load.cards()));
  }

  private long amount() {
    return 100L + chance.nextInt(chance.nextInt(10) == 0 ? 9_000 : 3_000);
  }

  private void abroad() {
    boolean made = load.has(drawn++);
    if (chance.nextInt(100) < load.advised()) {
      Pan card = card(Plan.OURS);
      long amount = amount();
      if (made) {
        world.abroad.advise(card, amount);
      }
      return;
    }
    String merchant = chance.nextInt(8) == 0 ? "4111" : "5411";
    Pan card = card(Plan.OURS);
    long amount = amount();
    Optional<Sale> sale =
        made ? Optional.of(world.abroad.buy(card, amount, merchant)) : Optional.empty();
    follow(world.abroad, sale);
  }

  private void shops() {
    boolean made = load.has(drawn++);
    int also = world.plan.mostlyAlsoTheirs ? 2 : 1;
    String range = chance.nextInt(3) < also ? Plan.ALSO_THEIRS : Plan.THEIRS;
    Pan card = card(range);
    long amount = amount();
    Optional<Sale> sale = made ? Optional.of(world.shops.buy(card, amount)) : Optional.empty();
    follow(world.shops, sale);
    if (range.equals(Plan.THEIRS)) {
      sale.ifPresent(it -> world.agenda.in(SETTLED, () -> available(it)));
    }
  }

  /** An issuer that is out is no reason to refuse the cards of another (I7). */
  private void available(Sale sale) {
    List<Line> way = new ArrayList<>(world.lines(Plan.ACQUIRER));
    way.addAll(world.lines(Plan.NETWORK));
    boolean whole =
        world.plan.linkWindow >= ROOM
            && world.truth.wasWholeItself(way, world.network, sale.sentAt);
    world.checks.that(
        !whole || sale.state != Sale.State.UNAVAILABLE,
        Invariant.AVAILABILITY,
        () -> "the network serves, and sale %s got %s".formatted(sale.reference, sale.code));
  }

  /** Some are sent again, some are cancelled, before or after the answer. */
  private void follow(Originator originator, Optional<Sale> made) {
    if (chance.nextInt(100) < load.again()) {
      boolean flagged = chance.nextBoolean();
      long later = chance.nextLong(20_000_000_000L);
      made.ifPresent(sale -> world.agenda.in(later, () -> originator.again(sale, flagged)));
    }
    if (chance.nextInt(100) < load.cancelled()) {
      long later = chance.nextLong(10_000_000_000L);
      made.ifPresent(sale -> world.agenda.in(later, () -> cancel(originator, sale)));
    }
  }

  private static void cancel(Originator originator, Sale sale) {
    if (sale.state == Sale.State.APPROVED || sale.state == Sale.State.WAITING) {
      originator.reverse(sale);
    }
  }

  private void file(int number) {
    Load.File file = load.files().get(number);
    String id = "file" + number;
    var charges = new ArrayList<Charge>();
    for (int i = 0; i < file.charges(); i++) {
      String range = chance.nextInt(4) == 0 ? Plan.ALSO_THEIRS : Plan.THEIRS;
      charges.add(Transit.charge(id + "-" + i, card(range), amount()));
    }
    if (file.firstTry()) {
      submissions.add(world.transit.submit(new Transit.Fares(id, charges, false, "broken " + id)));
    }
    Runnable whole =
        () -> submissions.add(world.transit.submit(new Transit.Fares(id, charges, true, id)));
    files.add(whole);
    world.agenda.in(file.firstTry() ? Duration.ofSeconds(30) : Duration.ZERO, whole);
    if (file.twice()) {
      world.agenda.in(Duration.ofMillis(chance.nextInt(60_000)), whole);
    }
  }
}
