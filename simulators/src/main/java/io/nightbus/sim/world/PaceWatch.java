package io.nightbus.sim.world;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How often the gateway tries (I15): a live request leaves once, whatever happens; an advice, a
 * reversal or a charge comes again no oftener than its pauses allow; and an address is dialled only
 * so often. It keeps bounds, too (I14): what waits for a socket is bounded.
 */
final class PaceWatch implements Watch {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Pauses double from half a second to ten; links that come and go let some of them be cut. */
  private static final int REPEATS_A_MINUTE = 24;

  private static final int DIALS_A_SECOND = 20;
  private static final int DIALS_A_MINUTE = 300;

  private final Checks checks;
  private final Agenda agenda;
  private final Map<String, Deque<Long>> transmissions = new HashMap<>();
  private final Map<LinkId, Deque<Long>> dials = new HashMap<>();

  PaceWatch(Checks checks, Agenda agenda) {
    this.checks = checks;
    this.agenda = agenda;
  }

  @Override
  public void handing(LinkId link, Message message) {
    boolean ours = !message.mti().isResponse() && !message.mti().isNetworkManagement();
    if (!ours || !message.has(De.STAN)) {
      return;
    }
    Stamp stamp = Stamp.of(message);
    String key = link.endpoint() + stamp.mti() + stamp.stanDigits() + stamp.transmitted();
    int times = within(transmissions.computeIfAbsent(key, _ -> new ArrayDeque<>()), MINUTE);
    checks.that(
        times <= REPEATS_A_MINUTE,
        Invariant.RETRY_BUDGET,
        () -> times + " times within a minute: " + message);
  }

  @Override
  public void dialled(LinkId link) {
    Deque<Long> before = dials.computeIfAbsent(link, _ -> new ArrayDeque<>());
    int times = within(before, MINUTE);
    long second = agenda.now() - Duration.ofSeconds(1).toNanos();
    long lately = before.stream().filter(at -> at > second).count();
    checks.that(
        times <= DIALS_A_MINUTE && lately <= DIALS_A_SECOND,
        Invariant.RETRY_BUDGET,
        () -> link + " is dialled " + lately + " times in a second, " + times + " in a minute");
  }

  /** Counts this moment in, and those that are not older than {@code span}. */
  private int within(Deque<Long> moments, long span) {
    long now = agenda.now();
    moments.addLast(now);
    while (now - moments.getFirst() > span) {
      moments.removeFirst();
    }
    return moments.size();
  }
}
