package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands between the gateway and its sockets, with the durable book in its hand: nothing may be
 * handed over that the book does not answer for.
 */
final class Witness implements Watch {
  private static final List<De> SECRETS =
      List.of(De.TRACK_1, De.TRACK_2, De.TRACK_3, De.PIN_BLOCK, De.CHIP_DATA);

  private final Checks checks;
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Message> transmitted = new HashMap<>();
  private final Tables tables;

  Witness(Checks checks, Tables tables) {
    this.checks = checks;
    this.tables = tables;
  }

  // --- what becomes durable

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.Intended(var intent) -> {
        if (intent.request().mti().isRequest() && !intent.request().mti().isReversal()) {
          own(intent.to(), intent.stamp(), "exchange " + intent.id());
        }
        secrets(intent.request());
      }
      case Change.Restamped(var id, var stamp) ->
          own(tables.exchange(id).intent.to(), stamp, "exchange " + id);
      case Change.Concluded(var _, var _, var answer, var _) -> secrets(answer);
      case Change.Owed(var obligation) -> secrets(obligation.message());
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
          Change.ObligationEnded _,
          Change.BatchOpened _,
          Change.ChargeAccepted _,
          Change.BatchClosed _,
          Change.ChargeMoved _ -> {}
    }
  }

  private void secrets(Message kept) {
    checks.that(
        SECRETS.stream().noneMatch(kept::has),
        Invariant.SECRETS,
        () -> "the book keeps secret data: " + kept);
  }

  private static String key(String endpoint, Stamp stamp) {
    return endpoint + '|' + stamp.mti() + '|' + stamp.stan() + '|' + stamp.transmitted();
  }

  private void own(String endpoint, Stamp stamp, String owner) {
    String before = owners.put(key(endpoint, stamp), owner);
    checks.that(
        before == null || before.equals(owner),
        Invariant.IDENTITY_UNIQUE,
        () -> stamp + " at " + endpoint + " belongs to " + before + " and now to " + owner);
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
        owner != null,
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

  private void answering(LinkId link, Message answer) {
    boolean takesOver = answer.mti().function() == 3 && answer.responseCode().equals("00");
    boolean approves = answer.mti().function() == 1 && answer.responseCode().equals("00");
    if (!takesOver && !approves) {
      return;
    }
    Long id = tables.exchangeByKey.get(Identity.of(link.endpoint(), answer).key());
    Tables.Exchange exchange = id == null ? null : tables.exchange(id);
    Verdict verdict = exchange == null ? null : exchange.verdict;
    boolean booked =
        takesOver
            ? verdict == Verdict.TAKEN_OVER
            : verdict == Verdict.APPROVED
                || verdict == Verdict.STOOD_IN_APPROVED
                || verdict == Verdict.REVERSED;
    checks.that(
        booked,
        Invariant.DURABLE_BEFORE_VISIBLE,
        () -> "says " + answer + " on " + link + ", and the book has " + verdict);
  }
}
