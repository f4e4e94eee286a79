package io.nightbus.ops.books;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one simulated host received, in order of arrival. */
public final class Ledger {
  private final List<LedgerLine> lines;
  private final Map<Long, LedgerLine> bySeq = new HashMap<>();
  private final Map<String, List<LedgerLine>> byRrn = new LinkedHashMap<>();
  private final Map<LedgerLine.Stamp, List<LedgerLine>> byStamp = new HashMap<>();

  public Ledger(List<LedgerLine> lines) {
    this.lines = List.copyOf(lines);
    for (LedgerLine line : lines) {
      bySeq.put(line.seq(), line);
      byRrn.computeIfAbsent(line.rrn(), _ -> new ArrayList<>()).add(line);
      byStamp.computeIfAbsent(line.stamp(), _ -> new ArrayList<>()).add(line);
    }
  }

  public List<LedgerLine> lines() {
    return lines;
  }

  Optional<LedgerLine> line(long seq) {
    return Optional.ofNullable(bySeq.get(seq));
  }

  Collection<String> references() {
    return byRrn.keySet();
  }

  List<LedgerLine> about(String rrn) {
    return byRrn.getOrDefault(rrn, List.of());
  }

  List<LedgerLine> stamped(LedgerLine.Stamp stamp) {
    return byStamp.getOrDefault(stamp, List.of());
  }

  /** What stands on the cardholder's account for this reference: applied less undone. */
  Sum net(String rrn) {
    Sum net = Sum.ZERO;
    for (LedgerLine line : about(rrn)) {
      if (line.isApplied()) {
        net = net.plus(line.amount());
      } else if (line.isUndone()) {
        net = net.plus(new Sum(-1, -line.amount()));
      }
    }
    return net;
  }
}
