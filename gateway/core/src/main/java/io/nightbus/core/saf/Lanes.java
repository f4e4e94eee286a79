package io.nightbus.core.saf;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The backlog of one endpoint: a lane per card, in which things happen in order; across lanes
 * nobody waits. One entry of a lane is out at a time. The duties rank the heads of the lanes, and
 * each has a guaranteed share.
 */
public final class Lanes {
  /**
   * Of sixteen turns the first duty asked is this one; an empty duty's turn goes to the highest
   * that has something.
   */
  private static final Duty[] TURNS = turns();

  private static final Duty[] DUTIES = Duty.values();

  private final Map<String, Lane> lanes = new HashMap<>();
  private final Map<Duty, NavigableSet<Entry>> ready = new EnumMap<>(Duty.class);
  private final PriorityQueue<Delayed> delayed = new PriorityQueue<>();
  private final Map<Duty, Integer> sizes = new EnumMap<>(Duty.class);
  private int inFlight;
  private int turn;

  public Lanes() {
    for (Duty duty : DUTIES) {
      ready.put(duty, new TreeSet<>());
      sizes.put(duty, 0);
    }
  }

  private static Duty[] turns() {
    var turns = new Duty[16];
    for (int i = 0; i < turns.length; i++) {
      turns[i] = i % 8 == 7 ? Duty.CHARGE : i % 4 == 3 ? Duty.ADVICE : Duty.REVERSAL;
    }
    return turns;
  }

  private static final class Lane {
    final TreeSet<Entry> entries = new TreeSet<>();

    /** This one is out, or pauses: nothing else goes. It need not be the first any more. */
    @Nullable Entry out;
  }

  private record Delayed(long until, Entry entry) implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed other) {
      int byTime = Long.compare(until, other.until);
      return byTime != 0 ? byTime : entry.compareTo(other.entry);
    }
  }

  /** Puts an entry into its place; one that is there already stays. */
  public void add(Entry entry) {
    Lane lane = lanes.computeIfAbsent(entry.lane(), _ -> new Lane());
    Entry head = lane.entries.isEmpty() ? null : lane.entries.first();
    if (!lane.entries.add(entry)) {
      return;
    }
    sizes.merge(entry.duty(), 1, Integer::sum);
    if (lane.out == null && lane.entries.first().equals(entry)) {
      if (head != null) {
        ready(head.duty()).remove(head);
      }
      ready(entry.duty()).add(entry);
    }
  }

  private NavigableSet<Entry> ready(Duty duty) {
    NavigableSet<Entry> heads = ready.get(duty);
    if (heads == null) {
      throw new IllegalStateException("no lane heads for " + duty);
    }
    return heads;
  }

  /** The next head to send; it is out until {@link #done}, {@link #later} or {@link #putBack}. */
  public Optional<Entry> next() {
    Duty asked = TURNS[turn++ % TURNS.length];
    Entry entry = ready(asked).pollFirst();
    for (Duty duty : DUTIES) {
      entry = entry == null ? ready(duty).pollFirst() : entry;
    }
    if (entry == null) {
      return Optional.empty();
    }
    lane(entry).out = entry;
    inFlight++;
    return Optional.of(entry);
  }

  private Lane lane(Entry entry) {
    Lane lane = lanes.get(entry.lane());
    if (lane == null) {
      throw new IllegalStateException("entry " + entry.id() + " has no lane");
    }
    return lane;
  }

  /** It was not sent: it is the head again at once. */
  public void putBack(Entry entry) {
    inFlight--;
    unblock(lane(entry));
  }

  /** It stays the head of its lane and is ready again at {@code until}. */
  public void later(Entry entry, long until) {
    inFlight--;
    delayed.add(new Delayed(until, entry));
  }

  /** An entry that was out leaves its lane; the next one is ready. */
  public void done(Entry entry) {
    inFlight--;
    leave(entry);
    Lane lane = lanes.get(entry.lane());
    if (lane != null) {
      unblock(lane);
    }
  }

  /**
   * Takes an entry out that is not out: voided, or settled by a person. False where it is unknown
   * here or out.
   */
  public boolean remove(Entry entry) {
    Lane lane = lanes.get(entry.lane());
    if (lane == null || !lane.entries.contains(entry)) {
      return false;
    }
    boolean out = entry.equals(lane.out);
    if (out && !delayed.removeIf(pause -> pause.entry().equals(entry))) {
      return false;
    }
    boolean frees = out || (lane.out == null && lane.entries.first().equals(entry));
    ready(entry.duty()).remove(entry);
    leave(entry);
    if (frees && lanes.containsKey(entry.lane())) {
      unblock(lane);
    }
    return true;
  }

  private void leave(Entry entry) {
    Lane lane = lane(entry);
    if (lane.entries.remove(entry)) {
      sizes.merge(entry.duty(), -1, Integer::sum);
    }
    if (lane.entries.isEmpty()) {
      lanes.remove(entry.lane());
    }
  }

  private void unblock(Lane lane) {
    lane.out = null;
    Entry head = lane.entries.first();
    ready(head.duty()).add(head);
  }

  /** Readies what has paused long enough. */
  public void wake(long now) {
    while (!delayed.isEmpty() && delayed.peek().until() <= now) {
      Entry entry = delayed.remove().entry();
      Lane lane = lanes.get(entry.lane());
      if (lane != null && lane.entries.contains(entry)) {
        unblock(lane);
      }
    }
  }

  /** When {@link #wake} has something to do at the earliest. */
  public long deadline() {
    return delayed.isEmpty() ? Long.MAX_VALUE : delayed.peek().until();
  }

  public boolean hasReady() {
    for (Duty duty : DUTIES) {
      if (!ready(duty).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Something of this card is undelivered. */
  public boolean isBusy(String lane) {
    return lanes.containsKey(lane);
  }

  public boolean isEmpty() {
    return lanes.isEmpty();
  }

  public int inFlight() {
    return inFlight;
  }

  public int size(Duty duty) {
    return sizes.getOrDefault(duty, 0);
  }

  /** Entries of every duty. */
  public int size() {
    int size = 0;
    for (Duty duty : DUTIES) {
      size += size(duty);
    }
    return size;
  }
}
