package io.nightbus.ops.books;

import io.nightbus.ops.books.Flaw.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Within a card's lane things happen one after the other, in the order in which they came. */
final class OrderCheck {
  /**
   * Book and ledger have different clocks for one moment; what is nearer than this is not judged.
   */
  private static final Duration TOLERANCE = Duration.ofMillis(50);

  private final Evidence evidence;
  private final Index index;
  private final Flaws flaws;

  OrderCheck(Evidence evidence, Index index, Flaws flaws) {
    this.evidence = evidence;
    this.index = index;
    this.flaws = flaws;
  }

  /** One thing in a lane: since when it was known, and when its host saw it first and last. */
  private record Passage(long order, long id, String name, Instant since, Span seen) {}

  private record Span(long first, long last, Instant firstAt) {}

  void run() {
    Map<String, List<Passage>> lanes = new HashMap<>();
    for (Store.Charge charge : evidence.store().charges()) {
      Ledger ledger = evidence.ledger(charge.endpoint());
      List<LedgerLine> lines = new ArrayList<>();
      index
          .attempts(charge.chargeId())
          .forEach(attempt -> lines.addAll(ledger.about(attempt.rrn())));
      span(lines)
          .ifPresent(seen ->
              lanes
                  .computeIfAbsent("charge " + charge.endpoint() + charge.lane(), _ -> list())
                  .add(
                      new Passage(
                          charge.id(),
                          charge.id(),
                          "charge " + charge.chargeId(),
                          Instant.MIN,
                          seen)));
    }
    for (Store.Obligation owed : evidence.store().obligations()) {
      if (owed.charge() == 0) {
        span(evidence.ledger(owed.endpoint()).stamped(owed.stamp()))
            .ifPresent(seen ->
                lanes
                    .computeIfAbsent("duty " + owed.endpoint() + owed.lane(), _ -> list())
                    .add(
                        new Passage(
                            owed.order(),
                            owed.id(),
                            owed.duty() + " " + owed.rrn(),
                            owed.created(),
                            seen)));
      }
    }
    lanes.values().forEach(this::inOrder);
  }

  private static List<Passage> list() {
    return new ArrayList<>();
  }

  private static Optional<Span> span(List<LedgerLine> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<LedgerLine> sorted =
        lines.stream().sorted(Comparator.comparingLong(LedgerLine::seq)).toList();
    LedgerLine first = sorted.getFirst();
    return Optional.of(new Span(first.seq(), sorted.getLast().seq(), first.wall()));
  }

  private void inOrder(List<Passage> lane) {
    lane.sort(Comparator.comparingLong(Passage::order).thenComparingLong(Passage::id));
    for (int i = 1; i < lane.size(); i++) {
      Passage before = lane.get(i - 1);
      Passage after = lane.get(i);
      boolean overlap = before.seen().last() > after.seen().first();
      boolean known =
          before.since().equals(Instant.MIN)
              || before.since().plus(TOLERANCE).isBefore(after.seen().firstAt());
      if (overlap && known) {
        flaws.add(Kind.ORDER, after.name() + " overtook " + before.name());
      }
    }
  }
}
