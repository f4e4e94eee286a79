package io.nightbus.node.ops.intake;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Counts every record that was not taken and keeps the first 1,000 that were told. */
final class Refusals {
  static final int SHOWN = 1_000;

  private final List<Refusal> first = new ArrayList<>();
  private long count;

  void add(long line, String charge, String field, String reason) {
    if (first.size() < SHOWN) {
      first.add(new Refusal(line, charge, field, reason));
    }
    count++;
  }

  /** In the order of the file: the core's refusals come later than those of a line by itself. */
  List<Refusal> first() {
    return first.stream().sorted(Comparator.comparingLong(Refusal::line)).toList();
  }

  long count() {
    return count;
  }
}
