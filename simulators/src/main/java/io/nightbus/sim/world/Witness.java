package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the gateway and its sockets, with the durable book in its hand: nothing may be
 * handed over that the book does not answer for.
 */
final class Witness implements Watch {
  /** Numbers that have to be given out before one of them comes again. */
  private static final long FAR = 100_000;

  private static final List<De> SECRETS =
      List.of(De.TRACK_1, De.TRACK_2, De.TRACK_3, De.PIN_BLOCK, De.CHIP_DATA);

  private final Checks checks;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Message> transmitted = new HashMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Map<Long, String> reversals = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /** In which of its lives the process last refused a request without a decision. */
  private final Map<String, Integer> refused = new HashMap<>();

  /** Approved in a later life than the one that refused it. */
  private final Set<String> overtaken = new HashSet<>();

  /** In which of its lives the process handed on a decline that the book did not have yet. */
  private final Map<String, Integer> declinedAhead = new HashMap<>();

  private int life;
  private long issued;
  private final Tables tables;
  private final boolean journal;

  /**
   * @param journal live requests are in the book before they leave
   */
  Witness(Checks checks, Tables tables, boolean journal) {
    this.checks = checks;
    this.tables = tables;
    this.journal = journal;
  }

  // --- what becomes durable

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.Intended(var intent) -> {
        named(intent, intent.stamp());
        secrets(intent.request());
      }
      case Change.Restamped(var id, var stamp) -> named(tables.exchange(id).intent, stamp);
      case Change.Concluded(var _, var _, var answer, var _) -> secrets(answer);
      case Change.Owed(var obligation) -> {
        secrets(obligation.message());
        owed(obligation);
      }
      case Change.ObligationEnded(var id, var _, var _, var _) -> ended(id);
      case Change.ObligationSent(var id, var stamp, var _) ->
          own(tables.owed(id).obligation.endpoint(), stamp, "obligation " + id);
      case Change.ChargeSent(var id, var attempt, var _, var stamp, var _) ->
          own(tables.fare(id).charge.endpoint(), stamp, "charge " + id + " attempt " + attempt);
      case Change.StansLeased _,
          Change.Decided _,
          Change.Withdrawn _,
          Change.Lowered _,
          Change.Forced _,
          Change.Released _,
          Change.CardMarked _,
          Change.Acted _,
          Change.ObligationRevived _,
          Change.Counted _,
          Change.ObligationUnsent _,
          Change.BatchOpened _,
          Change.ChargeAccepted _,
          Change.BatchClosed _,
          Change.ChargeRepeated _,
          Change.ChargeBounded _,
          Change.CardTold _,
          Change.HoldPlaced _,
          Change.HoldLifted _,
          Change.ChargeMoved _ -> {}
    }
  }

  private void secrets(Message kept) {
    checks.that(
        SECRETS.stream().noneMatch(kept::has),
        Invariant.SECRETS,
        () -> "the book keeps secret data: " + kept);
  }

  /**
   * What passes on an advice or a reversal owns its name there, not the exchange that brought it.
   */
  private void named(Intent intent, Stamp stamp) {
    if (isAsked(intent.request())) {
      own(intent.to(), stamp, "exchange " + intent.id());
    }
  }

  private static boolean isAsked(Message message) {
    return message.mti().isRequest() && !message.mti().isReversal();
  }

  private static String key(String endpoint, Stamp stamp) {
    return endpoint + '|' + stamp.mti() + '|' + stamp.stan() + '|' + stamp.transmitted();
  }

  private void own(String endpoint, Stamp stamp, String owner) {
    String before = owners.put(key(endpoint, stamp), owner);
    if (!owner.equals(before)) {
      numbered(endpoint, stamp, owner);
    }
    checks.that(
        before == null || before.equals(owner),
        Invariant.IDENTITY_UNIQUE,
        () -> stamp + " at " + endpoint + " belongs to " + before + " and now to " + owner);
  }

  /** As if so many had been given out since that the same ones may come again. */
  void numberingWentRound() {
    numbers.clear();
  }

  /** A number comes again only after many others. */
  private void numbered(String endpoint, Stamp stamp, String owner) {
    Long before = numbers.put(endpoint + '|' + stamp.stan(), ++issued);
    checks.that(
        before == null || issued - before > FAR,
        Invariant.IDENTITY_UNIQUE,
        () -> stamp + " at " + endpoint + " for " + owner + ": its number was used just now");
  }

  /** Recovery, however often it is cut short, owes one reversal of one attempt. */
  private void owed(Obligation obligation) {
    if (obligation.duty() == Duty.REVERSAL && obligation.exchange() != 0) {
      String what = obligation.exchange() + "|" + obligation.message().get(De.ORIGINAL_DATA, "");
      reversals.put(obligation.id(), what);
      checks.that(
          open.add(what),
          Invariant.NO_DOUBLE,
          () -> "two reversals of one attempt are owed: " + obligation);
    }
  }

  private void ended(long obligation) {
    String what = reversals.remove(obligation);
    if (what != null) {
      open.remove(what);
    }
  }

  // --- what is about to leave

  @Override
  public void handing(LinkId link, Message message) {
    if (message.mti().isNetworkManagement()) {
      return;
    }
    if (message.mti().isResponse()) {
      answering(link, message);
    } else {
      sending(link, message);
    }
  }

  private void sending(LinkId link, Message message) {
    String key = key(link.endpoint(), Stamp.of(message));
    String owner = owners.get(key);
    checks.that(
        owner != null || (!journal && isAsked(message)),
        Invariant.DURABLE_BEFORE_VISIBLE,
        () -> "no intent is durable for " + message + " on " + link);
    Message original = message.as(message.mti().original());
    Message first = transmitted.putIfAbsent(key, original);
    if (first != null) {
      checks.that(
          message.mti().isRepeat() && owner != null && !owner.startsWith("exchange"),
          Invariant.NO_DOUBLE,
          () -> owner + " is sent again as if it were new: " + message);
      checks.that(
          first.equals(original),
          Invariant.NO_DOUBLE,
          () -> owner + " changed between two transmissions: " + first + " and " + original);
    }
  }

  @Override
  public void died() {
    life++;
  }

  /**
   * A life of the process that is over said something of this request that stands in no book: it
   * refused it without a decision and a later life approved it, or it handed on the host's decline
   * and died before that was durable, which a decline, unlike an approval, may be.
   */
  boolean disowned(String endpoint, Message answer) {
    String key = Identity.of(endpoint, answer).key();
    return overtaken.contains(key)
        || (declinedAhead.getOrDefault(key, life) < life && !isDeclined(verdict(key)));
  }

  private @Nullable Verdict verdict(String key) {
    Long id = tables.exchangeByKey.get(key);
    Tables.Exchange exchange = id == null ? null : tables.exchange(id);
    return exchange == null ? null : exchange.verdict;
  }

  private static boolean isDeclined(@Nullable Verdict verdict) {
    return verdict == Verdict.DECLINED || verdict == Verdict.STOOD_IN_DECLINED;
  }

  private void answering(LinkId link, Message answer) {
    if (answer.mti().function() == 1) {
      said(Identity.of(link.endpoint(), answer).key(), answer.responseCode());
    }
    boolean takesOver = answer.mti().function() == 3 && answer.responseCode().equals("00");
    boolean approves = answer.mti().function() == 1 && answer.responseCode().equals("00");
    if (!takesOver && !approves) {
      return;
    }
    String key = Identity.of(link.endpoint(), answer).key();
    if (approves && refused.getOrDefault(key, life) < life) {
      overtaken.add(key);
    }
    Verdict verdict = verdict(key);
    boolean booked =
        takesOver
            ? verdict == Verdict.TAKEN_OVER || verdict == Verdict.TAKEN_BACK
            : (!journal && !tables.exchangeByKey.containsKey(key))
                || verdict == Verdict.APPROVED
                || verdict == Verdict.STOOD_IN_APPROVED
                || verdict == Verdict.REVERSED;
    checks.that(
        booked,
        Invariant.DURABLE_BEFORE_VISIBLE,
        () -> "says " + answer + " on " + link + ", and the book has " + verdict);
  }

  private void said(String key, String code) {
    switch (code) {
      case "00" -> {}
      case "91" -> refused.put(key, life);
      default -> {
        if (!isDeclined(verdict(key))) {
          declinedAhead.put(key, life);
        }
      }
    }
  }
}
