package io.nightbus.node.cli;

import io.nightbus.node.ops.intake.ClaimFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Three books of one night beside each other: the operator's file by charge id, ours, and what a
 * network settled by DE 37. It only names what does not match; it moves nothing.
 */
final class Reconciliation {

  /** What does not match. */
  enum Kind {
    OPERATOR_ONLY("in the operator's file, not in our books"),
    BOOKS_ONLY("in our books, not in the operator's file"),
    OPERATOR_AMOUNT("another amount in the operator's file"),
    NOT_SETTLED("authorised, and not in the settlement file"),
    SETTLED_AMOUNT("settled with another amount"),
    SETTLED_TWICE("settled more than once"),
    SETTLED_NOT_AUTHORISED("settled, and not authorised by our books"),
    HELD_SETTLED("held in doubt, and settled: it was authorised"),
    HELD_NOT_SETTLED("held in doubt, and not in the settlement file"),
    SETTLEMENT_ONLY("settled, and not of this batch");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * One charge of our books.
   *
   * @param authorised its last attempt was, or a person has said so
   * @param references DE 37 of each attempt that may have left, the last one at the end
   */
  record Booked(
      String charge, long amount, String state, boolean authorised, List<String> references) {

    boolean isHeld() {
      return state.equals("HELD") && !references.isEmpty();
    }
  }

  /** What does not match, and what each side says; −1 where it says nothing. */
  record Finding(
      Kind kind,
      String charge,
      String reference,
      String state,
      long operator,
      long books,
      long settled) {

    /** What it is about: the largest amount that anybody names. */
    long amount() {
      return Math.max(settled, Math.max(books, operator));
    }
  }

  /** Count and amount. */
  static final class Sum {
    long count;
    long amount;

    void add(long more) {
      count++;
      amount += more;
    }
  }

  private final ClaimFile operator;
  private final ClaimFile settlement;
  private final Map<String, Long> settled;
  private final Map<String, Integer> again = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Kind, Sum> sums = new EnumMap<>(Kind.class);
  final Sum books = new Sum();

  /** On all sides the same. */
  final Sum agreed = new Sum();

  /** Not ended yet: nothing can be said of them. */
  final Sum open = new Sum();

  Reconciliation(ClaimFile operator, ClaimFile settlement) {
    this.operator = operator;
    this.settlement = settlement;
    this.settled = new HashMap<>(settlement.amounts());
    settlement.twice().forEach(reference -> again.merge(reference, 1, Integer::sum));
  }

  /** Each charge of the batch once. */
  void book(Booked charge) {
    int before = findings.size();
    books.add(charge.amount());
    seen.add(charge.charge());
    operator(charge);
    boolean ended = settlement(charge);
    if (!ended) {
      open.add(charge.amount());
    } else if (findings.size() == before) {
      agreed.add(charge.amount());
    }
  }

  private void operator(Booked charge) {
    Long claimed = operator.amounts().get(charge.charge());
    if (claimed == null) {
      found(Kind.BOOKS_ONLY, charge, "", -1);
    } else if (claimed != charge.amount()) {
      found(Kind.OPERATOR_AMOUNT, charge, "", -1);
    }
  }

  /** False where it has not ended, and nothing was settled for it either. */
  private boolean settlement(Booked charge) {
    List<String> known = charge.references().stream().filter(settled::containsKey).toList();
    int times = known.size() + known.stream().mapToInt(it -> again.getOrDefault(it, 0)).sum();
    String reference = known.isEmpty() ? "" : known.getLast();
    long amount = known.isEmpty() ? -1 : settled.getOrDefault(reference, -1L);
    known.forEach(settled::remove);
    if (times > 1) {
      found(Kind.SETTLED_TWICE, charge, reference, amount);
    } else if (amount >= 0 && amount != charge.amount()) {
      found(Kind.SETTLED_AMOUNT, charge, reference, amount);
    } else if (charge.isHeld()) {
      found(times > 0 ? Kind.HELD_SETTLED : Kind.HELD_NOT_SETTLED, charge, reference, amount);
    } else if (charge.authorised() && times == 0) {
      found(Kind.NOT_SETTLED, charge, last(charge), -1);
    } else if (!charge.authorised() && times > 0) {
      found(Kind.SETTLED_NOT_AUTHORISED, charge, reference, amount);
    }
    return times > 0 || isEnded(charge);
  }

  private static String last(Booked charge) {
    return charge.references().isEmpty() ? "" : charge.references().getLast();
  }

  private static boolean isEnded(Booked charge) {
    return switch (charge.state()) {
      case "ACCEPTED", "QUEUED", "SENDING", "IN_DOUBT", "REVERSING" -> false;
      default -> true;
    };
  }

  private void found(Kind kind, Booked charge, String reference, long amount) {
    long claimed = operator.amounts().getOrDefault(charge.charge(), -1L);
    found(
        new Finding(
            kind, charge.charge(), reference, charge.state(), claimed, charge.amount(), amount));
  }

  private void found(Finding finding) {
    findings.add(finding);
    sums.computeIfAbsent(finding.kind(), _ -> new Sum()).add(finding.amount());
  }

  /** All charges of the batch have been told: what is left on the other sides matches nothing. */
  void end() {
    operator
        .amounts()
        .forEach((id, amount) -> {
          if (!seen.contains(id)) {
            found(new Finding(Kind.OPERATOR_ONLY, id, "", "", amount, -1, -1));
          }
        });
    settlement
        .amounts()
        .forEach((reference, amount) -> {
          if (settled.containsKey(reference)) {
            found(new Finding(Kind.SETTLEMENT_ONLY, "", reference, "", -1, -1, amount));
          }
        });
  }

  /** In the order of our books, then of the files. */
  List<Finding> findings() {
    return List.copyOf(findings);
  }

  Map<Kind, Sum> sums() {
    return Map.copyOf(sums);
  }
}
