package io.nightbus.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Requests that wait until their card has nothing undelivered any more, each up to its time. */
final class Waits {
  private final PriorityQueue<Wait> byTime = new PriorityQueue<>();
  private final Map<String, List<Live>> byLane = new HashMap<>();

  private record Wait(long until, Live live) implements Comparable<Wait> {
    @Override
    public int compareTo(Wait other) {
      int order = Long.compare(until, other.until);
      return order != 0 ? order : Long.compare(live.id, other.live.id);
    }
  }

  void add(Live live, long until) {
    byTime.add(new Wait(until, live));
    byLane.computeIfAbsent(live.lane, _ -> new ArrayList<>()).add(live);
  }

  /** One that has waited long enough and is still here; null for none. */
  @Nullable Live overdue(long now) {
    while (!byTime.isEmpty() && byTime.peek().until() <= now) {
      Live live = byTime.remove().live();
      List<Live> lane = byLane.get(live.lane);
      if (lane != null && lane.remove(live)) {
        if (lane.isEmpty()) {
          byLane.remove(live.lane);
        }
        return live;
      }
    }
    return null;
  }

  /** When {@link #overdue} may have one at the earliest. */
  long deadline() {
    return byTime.isEmpty() ? Long.MAX_VALUE : byTime.peek().until();
  }

  /** Those of a lane that are on their way to this endpoint; they wait no more. */
  List<Live> release(String endpoint, String lane) {
    List<Live> lives = byLane.get(lane);
    if (lives == null) {
      return List.of();
    }
    List<Live> released = lives.stream().filter(live -> live.route.to().equals(endpoint)).toList();
    lives.removeAll(released);
    if (lives.isEmpty()) {
      byLane.remove(lane);
    }
    return released;
  }
}
