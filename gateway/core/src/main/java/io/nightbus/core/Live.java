package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.saf.Entry;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request of an originator, from its arrival until its answer has been handed on. */
final class Live {
  final long id;
  final Identity identity;
  final String key;
  Message request;

  /** The request as it goes out, apart from DE 7 and 11. */
  Message forwarded;

  final Settings.Route route;

  /** Who asks. */
  final Peer from;

  /** Who is asked. */
  final Peer to;

  /** Keyed token of its card, empty where it has none. */
  final String lane;

  final long arrived;

  /** When the originator stops waiting. */
  final long until;

  /** Where it came in; the answer goes back there. */
  LinkId origin;

  /** The book has an intent of it, or is about to. */
  boolean booked;

  /**
   * How it is known on the leg that it goes out on. Where it never went out, a stamp that nothing
   * else on that leg will have: the originator's own could be that of another message there.
   */
  Stamp stamp;

  /** The stamp is one of ours; before that it is the originator's. */
  boolean stamped;

  /** The connection that it went over, null where it is known never to have left. */
  @Nullable Path path;

  /** When it last was given a link. */
  long routed;

  /** What came back under its identity was not an answer to it. */
  boolean mispaired;

  /** Its originator gave it up before it went out: it has ended. */
  boolean givenUp;

  /** The network has decided it meanwhile: {@link #reversal} is the advice that says so. */
  boolean overruled;

  /** The originator's own reversal of it has been taken over and waits for its end. */
  @Nullable Entry reversal;

  /** What was taken over about it and waits for its end, in order. */
  final List<Entry> heldBack = new ArrayList<>();

  /** Our own reversal of it. */
  @Nullable Entry undoing;

  @Nullable Decision decision;

  @Nullable Entry advice;

  /** The transaction that its answer depends on. */
  long sequence;

  /** An answer has gone that waited for nothing any more. */
  boolean answered;

  /** What it moved limit counters by. */
  final List<Counters.Move> counted = new ArrayList<>();

  /** When the book had its answer; only then can it have been handed on. */
  long repliedAt;

  Live(
      long id,
      Identity identity,
      Message request,
      Message forwarded,
      Settings.Route route,
      Peer from,
      Peer to,
      String lane,
      long arrived,
      LinkId origin) {
    this.id = id;
    this.identity = identity;
    this.key = identity.key();
    this.request = request;
    this.forwarded = forwarded;
    this.route = route;
    this.from = from;
    this.to = to;
    this.lane = lane;
    this.arrived = arrived;
    this.until = arrived + route.budget().toNanos();
    this.origin = origin;
    this.stamp = Stamp.of(request);
  }

  /** A request that may be refused; advices and reversals report what has been decided. */
  static boolean asks(Message message) {
    return message.mti().isRequest() && !message.mti().isReversal();
  }

  /** A request that has come in and not gone out: it waits for its card, or for the book. */
  boolean waits() {
    return asks(request) && path == null;
  }

  /** How it is known on its leg: by a stamp of that leg, also where it never goes out on it. */
  Stamp stampOnLeg() {
    if (!stamped) {
      stamp = to.stamps.issue(request.mti());
      stamped = true;
    }
    return stamp;
  }

  /** An answer of ours, with this code in DE 39. */
  Message answer(String code) {
    return from.dialect.response(request, code).build();
  }

  /** The peer's answer under the originator's own type, DE 7 and DE 11; a MAC would be stale. */
  Message handedBack(Message response) {
    var answer =
        response
            .edit()
            .drop(De.MAC_64)
            .drop(De.MAC_128)
            .mti(request.mti().response())
            .set(De.STAN, request.get(De.STAN))
            .set(De.TRANSMISSION_TIME, request.get(De.TRANSMISSION_TIME));
    if (response.has(De.FORWARDER)) {
      request
          .find(De.FORWARDER)
          .ifPresentOrElse(own -> answer.set(De.FORWARDER, own), () -> answer.drop(De.FORWARDER));
    }
    return answer.build();
  }

  /**
   * It has its answer and may yet be needed for a while: what was only read off its messages is let
   * go, because the collector would copy it while others wait.
   */
  void rest() {
    request = request.atRest();
    forwarded = forwarded.atRest();
  }

  /**
   * Nothing keeps its approval back any more. Where that is the peer's, the peer's backlog hears
   * how long it took: without the time for which it waited for what is undelivered of its own card,
   * which a slower backlog would lengthen.
   */
  void mayBeAnswered(long now) {
    if (decision == null) {
      to.pace.liveTook(now - routed, now);
    }
  }

  /** Names the answer in {@link Event.Unsent}. */
  long replyToken() {
    return id * 2 + 1;
  }
}
