package io.nightbus.ops.books;

import java.util.ArrayList;
import java.util.List;

/** Collects what does not agree. */
final class Flaws {
  private final List<Flaw> found = new ArrayList<>();

  void add(Flaw.Kind kind, String what) {
    found.add(new Flaw(kind, what));
  }

  List<Flaw> found() {
    return List.copyOf(found);
  }
}
