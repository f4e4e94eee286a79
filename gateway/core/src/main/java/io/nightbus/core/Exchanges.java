package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Inbox;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What originators have begun, in memory and in the book: each exchange has one intent, one end
 * with all that it leaves behind, and one answer, which goes when what it depends on is durable.
 */
final class Exchanges {
  private static final int MOST_OPEN = 100_000;

  /**
   * Answers in memory that the book has too: for what is older its unique key stands in. More would
   * only feed the collector.
   */
  private static final int MOST_BOOKED = 2_000;

  /** Those of which this memory is all that knows. */
  private static final int MOST_UNBOOKED = 10_000;

  private final Outbox outbox;
  private final Owing owing;
  private final Decisions decisions;
  private final Inbox<Live> inbox = new Inbox<>(MOST_OPEN, MOST_BOOKED, MOST_UNBOOKED);

  private final Replies replied = new Replies();

  /** Bookings whose identity the book has not confirmed to be new. */
  private final Deque<Booking> unconfirmed = new ArrayDeque<>();

  /** Requests that could not be served, of which the book is asked whether it knows them. */
  private final Map<Long, Live> questions = new HashMap<>();

  private record Booking(long sequence, Live live) {}

  Exchanges(Outbox outbox, Owing owing, Decisions decisions) {
    this.outbox = outbox;
    this.owing = owing;
    this.decisions = decisions;
  }

  // --- what is known of an identity

  Inbox.Opening<Live> look(Identity identity, Message message) {
    return inbox.look(identity.key(), message);
  }

  void open(Live live) {
    inbox.open(live.key, live.request, live);
  }

  /** It was refused before it had begun: one request has one answer all the same. */
  void refused(Identity identity, Message request, Message answer) {
    inbox.refused(identity.key(), request, answer);
  }

  /** Whoever asked again is told the answer that he had. */
  void toldAgain(Identity identity) {
    replied.toldAgain(identity.key());
  }

  @Nullable Live inProgress(String key) {
    return inbox.inProgress(key);
  }

  /** How a finished one went out, as long as it is remembered. */
  Optional<Stamp> sentAs(String key) {
    return inbox.sentAs(key);
  }

  /** Somebody who asked over this link waits for an answer. */
  boolean owesAnswerOver(LinkId link) {
    return inbox.anyInProgress(live -> live.origin.equals(link));
  }

  int inProgress() {
    return inbox.inProgress();
  }

  // --- the intent

  /** Books under which stamp it is about to go; gives the transaction that it has to wait for. */
  long intend(Live live) {
    return live.booked
        ? outbox.store(new Change.Restamped(live.id, live.stamp))
        : book(live, List.of(intent(live)));
  }

  /** Stores what begins with the exchange's intent; its identity may turn out to be known. */
  private long book(Live live, List<Change> changes) {
    live.booked = true;
    live.sequence = outbox.store(changes);
    unconfirmed.add(new Booking(live.sequence, live));
    return live.sequence;
  }

  private Change intent(Live live) {
    Message kept = Kept.of(live.request, live.to.dialect);
    return new Change.Intended(
        new Intent(live.id, live.identity, live.to.name(), kept, live.stamp, outbox.now().wall()));
  }

  // --- the end

  /**
   * Books the end together with what it leaves behind, and answers the originator once that is
   * durable.
   */
  void conclude(Live live, Verdict verdict, Message answer, List<Change> owed) {
    long after = 0;
    // What its originator has reversed must find its end in the book if it is repeated.
    boolean kept = verdict != Verdict.UNSENT || live.givenUp || live.reversal != null;
    if (live.booked || (live.route.journal() && kept) || !owed.isEmpty()) {
      var changes = new ArrayList<Change>();
      boolean first =
          !live.booked
              && (live.route.journal()
                  || verdict == Verdict.STOOD_IN_APPROVED
                  || verdict == Verdict.STOOD_IN_DECLINED
                  || verdict == Verdict.TAKEN_OVER);
      if (first) {
        changes.add(intent(live));
      }
      changes.addAll(owed);
      if (live.booked || first) {
        changes.add(end(live.id, verdict, answer, live.to));
      }
      long sequence = first ? book(live, changes) : outbox.store(changes);
      live.sequence = sequence;
      boolean declined =
          verdict == Verdict.DECLINED || verdict == Verdict.TECHNICAL || verdict == Verdict.UNSENT;
      // Whoever repeats may have been answered by an earlier run: the book has to say first.
      boolean repeats = live.request.mti().isRepeat() && isUnconfirmed(live);
      after = declined && !repeats ? 0 : sequence;
    }
    answer(live, verdict, answer, after);
    owing.release(live, live.path == null || verdict.isLastWord());
  }

  /** The end of an exchange with this endpoint, as the book keeps it. */
  Change end(long exchange, Verdict verdict, Message answer, Peer to) {
    return new Change.Concluded(
        exchange, verdict, Kept.of(answer, to.dialect), outbox.now().wall());
  }

  private void answer(Live live, Verdict verdict, Message answer, long after) {
    if (verdict == Verdict.UNSENT && !live.booked) {
      // The book knows nothing of it; but one request has one answer, also where a repeat overtakes
      // this one.
      inbox.refused(live.key, live.request, answer);
    } else if (live.booked) {
      inbox.finish(live.key, live.request, answer, live.stamp, after);
    } else {
      inbox.finishUnbooked(live.key, live.request, answer, live.stamp, after);
    }
    boolean approval = verdict == Verdict.APPROVED || verdict == Verdict.STOOD_IN_APPROVED;
    if (approval && live.booked) {
      replied.add(live);
    }
    live.answered = after <= outbox.durable();
    outbox.note(Fact.Kind.REQUEST_ANSWERED, live.from.name(), verdict.name());
    outbox.send(
        live.origin,
        answer,
        approval ? live.replyToken() : 0,
        after,
        approval ? live.until : Long.MAX_VALUE);
    if (approval && !live.booked) {
      live.mayBeAnswered(outbox.nanos());
    }
    if (approval) {
      live.rest();
    }
  }

  /**
   * Its originator has given up one that waits, and nothing of it will be sent. The book has that
   * before what gave it up, so that a repeat finds its end there in any later run (decision 17 as).
   */
  void givenUp(Live live) {
    live.givenUp = true;
    outbox.note(Fact.Kind.REQUEST_REFUSED, live.to.name(), "REVERSED");
    conclude(live, Verdict.UNSENT, live.answer("91"), List.of());
  }

  /**
   * Nothing was sent and nothing decided: 91, unless the book knows the request from an earlier
   * run, with its answer.
   */
  void unserved(Live live) {
    if (live.booked || !live.route.journal()) {
      conclude(live, Verdict.UNSENT, live.answer("91"), List.of());
    } else {
      questions.put(outbox.load(new Query.ExchangeOf(live.key)), live);
    }
  }

  /** The book has told whether it knows a request that could not be served. */
  boolean loaded(long query, Loads loads) {
    Live live = questions.remove(query);
    if (live == null) {
      return false;
    }
    if (live.givenUp) {
      return true;
    }
    Optional<Known> known = loads instanceof Loads.Exchange(var found) ? found : Optional.empty();
    if (known.isEmpty()) {
      conclude(live, Verdict.UNSENT, live.answer("91"), List.of());
    } else {
      answerAsKnown(live, known.get());
      owing.release(live, false);
    }
    return true;
  }

  // --- an end that does not stand

  /**
   * An answer never left: nobody knows of the approval, so it must not stand (domain §3.7 row 9).
   */
  void undelivered(long token, Event.Unsent.Why why) {
    Live live = replied.remove(token);
    if (live == null) {
      return;
    }
    Message answer = live.answer("91");
    var changes = new ArrayList<Change>();
    Decision decision = live.decision;
    if (decision != null && decision.approved()) {
      changes.addAll(decisions.withdraw(live, decision));
      outbox.note(Fact.Kind.STANDIN_WITHDRAWN, live.to.name(), why.name(), Trail.of(live.request));
    } else if (live.reversal == null) {
      changes.add(owing.reversalOf(live, live.stamp));
    }
    changes.add(end(live.id, Verdict.WITHDRAWN, answer, live.to));
    long after = outbox.store(changes);
    inbox.finish(live.key, live.request, answer, live.stamp, after);
    if (why == Event.Unsent.Why.TOO_LATE) {
      // Before that is durable, a crash could leave the approval standing behind a 91.
      outbox.send(live.origin, answer, 0, after, Long.MAX_VALUE);
    }
    live.to.freed(live.lane);
  }

  /** What was answered over this link has been handed on. */
  void written(LinkId link) {
    replied.written(link);
  }

  /** Approvals that the book has not confirmed while their originators waited. */
  void tick() {
    long now = outbox.nanos();
    for (Live late = replied.overdue(now); late != null; late = replied.overdue(now)) {
      undelivered(late.replyToken(), Event.Unsent.Why.TOO_LATE);
    }
  }

  /** When {@link #tick} has something to do at the earliest. */
  long deadline() {
    return replied.deadline();
  }

  /**
   * The approval of one that the book knows is taken back; whoever repeats it is told 91.
   *
   * @return the change that says so, to be stored by the caller with what it undoes
   */
  Change withdrawn(Intent original, Peer from, Peer to) {
    Message answer = from.dialect.response(original.request(), "91").build();
    inbox.finish(
        original.identity().key(), original.request(), answer, original.stamp(), outbox.durable());
    return end(original.id(), Verdict.WITHDRAWN, answer, to);
  }

  // --- what the book says

  /**
   * The book has it, and under its own stamp. Before that, as long as it waits for its card or for
   * the book, its identity may turn out to be known: then it went out under another one, long ago.
   */
  boolean isKnownToBook(Live live) {
    return (live.booked || !live.route.journal()) && !isUnconfirmed(live);
  }

  /** Its identity is about to be stored. */
  private boolean isUnconfirmed(Live live) {
    return unconfirmed.stream().anyMatch(booking -> booking.live() == live);
  }

  void stored(long through) {
    replied.stored(through, outbox.nanos());
    while (!unconfirmed.isEmpty() && unconfirmed.peek().sequence() <= through) {
      unconfirmed.remove();
    }
  }

  /** The book knew the identity: nothing of this exchange was stored, nothing of it has left. */
  void clashed(long sequence, Known known) {
    Optional<Booking> booking =
        unconfirmed.stream().filter(it -> it.sequence() == sequence).findFirst();
    if (booking.isEmpty()) {
      return;
    }
    unconfirmed.remove(booking.get());
    Live live = booking.get().live();
    replied.remove(live.replyToken());
    live.to.awaiting.remove(live.stamp).ifPresent(flight -> dropped(flight, live.to));
    decisions.undo(live);
    owing.undo(live.to, live.id);
    answerAsKnown(live, known);
  }

  private static void dropped(Flight flight, Peer to) {
    flight.takenBack();
    if (flight instanceof Flight.Request request) {
      to.target.release(request.permit());
    }
  }

  /** The same request gets the answer that it had; another one under its identity is refused. */
  private void answerAsKnown(Live live, Known known) {
    inbox.forget(live.key);
    boolean same =
        Inbox.difference(known.intent().request(), Kept.of(live.request, live.to.dialect)) == null;
    outbox.note(Fact.Kind.REQUEST_DUPLICATE, live.from.name(), same ? "answered" : "conflict");
    Message answer = same ? known.answer().orElseGet(() -> live.answer("91")) : live.answer("94");
    if (same && known.answer().isPresent()) {
      inbox.finish(live.key, live.request, answer, known.intent().stamp(), 0);
    }
    if (!live.answered) {
      outbox.send(live.origin, answer, 0, 0, Long.MAX_VALUE);
    }
  }
}
