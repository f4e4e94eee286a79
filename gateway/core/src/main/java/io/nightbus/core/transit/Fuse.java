package io.nightbus.core.transit;

import io.nightbus.core.transit.Hold.Scope;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Blows when an abnormal share is declined, in one card range, on one kind of device or in one
 * file: then something is wrong with us or the network, not with so many cards (domain §7.8; 2016
 * and 2019 would both have blown it).
 */
public final class Fuse {
  private static final int WATCHED = 2_000;

  private final int minimum;
  private final int share;
  private final SequencedMap<Blown, int[]> answers = new LinkedHashMap<>();

  /** What it is about, as a hold would say. */
  public record Blown(Scope scope, String value) {}

  /**
   * Counts nothing yet.
   *
   * @param minimum answers before a share is judged
   * @param share declines per hundred answers that blow it
   */
  public Fuse(int minimum, int share) {
    this.minimum = minimum;
    this.share = share;
  }

  /** The issuer decided; says what this decline blows, the narrowest first. */
  public Optional<Blown> heard(Charge charge, boolean declined) {
    Optional<Blown> blown = count(new Blown(Scope.RANGE, charge.range()), declined);
    if (blown.isEmpty() && !charge.device().isEmpty()) {
      blown = count(new Blown(Scope.DEVICE, charge.device()), declined);
    }
    return blown.isPresent() ? blown : count(new Blown(Scope.BATCH, charge.batch()), declined);
  }

  /** Older answers fade: after twenty times the minimum each counts half. */
  private Optional<Blown> count(Blown subject, boolean declined) {
    int[] seen = answers.get(subject);
    if (seen == null) {
      if (answers.size() >= WATCHED) {
        answers.pollFirstEntry();
      }
      seen = new int[2];
      answers.put(subject, seen);
    }
    seen[0]++;
    seen[1] += declined ? 1 : 0;
    if (declined && seen[0] >= minimum && 100L * seen[1] >= (long) share * seen[0]) {
      answers.remove(subject);
      return Optional.of(subject);
    }
    if (seen[0] >= 20 * minimum) {
      seen[0] /= 2;
      seen[1] /= 2;
    }
    return Optional.empty();
  }
}
