package io.nightbus.sim.traffic;

import io.nightbus.sim.ledger.JsonLines;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a simulator asked and was answered. Belongs to one thread. */
public final class Journal {
  /** Requests in one state. */
  public record Total(long count, long amount) {}

  private final List<JournalEntry> entries = new ArrayList<>();
  private final @Nullable JsonLines file;

  public Journal(@Nullable JsonLines file) {
    this.file = file;
  }

  /** Takes a new entry or the next state of one. Numbers come in order, from 1. */
  void put(JournalEntry entry) {
    int index = Math.toIntExact(entry.seq() - 1);
    if (index == entries.size()) {
      entries.add(entry);
    } else {
      entries.set(index, entry);
    }
    if (file != null) {
      file.add(entry);
    }
  }

  JournalEntry get(long seq) {
    return entries.get(Math.toIntExact(seq - 1));
  }

  long next() {
    return entries.size() + 1L;
  }

  public List<JournalEntry> entries() {
    return List.copyOf(entries);
  }

  public Map<JournalEntry.State, Total> summary() {
    var totals = new EnumMap<JournalEntry.State, Total>(JournalEntry.State.class);
    for (JournalEntry entry : entries) {
      totals.merge(
          entry.state(),
          new Total(1, entry.amount()),
          (a, b) -> new Total(a.count() + b.count(), a.amount() + b.amount()));
    }
    return totals;
  }
}
