package io.nightbus.core;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.Message;
import io.nightbus.iso.Trail;
import java.time.Duration;
import java.util.List;

/**
 * The core's hand: what time it is, where effects go, and the numbers that are given out in order.
 */
final class Outbox {
  private Moment now;
  private Effects out = _ -> {};
  private long sequence;
  private long durable;

  /** A wall clock that gains no more than this from one event to the next has not slept. */
  private static final Duration NO_SLEEP = Duration.ofSeconds(1);

  private long lastId;
  private long queries;
  private long tokens;

  private Duration slept = Duration.ZERO;

  Outbox(long lastId, Moment now) {
    this.lastId = lastId;
    this.now = now;
  }

  void at(Moment moment, Effects effects) {
    Duration ahead =
        Duration.between(now.wall(), moment.wall()).minusNanos(moment.nanos() - now.nanos());
    if (ahead.compareTo(NO_SLEEP) > 0) {
      slept = slept.plus(ahead);
    }
    now = moment;
    out = effects;
  }

  Moment now() {
    return now;
  }

  long nanos() {
    return now.nanos();
  }

  /**
   * How long the machine may have slept in this life: monotonic time stands then, and only the wall
   * clock shows it. One that was set forward looks the same; who measures a peer's promise takes
   * the longer time for true.
   */
  Duration slept() {
    return slept;
  }

  /** A new id, unique for ever. */
  long id() {
    return ++lastId;
  }

  /** Names one transmission; even, for {@link Live#replyToken} is odd. */
  long token() {
    tokens += 2;
    return tokens;
  }

  /** One transaction; gives the sequence on which what needs it depends. */
  long store(List<Change> changes) {
    out.add(new Effect.Store(++sequence, List.copyOf(changes)));
    return sequence;
  }

  long store(Change... changes) {
    return store(List.of(changes));
  }

  void stored(long through) {
    durable = Math.max(durable, through);
  }

  long durable() {
    return durable;
  }

  long submitted() {
    return sequence;
  }

  long load(Query query) {
    out.add(new Effect.Load(++queries, query));
    return queries;
  }

  void send(LinkId link, Message message, long token, long after, long until) {
    out.add(new Effect.Send(link, message, token, after, until));
  }

  void reply(long command, Result result, long after) {
    out.add(new Effect.Reply(command, result, after));
  }

  void add(Effect effect) {
    out.add(effect);
  }

  void note(Fact.Kind kind, String endpoint, String detail, long value) {
    out.add(new Effect.Note(new Fact(kind, endpoint, detail, value)));
  }

  /** Of one message, whose trace the log may name. */
  void note(Fact.Kind kind, String endpoint, String detail, Trail trail) {
    out.add(new Effect.Note(new Fact(kind, endpoint, detail, 1, trail)));
  }

  void note(Fact.Kind kind, String endpoint, String detail) {
    note(kind, endpoint, detail, 1);
  }
}
