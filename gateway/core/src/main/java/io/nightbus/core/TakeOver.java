package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Entry;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Advices and reversals of originators are always taken over: stored, acknowledged, delivered by
 * the backlog, whether the endpoint is up or down; none overtakes what it names.
 */
final class TakeOver {
  private final Outbox outbox;
  private final Owing owing;
  private final Decisions decisions;
  private final Exchanges exchanges;

  /** Those of which the book is asked what it knows of their originals. */
  private final Map<Long, Live> questions = new HashMap<>();

  TakeOver(Outbox outbox, Owing owing, Decisions decisions, Exchanges exchanges) {
    this.outbox = outbox;
    this.owing = owing;
    this.decisions = decisions;
    this.exchanges = exchanges;
  }

  // --- its original

  /** An advice or a reversal has come in. */
  void received(Live live) {
    if (!namesOriginal(live)) {
      takenOver(live, Kept.passedOn(live.forwarded, live.to.dialect), 0, List.of(), false);
      return;
    }
    Live original = exchanges.inProgress(originalKey(live));
    if (original != null && exchanges.isKnownToBook(original)) {
      waitFor(original, live);
    } else {
      askFor(live);
    }
  }

  private void askFor(Live live) {
    questions.put(outbox.load(new Query.ExchangeOf(originalKey(live))), live);
  }

  private static boolean namesOriginal(Live live) {
    return live.request.get(De.ORIGINAL_DATA, "").length() == 42;
  }

  /** The identity that DE 90 names, in the originator's own words. */
  private static String originalKey(Live live) {
    String data = live.request.get(De.ORIGINAL_DATA);
    return new Identity(
            live.identity.endpoint(),
            Integer.parseInt(data.substring(0, 2)),
            data.substring(10, 20),
            data.substring(4, 10),
            live.identity.acquirer(),
            live.identity.terminal())
        .key();
  }

  /** The book has told what it knows of an original. */
  boolean loaded(long query, Loads loads) {
    Live live = questions.remove(query);
    if (live == null) {
      return false;
    }
    Optional<Known> known = loads instanceof Loads.Exchange(var found) ? found : Optional.empty();
    String key = originalKey(live);
    Live original = inProgressAs(key, known);
    boolean ended =
        known.isPresent() ? known.get().verdict().isEmpty() : exchanges.sentAs(key).isPresent();
    if (original != null) {
      waitFor(original, live);
    } else if (ended && live.route.journal()) {
      // It has ended since the book was asked, maybe under another stamp.
      askFor(live);
    } else if (live.request.mti().isReversal()) {
      reverses(live, known);
    } else {
      tells(live, known);
    }
    return true;
  }

  /** In progress, and not about to be refused because an earlier run has booked the identity. */
  private @Nullable Live inProgressAs(String key, Optional<Known> known) {
    Live original = exchanges.inProgress(key);
    boolean other =
        original != null && known.isPresent() && known.get().intent().id() != original.id;
    return other ? null : original;
  }

  /**
   * Its original is still out: what undoes or replaces it waits for its end, and may not overtake
   * it.
   */
  private void waitFor(Live original, Live live) {
    if (decides(live) && original.waits()) {
      givesUp(original, live);
      return;
    }
    Message message = naming(original.stampOnLeg(), live);
    long names = Live.asks(original.request) ? 0 : original.id;
    Change.Owed owed = owing.passOn(live, duty(live), message, names, true);
    Entry entry = Entry.of(owed.obligation());
    original.heldBack.add(entry);
    if (decides(live)) {
      original.reversal = entry;
      original.overruled |= !live.request.mti().isReversal();
    }
    acknowledge(live, List.of(owed));
  }

  /** Its original has not gone out, and never will: it ends here, and nothing waits for it. */
  private void givesUp(Live original, Live live) {
    Message message = naming(original.stampOnLeg(), live);
    exchanges.givenUp(original);
    takenOver(live, message, 0, List.of(), live.request.mti().isReversal());
  }

  /** What is passed on, with its original called what the peer knows it by. */
  private static Message naming(Stamp original, Live live) {
    return live.request.mti().isReversal()
        ? Kept.reversal(live.forwarded, original, live.to.dialect)
        : Kept.passedOn(live.forwarded, original, live.to.dialect);
  }

  /**
   * It says what becomes of its original. A completion (0220) also names its 0100, and decides
   * nothing anew: only the same class does.
   */
  private static boolean decides(Live live) {
    boolean sameClass =
        live.request.get(De.ORIGINAL_DATA).charAt(1) - '0' == live.request.mti().messageClass();
    return live.request.mti().isReversal() || (live.route.standIn() && sameClass);
  }

  // --- taken over, and acknowledged

  /**
   * A reversal: DE 90 in the words of the leg, for the peer knows the original by the stamp that it
   * went out as.
   */
  private void reverses(Live live, Optional<Known> known) {
    Optional<Stamp> sentAs = sentAs(live, known);
    Stamp stamp = sentAs.orElseGet(() -> unused(live));
    takenOver(
        live,
        Kept.reversal(live.forwarded, stamp, live.to.dialect),
        names(known),
        known
            .map(it -> reversed(live, it))
            .orElseGet(() -> sentAs.isPresent() ? List.of() : barOriginal(live, stamp)),
        known.map(Known::isOver).orElse(sentAs.isEmpty()));
  }

  /** An advice, whose DE 90 is in the words of the leg likewise where it names anything there. */
  private void tells(Live live, Optional<Known> known) {
    takenOver(
        live,
        sentAs(live, known)
            .map(it -> Kept.passedOn(live.forwarded, it, live.to.dialect))
            .orElseGet(() -> Kept.passedOn(live.forwarded, live.to.dialect)),
        names(known),
        known.filter(_ -> decides(live)).map(it -> overruled(live, it)).orElse(List.of()),
        false);
  }

  private Optional<Stamp> sentAs(Live live, Optional<Known> known) {
    return known.map(it -> it.intent().stamp()).or(() -> exchanges.sentAs(originalKey(live)));
  }

  /** The exchange of the advice that it names, 0 where it names a request. */
  private static long names(Optional<Known> known) {
    return known
        .filter(it -> !Live.asks(it.intent().request()))
        .map(it -> it.intent().id())
        .orElse(0L);
  }

  /**
   * For an original that we never sent, a stamp that no message on the leg has: the originator's
   * own could be that of another message there.
   */
  private static Stamp unused(Live live) {
    return live.to.stamps.issue(Mti.of(live.request.get(De.ORIGINAL_DATA).substring(0, 4)));
  }

  /**
   * Acknowledges it, together with what it does to what we decided.
   *
   * @param over it undoes what was answered, or never sent
   */
  private void takenOver(
      Live live, Message message, long names, List<Change> before, boolean over) {
    var changes = new ArrayList<>(before);
    Change.Owed owed = owing.passOn(live, duty(live), message, names, false);
    if (over) {
      owing.originalIsOver(owed.obligation().id());
    }
    changes.add(owed);
    acknowledge(live, changes);
  }

  private static Duty duty(Live live) {
    return live.request.mti().isReversal() ? Duty.REVERSAL : Duty.ADVICE;
  }

  private void acknowledge(Live live, List<Change> changes) {
    Message acknowledgement = live.answer("00");
    // Until it goes out it has a name on the leg that nothing else has there.
    live.stampOnLeg();
    exchanges.conclude(live, Verdict.TAKEN_OVER, acknowledgement, changes);
  }

  // --- what it does to what was decided

  /**
   * The reversal has overtaken its original, which would now be forwarded as if nothing had been:
   * its identity is booked as reversed, so that it finds its end in the book when it comes.
   */
  private List<Change> barOriginal(Live live, Stamp stamp) {
    if (!live.route.journal()) {
      return List.of();
    }
    String data = live.request.get(De.ORIGINAL_DATA);
    Message original =
        live.request
            .edit()
            .mti(Mti.of(data.substring(0, 4)))
            .drop(De.ORIGINAL_DATA)
            .set(De.STAN, data.substring(4, 10))
            .set(De.TRANSMISSION_TIME, data.substring(10, 20))
            .build();
    Identity identity = Identity.of(live.identity.endpoint(), original);
    Message kept = Kept.of(original, live.to.dialect);
    Message answer = live.from.dialect.response(original, "91").build();
    long id = outbox.id();
    return List.of(
        new Change.Intended(
            new Intent(id, identity, live.to.name(), kept, stamp, outbox.now().wall())),
        exchanges.end(id, Verdict.REVERSED, answer, live.to));
  }

  /** The reversal of what we stood in for gives the card its limits back. */
  private List<Change> reversed(Live live, Known known) {
    if (known.verdict().filter(Verdict.TAKEN_OVER::equals).isPresent()) {
      return live.request.has(De.REPLACEMENT_AMOUNTS)
          ? List.of()
          : List.of(again(known, Verdict.TAKEN_BACK));
    }
    List<Change> lowered = decisions.reversed(live, known);
    boolean whole =
        lowered.stream().anyMatch(change -> change instanceof Change.Lowered low && low.gone());
    if (!whole || known.answer().isEmpty()) {
      return lowered;
    }
    var changes = new ArrayList<>(lowered);
    changes.add(again(known, Verdict.REVERSED));
    return changes;
  }

  private Change again(Known known, Verdict verdict) {
    return new Change.Concluded(
        known.intent().id(), verdict, known.answer().orElseThrow(), outbox.now().wall());
  }

  /** The network says that it decided this one: what we decided is taken back (domain §6.9). */
  private List<Change> overruled(Live live, Known known) {
    Intent original = known.intent();
    Message forwarded = live.to.forwarded(original.request());
    List<Change> withdrawn =
        known
            .stood()
            .map(stood -> decisions.overruled(live, stood, original, forwarded))
            .orElseGet(() -> reversedBecauseLate(live, known, forwarded));
    if (withdrawn.isEmpty()) {
      return List.of();
    }
    var changes = new ArrayList<>(withdrawn);
    changes.add(exchanges.withdrawn(original, live.from, live.to));
    return changes;
  }

  /**
   * The host approved, and its answer came too late for the network, which decided itself: of the
   * two holds the host's goes. An advice with the host's own approval code tells of that one.
   */
  private List<Change> reversedBecauseLate(Live live, Known known, Message forwarded) {
    boolean approved = known.verdict().filter(Verdict.APPROVED::equals).isPresent();
    String ours = known.answer().map(it -> it.get(De.APPROVAL_CODE, "")).orElse("");
    String theirs = live.request.get(De.APPROVAL_CODE, "");
    if (!approved || (!ours.isEmpty() && ours.equals(theirs))) {
      return List.of();
    }
    Message reversal = Kept.reversal(forwarded, known.intent().stamp(), live.to.dialect);
    return List.of(owing.owe(live.to, Duty.REVERSAL, live.lane, reversal, known.intent().id()));
  }
}
