package io.nightbus.sim.ledger;

import io.nightbus.iso.De;
import io.nightbus.iso.Mti;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What really happened at one host. Belongs to one thread.
 *
 * <p>With {@link Mode#COUNTS} only the totals are kept, for measuring.
 */
public final class Ledger {
  public enum Mode {
    FULL,
    COUNTS
  }

  /** One row of the summary; amounts of different currencies are never added. */
  public record Total(String mti, String currency, Effect effect, long count, long amount) {}

  private record Key(Mti mti, String currency, Effect effect) {}

  private static final class Sum {
    long count;
    long amount;
  }

  private final Mode mode;
  private final @Nullable JsonLines file;
  private final List<LedgerEntry> entries = new ArrayList<>();
  private final Map<Key, Sum> sums = new HashMap<>();
  private long last;

  public Ledger(Mode mode, @Nullable JsonLines file) {
    this.mode = mode;
    this.file = file;
  }

  /** The number of the message that has just come in. */
  public long next() {
    return ++last;
  }

  public void record(LedgerEntry entry) {
    var key =
        new Key(
            entry.message().mti().original(), entry.message().get(De.CURRENCY, ""), entry.effect());
    Sum sum = sums.computeIfAbsent(key, fresh -> new Sum());
    sum.count++;
    sum.amount += entry.amount();
    if (mode == Mode.FULL) {
      entries.add(entry);
      if (file != null) {
        file.add(entry);
      }
    }
  }

  public Mode mode() {
    return mode;
  }

  /** A copy, in order of arrival; empty where only totals are kept. */
  public List<LedgerEntry> entries() {
    return List.copyOf(entries);
  }

  public List<Total> summary() {
    return sums.entrySet().stream()
        .map(entry ->
            new Total(
                entry.getKey().mti().toString(),
                entry.getKey().currency(),
                entry.getKey().effect(),
                entry.getValue().count,
                entry.getValue().amount))
        .sorted(
            Comparator.comparing(Total::mti)
                .thenComparing(Total::currency)
                .thenComparing(Total::effect))
        .toList();
  }

  /** Forgets what is in memory; the file keeps what it has. */
  public void clear() {
    entries.clear();
    sums.clear();
  }
}
