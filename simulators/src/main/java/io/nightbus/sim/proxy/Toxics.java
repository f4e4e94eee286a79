package io.nightbus.sim.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is switched on at one proxy. Its monitor guards the flows' queues too. */
final class Toxics {
  private final List<Active> active = new ArrayList<>();
  private int last;

  /** One that is on. */
  record Active(int id, Toxic toxic, Direction direction, long since) {}

  synchronized int add(Toxic toxic, Direction direction) {
    last++;
    active.add(new Active(last, toxic, direction, System.nanoTime()));
    notifyAll();
    return last;
  }

  synchronized boolean remove(int id) {
    boolean was = active.removeIf(each -> each.id() == id);
    notifyAll();
    return was;
  }

  synchronized void clear() {
    active.clear();
    notifyAll();
  }

  synchronized List<Active> all() {
    return List.copyOf(active);
  }

  synchronized <T extends Toxic> Optional<T> find(Class<T> kind, Direction direction) {
    return of(kind, direction).map(each -> kind.cast(each.toxic())).findFirst();
  }

  synchronized <T extends Toxic> Optional<Active> active(Class<T> kind, Direction direction) {
    return of(kind, direction).findFirst();
  }

  private Stream<Active> of(Class<? extends Toxic> kind, Direction direction) {
    return active.stream()
        .filter(each -> each.direction() == direction && kind.isInstance(each.toxic()));
  }
}
