package io.nightbus.core;

import io.nightbus.core.saf.Entry;
import io.nightbus.core.saf.Obligation;
import io.nightbus.iso.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The obligations that are in memory: what each is, since when we know of it, and behind whom it
 * has to go.
 */
final class Debts {
  private final Outbox outbox;

  /**
   * By id, in trees, for they let go of each other: what left a hash table goes on pointing to what
   * came behind it in its place, and a collection of the young takes that for alive.
   */
  private final Map<Long, Debt> debts = new TreeMap<>();

  /** By the exchange of the advice that they name. */
  private final Map<Long, Set<Long>> naming = new TreeMap<>();

  /** Originators' own advices and reversals, by the exchange that brought them. */
  private final Map<Long, Long> originators = new TreeMap<>();

  /** Those that are in no lane until the reading of the book comes to their place. */
  private final Set<Long> toBeRead = new TreeSet<>();

  /**
   * An obligation in memory.
   *
   * @param since we know of it, or its way to the peer began anew, or it came there
   * @param asked how long that had been when its present stamp was first used; 0 where it was
   *     before this run
   * @param over what it undoes has been answered, or was never sent: nothing of that can come
   */
  private record Debt(
      Obligation obligation, long since, long asked, Optional<Path> behind, boolean over) {

    Debt behind(Optional<Path> path) {
      return new Debt(obligation, since, asked, path, over);
    }
  }

  Debts(Outbox outbox) {
    this.outbox = outbox;
  }

  /** New, or as it has become. */
  void put(Obligation obligation) {
    Debt before = debts.get(obligation.id());
    long now = outbox.nanos();
    if (obligation.names() != 0) {
      naming.computeIfAbsent(obligation.names(), _ -> new TreeSet<>()).add(obligation.id());
    }
    if (obligation.word() == Obligation.Word.ORIGINATORS) {
      originators.put(obligation.exchange(), obligation.id());
    }
    debts.put(
        obligation.id(),
        before == null
            ? new Debt(obligation, now, 0, Optional.empty(), false)
            : new Debt(
                obligation,
                before.since(),
                before.obligation().stamp().equals(obligation.stamp())
                    ? before.asked()
                    : now - before.since(),
                before.behind(),
                before.over()));
  }

  /** Puts it into its lane, at once or when the reading of the book has come to its place. */
  void enter(Peer peer, Entry entry) {
    if (!peer.enters(entry)) {
      toBeRead.add(entry.id());
    }
  }

  /** It need not wait for the reading any more; true where it did. */
  boolean waitsNoMore(long id) {
    return toBeRead.remove(id);
  }

  boolean has(long id) {
    return debts.containsKey(id);
  }

  @Nullable Obligation find(long id) {
    Debt debt = debts.get(id);
    return debt == null ? null : debt.obligation();
  }

  Obligation get(Entry entry) {
    Obligation obligation = find(entry.id());
    if (obligation == null) {
      throw new IllegalStateException("no obligation " + entry.id());
    }
    return obligation;
  }

  void remove(long id) {
    Debt gone = debts.remove(id);
    toBeRead.remove(id);
    if (gone != null) {
      originators.remove(gone.obligation().exchange(), id);
      naming.computeIfPresent(
          gone.obligation().names(), (_, ids) -> ids.remove(id) && ids.isEmpty() ? null : ids);
    }
  }

  /** Those that name this exchange and have never been sent. */
  List<Obligation> thatName(long exchange) {
    return naming.getOrDefault(exchange, Set.of()).stream()
        .map(this::find)
        .filter(it -> it != null && it.attempts() == 0)
        .toList();
  }

  /** Under which stamp an originator's advice went out, where it is in memory. */
  private Optional<Stamp> stampOf(long exchange) {
    Long id = originators.get(exchange);
    Obligation advice = id == null ? null : find(id);
    return advice == null ? Optional.empty() : advice.stamp();
  }

  /** What it names may have gone out meanwhile: then that is what the peer knows. */
  Obligation named(Obligation obligation) {
    return obligation.names() == 0 || obligation.attempts() > 0
        ? obligation
        : stampOf(obligation.names()).map(obligation::naming).orElse(obligation);
  }

  List<Obligation> ofExchange(long exchange) {
    return debts.values().stream()
        .map(Debt::obligation)
        .filter(it -> it.exchange() == exchange)
        .toList();
  }

  /** As long as this connection stands, the obligation may take no other. */
  void follow(long id, Path path) {
    debts.computeIfPresent(id, (_, debt) -> debt.behind(Optional.of(path)));
  }

  /** What it undoes has been answered, or was never sent. */
  void originalIsOver(long id) {
    debts.computeIfPresent(
        id,
        (_, debt) -> new Debt(debt.obligation(), debt.since(), debt.asked(), debt.behind(), true));
  }

  /** As far as this run knows, nothing of what it undoes can come to the peer any more. */
  boolean isOriginalOver(long id) {
    Debt debt = debts.get(id);
    return debt != null && debt.over();
  }

  /**
   * The connection that it has to take. Where that is gone, what it goes behind may have lain in it
   * until now, and may still be read: the time that it has to come in begins anew.
   */
  Optional<Path> behind(long id) {
    Debt debt = debts.get(id);
    if (debt == null || debt.behind().isEmpty() || debt.behind().get().stands()) {
      return debt == null ? Optional.empty() : debt.behind();
    }
    debts.put(id, new Debt(debt.obligation(), outbox.nanos(), 0, Optional.empty(), debt.over()));
    return Optional.empty();
  }

  /**
   * It has come to the peer, and with it what lay before it in the connection: from here on the
   * peer has its time to do something about that.
   */
  void came(long id) {
    debts.computeIfPresent(
        id,
        (_, debt) -> new Debt(debt.obligation(), outbox.nanos(), 0, Optional.empty(), debt.over()));
  }

  /** Nanoseconds that it waited before its present stamp was first used. */
  long asked(long id) {
    Debt debt = debts.get(id);
    return debt == null ? 0 : debt.asked();
  }
}
