package io.nightbus.node.ops.intake;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Charge;
import io.nightbus.node.engine.Desk;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Hands charges to the core in chunks and counts what it says; an id is once in a chunk. While the
 * book stores some the next are read, and another is handed over when the answer to the oldest has
 * come: so many and no more are ever out.
 */
final class Offers {
  static final int CHUNK = 500;

  /** The book stores one and has the next at hand, so that it waits for nobody's wake-up. */
  static final int OUT = 3;

  private final Desk desk;
  private final String batch;
  private final Refusals refusals;
  private final SeenIds seen;
  private final boolean dry;
  private final List<Offer> chunk = new ArrayList<>();
  private final Set<String> inChunk = new HashSet<>();
  private final Deque<Sent> out = new ArrayDeque<>();
  private long accepted;
  private long known;

  private record Offer(long line, Charge charge, boolean seenBefore) {}

  private record Sent(List<Offer> chunk, CompletableFuture<Result> answer) {}

  /**
   * Hands nothing over yet.
   *
   * @param dry the desk keeps nothing, so that only the file itself tells what it has twice
   */
  Offers(Desk desk, String batch, Refusals refusals, long seed, boolean dry) {
    this.desk = desk;
    this.batch = batch;
    this.refusals = refusals;
    this.seen = new SeenIds(seed);
    this.dry = dry;
  }

  void add(long line, Charge charge) throws Interrupted {
    if (chunk.size() == CHUNK || !inChunk.add(charge.chargeId())) {
      send();
      inChunk.add(charge.chargeId());
    }
    chunk.add(new Offer(line, charge, seen.add(charge.chargeId())));
  }

  /** Hands over what is left, and has every answer afterwards. */
  void flush() throws Interrupted {
    send();
    while (!out.isEmpty()) {
      settle(out.remove());
    }
  }

  private void send() throws Interrupted {
    if (chunk.isEmpty()) {
      return;
    }
    if (out.size() == OUT) {
      settle(out.remove());
    }
    List<Offer> offers = List.copyOf(chunk);
    var command = new Command.OfferCharges(batch, offers.stream().map(Offer::charge).toList());
    out.add(new Sent(offers, desk.ask(command)));
    chunk.clear();
    inChunk.clear();
  }

  private void settle(Sent before) throws Interrupted {
    switch (Asking.await(before.answer())) {
      case Result.Offered offered when offered.lines().size() == before.chunk().size() -> {
        for (int i = 0; i < before.chunk().size(); i++) {
          count(before.chunk().get(i), offered.lines().get(i));
        }
      }
      case Result.Refused no -> throw new Interrupted(no.reason());
      case Result other -> throw Asking.unexpected(other);
    }
  }

  private void count(Offer offer, Result.Line line) {
    switch (line) {
      case ACCEPTED -> {
        if (dry && offer.seenBefore()) {
          refuse(offer, "was in this file before");
        } else {
          accepted++;
        }
      }
      case KNOWN -> {
        if (offer.seenBefore()) {
          refuse(offer, "was in this file before");
        } else {
          known++;
        }
      }
      case CONFLICT ->
          refuse(
              offer,
              offer.seenBefore()
                  ? "was in this file before, with other content"
                  : "is known, with other content");
      case CLOSED -> refuse(offer, "is new to a file that was taken before without it");
    }
  }

  private void refuse(Offer offer, String reason) {
    refusals.add(offer.line(), offer.charge().chargeId(), "id", reason);
  }

  long accepted() {
    return accepted;
  }

  long known() {
    return known;
  }
}
