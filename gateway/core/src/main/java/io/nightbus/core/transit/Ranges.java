package io.nightbus.core.transit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Which card ranges' issuers are out behind a healthy network, by the answers to charges; and who
 * may go as a probe there. The third scope of an outage, beside the link's and the endpoint's
 * (domain §1.1): a gateway that only watches links would miss it.
 */
public final class Ranges {
  /** Cards of a range that is out which stay at hand to probe it; the others wait in the book. */
  private static final int CANARIES = 32;

  /** With fewer at hand the book is asked for more: one card must not spend its budget alone. */
  private static final int FEW = 8;

  private static final int WATCHED = 1_000;

  /** A canary that has not gone so long after its turn leaves it to the next one. */
  private static final long PASSED_OVER = 2_000_000_000L;

  private static final long SOON = 200_000_000L;

  private final TransitRules rules;
  private final SequencedMap<String, Watched> watched = new LinkedHashMap<>();
  private final Map<String, Outage> out = new LinkedHashMap<>();

  private static final class Watched {
    int bad;

    /** Of those in a row, how many were the issuer's own absence. */
    int issuer;

    /** Since when nothing of it was decided, by the sending of what failed first. */
    long badSince;

    long lastGood = Long.MIN_VALUE;
  }

  private static final class Outage {
    long since;
    long pause;
    long nextProbe;
    boolean probing;
    int good;
    int probes;

    /** The book was asked for canaries for the next probe. */
    boolean sought;

    /** The next one first. */
    final LinkedHashSet<Long> canaries = new LinkedHashSet<>();
  }

  /** May a charge of a range go now? */
  public sealed interface Gate {
    record Go() implements Gate {}

    record Later(long until) implements Gate {}

    /** Its range is out and has canaries enough: it waits in the book. */
    record Away() implements Gate {}
  }

  /** What an answer changes. */
  public enum Turn {
    NONE,
    WENT_OUT,
    CAME_BACK
  }

  /** What came of one attempt. */
  public enum Sign {
    /** The issuer decided. */
    GOOD,
    /** It says itself that the issuer is not there: 91, or the network's stand-in for it. */
    ISSUER_OUT,
    /** Silence, 96: the network's fault, unless it is this range's alone. */
    BAD
  }

  public Ranges(TransitRules rules) {
    this.rules = rules;
  }

  public boolean isOut(String range) {
    return out.containsKey(range);
  }

  /** Was found in the book. */
  public void isOutSinceBefore(String range, long now) {
    out.put(range, outage(now));
  }

  private Outage outage(long now) {
    var outage = new Outage();
    outage.since = now;
    outage.pause = rules.probe().toNanos();
    outage.nextProbe = now + outage.pause;
    return outage;
  }

  /** A person says that it is back: nothing is known of it any more. */
  public void forget(String range) {
    out.remove(range);
    watched.remove(range);
  }

  /** Asked before each attempt. Whoever is told to go is the probe, and what came of it is told. */
  public Gate gate(String range, long charge, boolean inDoubt, long now) {
    Outage outage = out.get(range);
    if (outage == null) {
      return new Gate.Go();
    }
    if (!outage.canaries.contains(charge)) {
      if (!inDoubt && outage.canaries.size() >= CANARIES) {
        return new Gate.Away();
      }
      outage.canaries.add(charge);
    }
    if (outage.probing || now < outage.nextProbe) {
      return new Gate.Later(Math.max(outage.nextProbe, now + SOON));
    }
    if (outage.canaries.getFirst() != charge && now < outage.nextProbe + PASSED_OVER) {
      return new Gate.Later(now + SOON);
    }
    outage.probing = true;
    outage.probes++;
    outage.canaries.remove(charge);
    outage.canaries.add(charge);
    return new Gate.Go();
  }

  /** The probe could not be sent, or not a byte of it left. */
  public void notSent(String range, long now) {
    Outage outage = out.get(range);
    if (outage != null) {
      outage.probing = false;
      outage.nextProbe = Math.max(outage.nextProbe, now + SOON);
    }
  }

  /** The charge has ended, or waits for a person or in the book: it probes no more. */
  public void left(String range, long charge) {
    Outage outage = out.get(range);
    if (outage != null) {
      outage.canaries.remove(charge);
    }
  }

  /**
   * What came of an attempt.
   *
   * @param sent when it went out; times are monotonic nanoseconds
   */
  public Turn heard(String range, Sign sign, long sent, long now) {
    Outage outage = out.get(range);
    if (outage != null) {
      boolean probe = sent >= outage.since;
      return probe || sign == Sign.GOOD ? probed(range, outage, sign, now) : Turn.NONE;
    }
    Watched seen = watched(range);
    if (sign == Sign.GOOD) {
      seen.bad = 0;
      seen.issuer = 0;
      seen.lastGood = now;
      return Turn.NONE;
    }
    seen.badSince = seen.bad == 0 ? Math.max(sent, seen.lastGood) : seen.badSince;
    seen.bad++;
    seen.issuer += sign == Sign.ISSUER_OUT ? 1 : 0;
    boolean itsOwn = seen.issuer >= rules.suspect() || othersDecidedSince(range, seen.badSince);
    if (seen.bad < rules.suspect() || !itsOwn) {
      return Turn.NONE;
    }
    seen.bad = 0;
    seen.issuer = 0;
    out.put(range, outage(now));
    return Turn.WENT_OUT;
  }

  private Turn probed(String range, Outage outage, Sign sign, long now) {
    outage.probing = false;
    if (sign != Sign.GOOD) {
      outage.good = 0;
      later(outage, now);
      return Turn.NONE;
    }
    outage.nextProbe = now;
    outage.pause = rules.probe().toNanos();
    if (++outage.good < rules.confirm()) {
      return Turn.NONE;
    }
    out.remove(range);
    watched(range).lastGood = now;
    return Turn.CAME_BACK;
  }

  /**
   * An attempt of this range failed that was sent at {@code sent}, and since then others were
   * decided and this range never: not the endpoint's fault.
   */
  public boolean isAlone(String range, long sent) {
    Watched seen = watched.get(range);
    boolean decided = seen != null && seen.lastGood > sent;
    return out.containsKey(range) || (!decided && othersDecidedSince(range, sent));
  }

  private boolean othersDecidedSince(String range, long moment) {
    for (Map.Entry<String, Watched> other : watched.entrySet()) {
      if (other.getValue().lastGood > moment && !other.getKey().equals(range)) {
        return true;
      }
    }
    return false;
  }

  private Watched watched(String range) {
    Watched seen = watched.get(range);
    if (seen == null) {
      if (watched.size() >= WATCHED) {
        watched.pollFirstEntry();
      }
      seen = new Watched();
      watched.put(range, seen);
    }
    return seen;
  }

  /** Ranges that are out, are due for a probe, and have too few at hand who could be it. */
  public List<String> wanting(long now) {
    var found = new ArrayList<String>();
    out.forEach((range, outage) -> {
      if (seeks(outage) && !outage.probing && now >= outage.nextProbe) {
        found.add(range);
      }
    });
    return found;
  }

  private static boolean seeks(Outage outage) {
    return outage.canaries.isEmpty() || (!outage.sought && outage.canaries.size() < FEW);
  }

  /** Canaries were asked for; ask again no sooner than after a pause. */
  public void asked(String range, long now) {
    Outage outage = out.get(range);
    if (outage != null) {
      outage.sought = true;
      outage.nextProbe = Math.max(outage.nextProbe, now + SOON);
    }
  }

  /** None was found in the book: no card of the range waits. */
  public void nobody(String range, long now) {
    Outage outage = out.get(range);
    if (outage != null && outage.canaries.isEmpty()) {
      later(outage, now);
    }
  }

  private void later(Outage outage, long now) {
    outage.sought = false;
    outage.nextProbe = now + outage.pause;
    outage.pause = Math.min(rules.probeCap().toNanos(), 2 * outage.pause);
  }

  /** Probes sent since it went out; 0 where it is not out. */
  public int probes(String range) {
    Outage outage = out.get(range);
    return outage == null ? 0 : outage.probes;
  }

  /** When a probe is due at the earliest. */
  public long deadline() {
    long due = Long.MAX_VALUE;
    for (Outage outage : out.values()) {
      due = seeks(outage) && !outage.probing ? Math.min(due, outage.nextProbe) : due;
    }
    return due;
  }
}
