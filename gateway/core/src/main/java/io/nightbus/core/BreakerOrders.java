package io.nightbus.core;

import io.nightbus.core.time.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What operators order about breakers. Done at once and kept in the book afterwards, as orders
 * about links are: in an incident it has to work while the disk hangs.
 */
final class BreakerOrders {
  private static final int MOST = 100;
  private static final Pattern RANGE = Pattern.compile("\\d{6}");

  private final Map<String, Peer> peers;
  private final Outbox outbox;
  private final Map<Name, Hold> holds = new TreeMap<>();

  /** Which breaker; an endpoint's own has an empty range. */
  private record Name(String endpoint, String range) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int by = endpoint.compareTo(other.endpoint);
      return by == 0 ? range.compareTo(other.range) : by;
    }

    @Override
    public String toString() {
      return range.isEmpty() ? endpoint : endpoint + " cards " + range + "*";
    }
  }

  /** Somebody holds it until a moment of monotonic time. */
  private record Hold(long end, Result.Held told) {}

  BreakerOrders(Map<String, Peer> peers, Outbox outbox) {
    this.peers = peers;
    this.outbox = outbox;
  }

  /**
   * Carries it out.
   *
   * @param dry only says what would be done
   */
  Result obey(Command.BreakerOrder order, boolean dry) {
    return switch (order) {
      case Command.OpenBreaker open -> open(open, dry);
      case Command.CloseBreaker close -> close(close, dry);
      case Command.ShowBreakers _ -> new Result.BreakersShown(shown());
    };
  }

  private Optional<String> unfit(Name name, String by, String reason) {
    if (!peers.containsKey(name.endpoint())) {
      return Optional.of(
          "there is no endpoint \"" + name.endpoint() + "\"; there are " + peers.keySet());
    }
    return name.range().isEmpty() || RANGE.matcher(name.range()).matches()
        ? Orders.unfit(by, reason)
        : Optional.of("a range is the first six digits of a card");
  }

  private Result open(Command.OpenBreaker order, boolean dry) {
    var name = new Name(order.endpoint(), order.range());
    Optional<String> refusal =
        unfit(name, order.by(), order.reason()).or(() -> Term.unfit(order.length()));
    if (refusal.isPresent()) {
      return new Result.Refused(refusal.get());
    }
    if (holds.size() >= MOST && !holds.containsKey(name)) {
      return new Result.Refused("so many breakers are held open already; close some");
    }
    Instant until = outbox.now().wall().plus(order.length());
    String words = name + " gets nothing until " + until;
    if (dry) {
      return new Result.Done(0, words);
    }
    peer(name).target.hold(name.range());
    holds.put(
        name,
        new Hold(
            outbox.nanos() + order.length().toNanos(),
            new Result.Held(until, order.by(), order.reason())));
    outbox.note(Fact.Kind.BREAKER_MOVED, name.endpoint(), "OPEN");
    keep("breaker open", words, order.by(), order.reason());
    return new Result.Done(0, words);
  }

  private Result close(Command.CloseBreaker order, boolean dry) {
    var name = new Name(order.endpoint(), order.range());
    Optional<String> refusal = unfit(name, order.by(), order.reason());
    if (refusal.isPresent()) {
      return new Result.Refused(refusal.get());
    }
    String words = name + " is asked again; what failed before is forgotten";
    if (!dry) {
      holds.remove(name);
      Peer peer = peer(name);
      peer.target.close(name.range());
      outbox.note(Fact.Kind.BREAKER_MOVED, name.endpoint(), "CLOSED");
      keep("breaker close", name.toString(), order.by(), order.reason());
    }
    return new Result.Done(0, words);
  }

  private Peer peer(Name name) {
    Peer peer = peers.get(name.endpoint());
    if (peer == null) {
      throw new IllegalStateException("no endpoint " + name.endpoint());
    }
    return peer;
  }

  private void keep(String what, String subject, String by, String reason) {
    Instant now = outbox.now().wall();
    outbox.store(new Change.Acted(new Act(outbox.id(), now, by, what, subject, reason)));
  }

  private List<Result.Breaker> shown() {
    var all = new ArrayList<Result.Breaker>();
    peers.forEach((endpoint, peer) -> {
      all.add(shown(new Name(endpoint, ""), peer.target.breaker()));
      peer.target
          .openRanges()
          .forEach((range, state) -> all.add(shown(new Name(endpoint, range), state)));
    });
    return all;
  }

  private Result.Breaker shown(Name name, String state) {
    return new Result.Breaker(
        name.endpoint(), name.range(), state, Optional.ofNullable(holds.get(name)).map(Hold::told));
  }

  /** What was held long enough is let go. */
  void tick() {
    long now = outbox.nanos();
    holds
        .entrySet()
        .removeIf(entry -> {
          boolean over = entry.getValue().end() - now <= 0;
          if (over) {
            peer(entry.getKey()).target.letGo(entry.getKey().range());
          }
          return over;
        });
  }

  /** When the next hold ends. */
  long deadline() {
    return holds.values().stream().mapToLong(Hold::end).min().orElse(Long.MAX_VALUE);
  }
}
