package io.nightbus.node.trace;

import io.nightbus.core.Change;
import io.nightbus.core.Effect;
import io.nightbus.core.Event;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of events and effects: one for a request that comes in, one below it for each attempt
 * on a link and for a decision in the issuer's place; an advice, a reversal or a charge that goes
 * out begins a trace of its own, an advice or reversal with a link to the request that it settles.
 * At most {@link #MOST} requests and as many attempts are followed at a time; others are not. Lives
 * on the event loop.
 */
final class Spans {
  static final int MOST = 20_000;

  /** Whatever is open for longer is ended without an answer. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private static final Set<Verdict> UNHAPPY =
      Set.of(Verdict.TECHNICAL, Verdict.UNKNOWN, Verdict.UNSENT);

  private final Tracer tracer;
  private final DerivedIds ids;

  /** By trail, oldest first. */
  private final Map<Trail, Asked> asked = new LinkedHashMap<>();

  private final Map<Long, Asked> exchanges = new HashMap<>();
  private final Map<Leg, Asked> stamps = new HashMap<>();

  /** Oldest first. */
  private final Map<Leg, Attempt> attempts = new LinkedHashMap<>();

  private final Map<Long, Attempt> tokens = new HashMap<>();

  /** Whose send comes in the same turn. */
  private final Map<Stamp, Change.ChargeSent> charges = new HashMap<>();

  private final Deque<Answer> answers = new ArrayDeque<>();
  private long durable;

  /** A STAN towards an endpoint. */
  private record Leg(String endpoint, String stan) {
    static Leg of(String endpoint, Stamp stamp) {
      return new Leg(endpoint, stamp.stanDigits());
    }
  }

  /** An answer to an originator that waits for the book. */
  private record Answer(long after, Trail trail, String code) {}

  private record Attempt(Leg leg, Span span, long token, long since) {}

  /** A request of an originator. */
  private static final class Asked {
    final Trail trail;
    final Span span;
    final long since;
    final List<Leg> legs = new ArrayList<>(2);
    long exchange;

    Asked(Trail trail, Span span, long since) {
      this.trail = trail;
      this.span = span;
      this.since = since;
    }
  }

  Spans(Tracer tracer, DerivedIds ids) {
    this.tracer = tracer;
    this.ids = ids;
  }

  void heard(Event event, long now) {
    switch (event) {
      case Event.Received in when in.message().mti().isNetworkManagement() -> {}
      case Event.Received in when in.message().mti().isResponse() ->
          answered(in.link(), in.message());
      case Event.Received in -> asked(in.link(), in.message(), now);
      case Event.Unsent unsent -> {
        Attempt attempt = tokens.get(unsent.token());
        if (attempt != null) {
          end(attempt, "unsent: " + unsent.why());
        }
      }
      case Event.Stored stored -> stored(stored.sequence());
      case Event.Clashed clashed ->
          answers.removeIf(answer -> answer.after() == clashed.sequence());
      case Event.Tick _ -> forget(now);
      case Event.Unreadable _,
          Event.LinkConnected _,
          Event.LinkOpened _,
          Event.LinkStalls _,
          Event.LinkLost _,
          Event.Written _,
          Event.Loaded _,
          Event.Room _,
          Event.Commanded _ -> {}
    }
  }

  void saw(Effect effect, long now) {
    switch (effect) {
      case Effect.Store store -> store.changes().forEach(this::changed);
      case Effect.Send out when out.message().mti().isNetworkManagement() -> {}
      case Effect.Send out when out.message().mti().isResponse() -> answer(out);
      case Effect.Send out when out.message().has(De.STAN) -> sent(out, now);
      case Effect.Send _ -> {}
      case Effect.Open _, Effect.Close _, Effect.Load _, Effect.Reply _, Effect.Note _ -> {}
    }
  }

  // --- a request of an originator

  private void asked(LinkId link, Message message, long now) {
    Trail trail = Trail.of(message);
    Asked known = asked.get(trail);
    if (known != null) {
      known.span.addEvent("asked again");
      return;
    }
    if (asked.size() >= MOST) {
      return;
    }
    ids.next(trail);
    SpanBuilder span =
        tracer
            .spanBuilder(message.mti() + " from " + link.endpoint())
            .setNoParent()
            .setSpanKind(SpanKind.SERVER);
    asked.put(trail, new Asked(trail, described(span, link, message).startSpan(), now));
  }

  private void changed(Change change) {
    switch (change) {
      case Change.Intended in -> {
        Asked request = asked.get(Trail.of(in.intent().request()));
        if (request != null) {
          request.exchange = in.intent().id();
          exchanges.put(request.exchange, request);
          goesAs(request, Leg.of(in.intent().to(), in.intent().stamp()));
        }
      }
      case Change.Restamped again -> {
        Asked request = exchanges.get(again.exchange());
        if (request != null) {
          goesAs(request, new Leg(request.legs.getLast().endpoint(), again.stamp().stanDigits()));
        }
      }
      case Change.Decided decided -> decided(decided.decision());
      case Change.Concluded ended -> concluded(ended.exchange(), ended.verdict());
      case Change.Owed owed -> {
        Asked request = exchanges.get(owed.obligation().exchange());
        if (request != null) {
          request.span.addEvent(
              "owes " + owed.obligation().endpoint() + " a " + owed.obligation().message().mti());
        }
      }
      case Change.ChargeSent charge -> {
        if (charges.size() < MOST) {
          charges.put(charge.stamp(), charge);
        }
      }
      default -> {}
    }
  }

  private void goesAs(Asked request, Leg leg) {
    request.legs.add(leg);
    stamps.put(leg, request);
  }

  private void decided(Decision decision) {
    Asked request = exchanges.get(decision.exchange());
    if (request != null) {
      SpanBuilder span =
          tracer.spanBuilder("stand-in decides").setParent(Context.root().with(request.span));
      set(span, TraceAttribute.REASON, decision.reason().name());
      set(span, TraceAttribute.RESPONSE_CODE, decision.code());
      if (!decision.check().isEmpty()) {
        set(span, TraceAttribute.CHECK, decision.check());
      }
      span.startSpan().end();
    }
  }

  private void concluded(long exchange, Verdict verdict) {
    Asked request = exchanges.get(exchange);
    if (request == null) {
      return;
    }
    request.span.setAttribute(TraceAttribute.OUTCOME.key(), verdict.name());
    if (UNHAPPY.contains(verdict)) {
      request.span.setStatus(StatusCode.ERROR);
    }
    for (Leg leg : request.legs) {
      Attempt open = attempts.get(leg);
      if (open != null) {
        end(open, "unanswered");
      }
    }
  }

  /** The answer is seen by the originator when what it tells of is durable. */
  private void answer(Effect.Send out) {
    String code = out.message().get(De.RESPONSE_CODE, "");
    var answer = new Answer(out.after(), Trail.of(out.message()), code);
    if (answer.after() <= durable) {
      end(answer);
    } else {
      answers.add(answer);
    }
  }

  private void stored(long sequence) {
    durable = sequence;
    while (!answers.isEmpty() && answers.getFirst().after() <= sequence) {
      end(answers.removeFirst());
    }
  }

  private void end(Answer answer) {
    Asked request = asked.remove(answer.trail());
    if (request != null) {
      request.span.setAttribute(TraceAttribute.RESPONSE_CODE.key(), answer.code());
      ended(request);
    }
  }

  private void ended(Asked request) {
    exchanges.remove(request.exchange);
    request.legs.forEach(stamps::remove);
    request.span.end();
  }

  // --- an attempt on a link

  private void sent(Effect.Send out, long now) {
    Message message = out.message();
    var leg = new Leg(out.link().endpoint(), message.get(De.STAN, ""));
    Attempt before = attempts.get(leg);
    if (before != null) {
      end(before, "unanswered");
    }
    Change.@Nullable ChargeSent charge = charges.remove(Stamp.of(message));
    if (attempts.size() >= MOST) {
      return;
    }
    SpanBuilder span = described(attempt(out, leg), out.link(), message);
    if (charge != null) {
      set(span, TraceAttribute.CHARGE, Long.toString(charge.charge()));
      set(span, TraceAttribute.ATTEMPT, Integer.toString(charge.attempt()));
    }
    var attempt = new Attempt(leg, span.startSpan(), out.token(), now);
    attempts.put(leg, attempt);
    if (attempt.token() != 0) {
      tokens.put(attempt.token(), attempt);
    }
  }

  private SpanBuilder attempt(Effect.Send out, Leg leg) {
    Message message = out.message();
    SpanBuilder span = tracer.spanBuilder(message.mti() + " to " + out.link().endpoint());
    Asked request = stamps.get(leg);
    if (request == null) {
      request = asked.get(Trail.of(message));
    }
    if (request != null) {
      return span.setParent(Context.root().with(request.span)).setSpanKind(SpanKind.CLIENT);
    }
    Trail trail = Trail.of(message);
    if (message.mti().isRepeat()) {
      span.setParent(Context.root().with(Span.wrap(context(trail))));
    } else {
      ids.next(trail);
      span.setNoParent();
    }
    if (!message.mti().isAdvice() && !message.mti().isReversal()) {
      return span.setSpanKind(SpanKind.CLIENT);
    }
    return span.setSpanKind(SpanKind.CONSUMER).addLink(context(Trail.ofOriginal(message)));
  }

  private static SpanContext context(Trail trail) {
    return SpanContext.createFromRemoteParent(
        trail.trace(), trail.span(), TraceFlags.getSampled(), TraceState.getDefault());
  }

  private void answered(LinkId link, Message message) {
    Attempt attempt = attempts.get(new Leg(link.endpoint(), message.get(De.STAN, "")));
    if (attempt != null) {
      attempt
          .span()
          .setAttribute(TraceAttribute.RESPONSE_CODE.key(), message.get(De.RESPONSE_CODE, ""));
      end(attempt);
    }
  }

  private void end(Attempt attempt, String why) {
    attempt.span().setAttribute(TraceAttribute.OUTCOME.key(), why);
    attempt.span().setStatus(StatusCode.ERROR);
    end(attempt);
  }

  private void end(Attempt attempt) {
    attempts.remove(attempt.leg());
    tokens.remove(attempt.token());
    attempt.span().end();
  }

  private void forget(long now) {
    for (Attempt old = oldest(attempts); old != null && now - old.since() > PATIENCE; ) {
      end(old, "unanswered");
      old = oldest(attempts);
    }
    for (Asked old = oldest(asked); old != null && now - old.since > PATIENCE; ) {
      asked.remove(old.trail);
      old.span.setStatus(StatusCode.ERROR, "not answered");
      ended(old);
      old = oldest(asked);
    }
  }

  private static <T> @Nullable T oldest(Map<?, T> all) {
    Iterator<T> each = all.values().iterator();
    return each.hasNext() ? each.next() : null;
  }

  // --- what a span tells

  private static SpanBuilder described(SpanBuilder span, LinkId link, Message message) {
    set(span, TraceAttribute.MTI, message.mti().toString());
    set(span, TraceAttribute.ENDPOINT, link.endpoint());
    set(span, TraceAttribute.LINK, link.toString());
    copy(span, TraceAttribute.PROCESSING_CODE, message, De.PROCESSING_CODE);
    copy(span, TraceAttribute.STAN, message, De.STAN);
    copy(span, TraceAttribute.RRN, message, De.RRN);
    copy(span, TraceAttribute.ENTRY_MODE, message, De.ENTRY_MODE);
    return span;
  }

  private static void copy(SpanBuilder span, TraceAttribute attribute, Message message, De de) {
    if (message.has(de)) {
      set(span, attribute, message.get(de));
    }
  }

  private static void set(SpanBuilder span, TraceAttribute attribute, String value) {
    span.setAttribute(attribute.key(), value);
  }
}
