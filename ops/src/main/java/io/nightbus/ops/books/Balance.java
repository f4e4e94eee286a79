package io.nightbus.ops.books;

import java.util.List;

/**
 * What the books came to.
 *
 * @param charges how many charges were compared
 * @param requests how many live requests were compared
 */
public record Balance(List<Section> sections, List<Flaw> flaws, long charges, long requests) {
  public Balance {
    sections = List.copyOf(sections);
    flaws = List.copyOf(flaws);
  }

  /** To the penny, with nothing lost and nothing twice. */
  public boolean agrees() {
    return flaws.isEmpty();
  }

  public long count(Flaw.Kind kind) {
    return flaws.stream().filter(flaw -> flaw.kind() == kind).count();
  }
}
