package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Within a card's lane things happen one after the other, in the order in which they came. */
final class OrderCheck {
  /**
   * Book and ledger have different clocks for one moment; what is nearer than this is not judged.
   */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  /** What left before a moment may be seen so long after it. */
  private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

  private final Evidence evidence;
  private final Index index;
  private final Flaws flaws;

  OrderCheck(Evidence evidence, Index index, Flaws flaws) {
    this.evidence = evidence;
    this.index = index;
    this.flaws = flaws;
  }

  /**
   * One thing in a lane: since when it was known, from when on it could go (what undoes a request
   * waits for its end, and keeps nobody else waiting for that), until when, and where its host saw
   * it.
   */
  private record Passage(
      long order,
      long id,
      String name,
      Instant since,
      Instant free,
      Instant over,
      List<LedgerLine> seen) {
    LedgerLine first() {
      return seen.getFirst();
    }

    boolean isSeenAfter(Passage other) {
      return seen.getLast().seq() > other.first().seq();
    }

    /**
     * What came of it after that one was a repeat that changed nothing and had been on its way,
     * over another link, when the answer to the first transmission came.
     */
    boolean onlyStragglesBehind(Passage other) {
      return !over.isAfter(other.first().wall())
          && seen.stream()
              .filter(line -> line.seq() > other.first().seq())
              .allMatch(LedgerLine::isIdleRepeat);
    }

    /** That one left while this had to wait for its own original. */
    boolean waitedWhenWent(Passage other) {
      return since.isBefore(free)
          && other.since().isBefore(free)
          && other.first().wall().isBefore(free.plus(ON_THE_WAY));
    }
  }

  void run() {
    Map<String, Instant> ends = ends();
    Map<String, List<Passage>> lanes = new HashMap<>();
    for (Store.Charge charge : evidence.store().charges()) {
      Ledger ledger = evidence.ledger(charge.endpoint());
      List<LedgerLine> lines = new ArrayList<>();
      index
          .attempts(charge.chargeId())
          .forEach(attempt -> lines.addAll(ledger.about(attempt.rrn())));
      if (!lines.isEmpty()) {
        lanes
            .computeIfAbsent("charge " + charge.endpoint() + charge.lane(), _ -> list())
            .add(
                new Passage(
                    charge.id(),
                    charge.id(),
                    "charge " + charge.chargeId(),
                    Instant.MIN,
                    Instant.MIN,
                    Instant.MAX,
                    inOrderOfArrival(lines)));
      }
    }
    for (Store.Obligation owed : evidence.store().obligations()) {
      if (owed.charge() == 0) {
        List<LedgerLine> lines = evidence.ledger(owed.endpoint()).stamped(owed.stamp());
        if (!lines.isEmpty()) {
          lanes
              .computeIfAbsent("duty " + owed.endpoint() + owed.lane(), _ -> list())
              .add(
                  new Passage(
                      owed.order(),
                      owed.id(),
                      owed.duty() + " " + owed.rrn(),
                      owed.created(),
                      ends.getOrDefault(owed.endpoint() + ' ' + owed.rrn(), Instant.MIN),
                      owed.ended().orElse(Instant.MAX),
                      inOrderOfArrival(lines)));
        }
      }
    }
    lanes.values().forEach(this::inOrder);
  }

  /** When requests ended, by endpoint and DE 37. */
  private Map<String, Instant> ends() {
    Map<String, Instant> ends = new HashMap<>();
    for (Store.Exchange exchange : evidence.store().exchanges()) {
      if (!exchange.isTakenOver()) {
        exchange
            .concluded()
            .ifPresent(end ->
                ends.merge(
                    exchange.endpoint() + ' ' + exchange.rrn(),
                    end,
                    (one, other) -> one.isAfter(other) ? one : other));
      }
    }
    return ends;
  }

  private static List<Passage> list() {
    return new ArrayList<>();
  }

  private static List<LedgerLine> inOrderOfArrival(List<LedgerLine> lines) {
    return lines.stream().sorted(Comparator.comparingLong(LedgerLine::seq)).toList();
  }

  private void inOrder(List<Passage> lane) {
    lane.sort(Comparator.comparingLong(Passage::order).thenComparingLong(Passage::id));
    for (int i = 1; i < lane.size(); i++) {
      Passage before = lane.get(i - 1);
      Passage after = lane.get(i);
      boolean overlap = before.isSeenAfter(after) && !before.onlyStragglesBehind(after);
      boolean known =
          before.since().equals(Instant.MIN)
              || before.since().plus(TOLERANCE).isBefore(after.first().wall());
      if (overlap && known && !before.waitedWhenWent(after)) {
        flaws.add(Kind.ORDER, after.name() + " overtook " + before.name());
      }
    }
  }
}
