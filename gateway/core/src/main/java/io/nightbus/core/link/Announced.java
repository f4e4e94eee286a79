package io.nightbus.core.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The addresses of one site as a name service or a file announces them, and which of them have a
 * link. Announced is not reachable: an address is a candidate until its link has shown more. Nor is
 * absent gone: what is verified goes only when the announcement left it out several times in a row
 * and another address that is announced carries traffic. Answers that say nothing change nothing.
 */
public final class Announced {
  /** Answers in a row that have to leave an address out before it may go. */
  public static final int PATIENCE = 3;

  private final int most;

  /** In the order in which they were announced first. */
  private final LinkedHashMap<String, Place> places = new LinkedHashMap<>();

  private int lastSize;
  private int lastNumber;

  /**
   * @param most addresses that have a link at a time; what is announced beyond is left out
   */
  public Announced(int most) {
    this.most = most;
  }

  /** What the link of an address has shown. */
  public enum Standing {
    CANDIDATE,
    /** Was up once, and is not now. */
    VERIFIED,
    CARRIES
  }

  /** How one answer looks beside those before. */
  public enum Sense {
    GOOD,
    /** It names no address at all. */
    EMPTY,
    /** Less than half of the addresses of the answer before. */
    SHRUNK,
    /** An address is back that was left out shortly before. */
    FLAPPING,
    /** More addresses than may have a link. */
    TOO_MANY
  }

  /**
   * An address that has a link.
   *
   * @param number names the link: 1 to twice the most, of those that are free the one not used for
   *     longest
   * @param absent answers in a row that left it out
   */
  public record Place(String address, int number, int absent) {
    private Place seen(boolean now) {
      return new Place(address, number, now ? 0 : absent + 1);
    }
  }

  /**
   * What follows from an answer.
   *
   * @param changed links come or go
   * @param leftOut addresses that have no link, because there are too many
   */
  public record Outcome(Sense sense, boolean changed, int leftOut) {}

  /** Those that have a link now. */
  public List<Place> places() {
    return List.copyOf(places.values());
  }

  /** Those that have a link although the last answer left them out. */
  public List<Place> missed() {
    return places.values().stream().filter(place -> place.absent() > 0).toList();
  }

  /**
   * A look-up has ended well.
   *
   * @param addresses in the answer's order; twice the same is once
   * @param standing of the link of an address that has one
   */
  public Outcome answered(List<String> addresses, Function<Place, Standing> standing) {
    Set<String> told = new LinkedHashSet<>(addresses);
    if (told.isEmpty()) {
      return new Outcome(Sense.EMPTY, false, 0);
    }
    boolean flaps =
        places.values().stream()
            .anyMatch(place -> place.absent() > 0 && told.contains(place.address()));
    boolean shrank = told.size() * 2 < lastSize;
    lastSize = told.size();
    places.replaceAll((address, place) -> place.seen(told.contains(address)));
    Set<Integer> taken = new LinkedHashSet<>();
    places.values().forEach(place -> taken.add(place.number()));
    boolean went = letGo(standing);
    List<String> fresh = told.stream().filter(address -> !places.containsKey(address)).toList();
    List<String> let = fresh.subList(0, Math.min(fresh.size(), most - places.size()));
    let.forEach(address -> places.put(address, new Place(address, free(taken), 0)));
    int leftOut = fresh.size() - let.size();
    return new Outcome(sense(leftOut, flaps, shrank), went || !let.isEmpty(), leftOut);
  }

  private static Sense sense(int leftOut, boolean flaps, boolean shrank) {
    if (leftOut > 0) {
      return Sense.TOO_MANY;
    }
    if (flaps) {
      return Sense.FLAPPING;
    }
    return shrank ? Sense.SHRUNK : Sense.GOOD;
  }

  private boolean letGo(Function<Place, Standing> standing) {
    boolean othersCarry =
        places.values().stream()
            .anyMatch(place -> place.absent() == 0 && standing.apply(place) == Standing.CARRIES);
    List<String> going = new ArrayList<>();
    for (Map.Entry<String, Place> each : places.entrySet()) {
      Place place = each.getValue();
      boolean spared = othersCarry || standing.apply(place) == Standing.CANDIDATE;
      if (place.absent() >= PATIENCE && spared) {
        going.add(each.getKey());
      }
    }
    going.forEach(places::remove);
    return !going.isEmpty();
  }

  /** The number that was given away longest ago: its last link has had the time to end. */
  private int free(Set<Integer> taken) {
    do {
      lastNumber = lastNumber % (2 * most) + 1;
    } while (!taken.add(lastNumber));
    return lastNumber;
  }
}
