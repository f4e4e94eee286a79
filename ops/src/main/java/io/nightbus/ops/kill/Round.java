package io.nightbus.ops.kill;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Unfinished;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One blow and what came of it.
 *
 * @param number at which call it came, 0 for a random moment
 * @param promise what the network guarantees
 * @param hit the gateway ended by it
 * @param undone what its store said was under way, all zero where it was not hit
 * @param waiting clients' requests without an answer at that moment
 * @param thrownAway unsynced writes that a power cut took
 * @param ready from the start of the process that came after to its word that it is ready
 * @param whole the round from beginning to end, the books included
 */
public record Round(
    Blow blow,
    int number,
    String promise,
    boolean hit,
    Unfinished undone,
    long waiting,
    int thrownAway,
    Balance balance,
    Duration ready,
    Duration whole) {

  /** A kill proves something only where something was under way. */
  public boolean hitWork() {
    return hit && (undone.isAnything() || waiting > 0);
  }

  /** A line for people. */
  public String inShort() {
    return String.format(
        Locale.ROOT,
        "%s%s, network promises %s: %s; %s; ready after %d ms, whole round %d ms",
        blow.title(),
        number == 0 ? "" : " " + number,
        promise,
        hit
            ? String.format(
                Locale.ROOT,
                "hit, %d requests, %d duties, %d charges under way, %d clients waiting",
                undone.requests(),
                undone.duties(),
                undone.charges(),
                waiting)
            : "not reached",
        balance.agrees() ? "books balance" : "BOOKS DO NOT BALANCE " + balance.flaws(),
        ready.toMillis(),
        whole.toMillis());
  }

  /** A first start that was killed: there are no books yet, and nothing to lose. */
  static Round ofFirstStart(int number, boolean hit, Duration ready, Duration whole) {
    return new Round(
        Blow.FIRST_START,
        number,
        "nothing yet",
        hit,
        new Unfinished(0, 0, 0),
        0,
        0,
        new Balance(List.of(), List.of(), 0, 0),
        ready,
        whole);
  }
}
