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
  private int leased;
  private long lease;
  private long second;
  private String transmitted = "";

  Stamps(String endpoint, Outbox outbox, IntPredicate free, int from, Instant transmittedUpTo) {
    this.endpoint = endpoint;
    this.outbox = outbox;
    this.free = free;
    this.next = from;
    this.leased = from;
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

  private int number() {
    if (next > LAST) {
      next = 1;
      leased = 1;
    }
    if (next >= leased) {
      leased = Math.min(next + BLOCK, LAST + 1);
      lease = outbox.store(new Change.StansLeased(endpoint, leased, outbox.now().wall()));
    }
    return next++;
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
