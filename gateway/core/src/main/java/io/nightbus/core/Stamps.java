package io.nightbus.core;

import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.IntPredicate;

/**
 * Gives out DE 11 and DE 7 of one endpoint. STANs come in blocks that are leased from the book, so
 * that no number is used twice over a crash; DE 7 never goes backwards, whatever the wall clock
 * does.
 */
final class Stamps {
  private static final int BLOCK = 1_000;
  private static final int LAST = 999_999;
  private static final DateTimeFormatter DE_7 =
      DateTimeFormatter.ofPattern("MMddHHmmss").withZone(ZoneOffset.UTC);

  private final String endpoint;
  private final Outbox outbox;
  private final IntPredicate free;
  private int next;

  /** Numbers below this one are leased by {@link #lease}. */
  private int leased;

  private long lease;

  /** Numbers below this one, and not below {@link #leased}, are leased by the lease after it. */
  private int ahead;

  private long nextLease;
  private long second;
  private String transmitted = "";

  Stamps(String endpoint, Outbox outbox, IntPredicate free, int from, Instant transmittedUpTo) {
    this.endpoint = endpoint;
    this.outbox = outbox;
    this.free = free;
    this.next = from;
    this.leased = from;
    this.ahead = from;
    this.second = transmittedUpTo.getEpochSecond();
    this.transmitted = DE_7.format(transmittedUpTo);
  }

  /** A stamp that nothing outstanding has; what goes out under it depends on {@link #lease}. */
  Stamp issue(Mti mti) {
    int stan = number();
    while (!free.test(stan)) {
      stan = number();
    }
    return new Stamp(mti.original(), stan, time());
  }

  /**
   * The next block is leased while half of this one is left: a store that hangs just then does not
   * keep echoes and sign-ons from leaving, for whose absence links would be cut.
   */
  private int number() {
    if (next > LAST) {
      next = 1;
      leased = 1;
      ahead = 1;
    }
    if (next >= leased) {
      if (ahead <= next) {
        leaseAhead();
      }
      leased = ahead;
      lease = nextLease;
    } else if (leased - next == BLOCK / 2 && leased <= LAST) {
      leaseAhead();
    }
    return next++;
  }

  private void leaseAhead() {
    ahead = Math.min(Math.max(next, leased) + BLOCK, LAST + 1);
    nextLease = outbox.store(new Change.StansLeased(endpoint, ahead, outbox.now().wall()));
  }

  private String time() {
    long current = outbox.now().wall().getEpochSecond();
    if (current > second) {
      second = current;
      transmitted = DE_7.format(Instant.ofEpochSecond(current));
    }
    return transmitted;
  }

  /** The store transaction that has to be durable before a stamp is used. */
  long lease() {
    return lease;
  }
}
