package io.nightbus.sim.world;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import io.nightbus.iso.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who sends requests: with a journal of its own, a limit to its patience, and reversals that it
 * repeats until they are acknowledged.
 */
final class Originator {
  private final Station station;
  private final Agenda agenda;
  private final Checks checks;
  private final String prefix;
  private final Predicate<Message> disowned;
  private final List<Sale> journal = new ArrayList<>();
  private final Map<String, Sale> byIdentity = new HashMap<>();
  private final Map<String, Sale> byReversal = new HashMap<>();

  /** How long it waits for an answer before it reverses. */
  Duration patience = Duration.ofSeconds(12);

  /** After this long without an answer it sends the request once more, flagged as a repeat. */
  Duration repeatsAfter = Duration.ZERO;

  Duration reversalEvery = Duration.ofSeconds(10);

  /**
   * @param disowned knows of an answer that stands in no book, given by a gateway that has stopped
   *     since
   */
  Originator(
      Station station, Agenda agenda, Checks checks, String prefix, Predicate<Message> disowned) {
    this.station = station;
    this.agenda = agenda;
    this.checks = checks;
    this.prefix = prefix;
    this.disowned = disowned;
    station.hear(this::answered);
  }

  List<Sale> journal() {
    return journal;
  }

  Sale last() {
    return journal.getLast();
  }

  Sale buy(Pan card, long amount) {
    return buy(card, amount, "5411");
  }

  /** Sends a purchase; where no link is in service it is given up at once, unsent. */
  Sale buy(Pan card, long amount, String merchantType) {
    Message body = body(card, amount, merchantType);
    return send(body.get(De.RRN), card, body);
  }

  private Message body(Pan card, long amount, String merchantType) {
    String reference = "%s%011d".formatted(prefix, journal.size() + 1);
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, card.digits())
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "%012d".formatted(amount))
        .set(De.LOCAL_TIME, station.now().substring(4))
        .set(De.LOCAL_DATE, station.now().substring(0, 4))
        .set(De.EXPIRY, "4912")
        .set(De.MERCHANT_TYPE, merchantType)
        .set(De.ENTRY_MODE, "071")
        .set(De.ACQUIRER, "00000000123")
        .set(De.RRN, reference)
        .set(De.TRACK_2, card.digits() + "=49122010000000000")
        .set(De.TERMINAL, "TERM0001")
        .set(De.MERCHANT, "MERCHANT0000001")
        .set(De.CURRENCY, "978")
        .build();
  }

  /** Tells of an approval that was given in the issuer's place out there; nobody waits for it. */
  Sale advise(Pan card, long amount) {
    Message request = body(card, amount, "5411");
    Stamp original = new Stamp(request.mti(), station.nextStan(), station.now());
    Message advice =
        request
            .edit()
            .mti(Mti.AUTHORISATION_ADVICE)
            .drop(De.TRACK_2)
            .set(De.RESPONSE_CODE, "00")
            .set(De.APPROVAL_CODE, "777777")
            .set(De.ORIGINAL_DATA, original.originalData(request.get(De.ACQUIRER), ""))
            .build();
    return send(request.get(De.RRN), card, advice);
  }

  /**
   * Tells that the network decided this one itself, because no answer came in time; that is what
   * the shop has.
   */
  void overrule(Sale sale, String code) {
    var advice =
        sale.request
            .edit()
            .mti(Mti.AUTHORISATION_ADVICE)
            .drop(De.TRACK_2)
            .set(De.RESPONSE_CODE, code)
            .set(
                De.ORIGINAL_DATA,
                Stamp.of(sale.request).originalData(sale.request.get(De.ACQUIRER), ""));
    Message body =
        code.equals("00") ? advice.set(De.APPROVAL_CODE, "777777").build() : advice.build();
    told(sale, body);
    sale.overruled = true;
    sale.state = settled(code);
    sale.code = code;
  }

  /** Something more is said of it, under a name of its own. */
  private void told(Sale sale, Message body) {
    Message message = new Stamp(body.mti(), station.nextStan(), station.now()).onto(body).build();
    var told = new Sale(sale.reference, sale.card, message, agenda.now());
    byIdentity.put(identity(message), told);
    transmit(told, message);
  }

  /** The goods have gone out: a completion names the authorisation. Nobody waits for its answer. */
  void complete(Sale sale) {
    Message body =
        sale.request
            .edit()
            .mti(Mti.FINANCIAL_ADVICE)
            .drop(De.TRACK_2)
            .set(De.RESPONSE_CODE, "00")
            .set(De.APPROVAL_CODE, sale.approval)
            .set(
                De.ORIGINAL_DATA,
                Stamp.of(sale.request).originalData(sale.request.get(De.ACQUIRER), ""))
            .build();
    told(sale, body);
  }

  /** Undoes it in part: so much stands. Nobody waits for the acknowledgement. */
  void reversePartly(Sale sale, long standing) {
    Message body =
        sale.request
            .edit()
            .mti(Mti.REVERSAL_ADVICE)
            .drop(De.TRACK_2)
            .set(De.REPLACEMENT_AMOUNTS, "%012d".formatted(standing) + "0".repeat(30))
            .set(
                De.ORIGINAL_DATA,
                Stamp.of(sale.request).originalData(sale.request.get(De.ACQUIRER), ""))
            .build();
    Message message = new Stamp(body.mti(), station.nextStan(), station.now()).onto(body).build();
    byReversal.put(identity(message), sale);
    station.send(message);
  }

  private Sale send(String reference, Pan card, Message body) {
    Message request = new Stamp(body.mti(), station.nextStan(), station.now()).onto(body).build();
    var sale = new Sale(reference, card, request, agenda.now());
    journal.add(sale);
    byIdentity.put(identity(request), sale);
    if (transmit(sale, request)) {
      agenda.in(patience, () -> giveUp(sale));
      if (repeatsAfter.isPositive()) {
        agenda.in(repeatsAfter, () -> repeat(sale));
      }
    } else {
      sale.state = Sale.State.UNAVAILABLE;
    }
    return sale;
  }

  private boolean transmit(Sale sale, Message message) {
    boolean left = station.send(message).isPresent();
    sale.sent += left ? 1 : 0;
    return left;
  }

  /** The same request again, as a duplicate or flagged as a repeat. */
  void again(Sale sale, boolean flagged) {
    sale.unflagged |= !flagged;
    if (sale.state == Sale.State.UNAVAILABLE) {
      sale.state = Sale.State.WAITING;
      agenda.in(patience, () -> giveUp(sale));
    }
    transmit(sale, flagged ? sale.request.as(sale.request.mti().repeat()) : sale.request);
  }

  private void repeat(Sale sale) {
    if (sale.state == Sale.State.WAITING) {
      again(sale, true);
    }
  }

  private static String identity(Message message) {
    return message.mti().messageClass()
        + message.get(De.STAN, "")
        + message.get(De.TRANSMISSION_TIME, "");
  }

  /** An advice is repeated until it is acknowledged: what it tells of has happened. */
  private void giveUp(Sale sale) {
    if (sale.state != Sale.State.WAITING) {
      return;
    }
    if (sale.request.mti().isAdvice()) {
      again(sale, true);
      agenda.in(patience, () -> giveUp(sale));
    } else {
      reverse(sale);
    }
  }

  /** Undoes it, whatever became of it; repeated until it is acknowledged. */
  void reverse(Sale sale) {
    sale.state = Sale.State.REVERSING;
    Message body =
        sale.request
            .edit()
            .mti(Mti.REVERSAL_ADVICE)
            .drop(De.TRACK_2)
            .set(
                De.ORIGINAL_DATA,
                Stamp.of(sale.request).originalData(sale.request.get(De.ACQUIRER), ""))
            .build();
    sale.reversal = new Stamp(body.mti(), station.nextStan(), station.now()).onto(body).build();
    byReversal.put(identity(sale.reversal), sale);
    sendReversal(sale);
  }

  private void sendReversal(Sale sale) {
    if (sale.state != Sale.State.REVERSING) {
      return;
    }
    Message reversal = sale.reversal;
    Mti mti = sale.reversalsSent > 0 ? reversal.mti().repeat() : reversal.mti();
    sale.reversalsSent += station.send(reversal.as(mti)).isPresent() ? 1 : 0;
    agenda.in(reversalEvery, () -> sendReversal(sale));
  }

  // --- answers

  private void answered(Message answer) {
    if (answer.mti().isReversal()) {
      Sale sale = byReversal.get(identity(answer));
      checks.that(sale != null, Invariant.NO_MISPAIRING, () -> "an answer to no reversal of ours");
      if (sale != null && sale.state == Sale.State.REVERSING && isFinal(answer.responseCode())) {
        sale.state = Sale.State.REVERSED;
      }
      return;
    }
    Sale sale = byIdentity.get(identity(answer));
    checks.that(
        sale != null
            && sale.reference.equals(answer.get(De.RRN, ""))
            && sale.card.digits().equals(answer.get(De.PAN, "")),
        Invariant.NO_MISPAIRING,
        () -> station.name + " is given the answer to something else");
    if (sale != null) {
      answered(sale, answer);
    }
  }

  private static boolean isFinal(String code) {
    return code.equals("00") || code.equals("25");
  }

  private void answered(Sale sale, Message answer) {
    sale.answers++;
    checks.that(
        sale.answers <= sale.sent,
        Invariant.ONE_ANSWER,
        () -> sale.reference + " was sent " + sale.sent + " times and answered " + sale.answers);
    if (sale.overruled) {
      return;
    }
    String code = answer.responseCode();
    String approval = answer.get(De.APPROVAL_CODE, "");
    if (sale.state == Sale.State.WAITING) {
      sale.code = code;
      sale.approval = approval;
      sale.state = settled(code);
    } else if (code.equals("00") && sale.state == Sale.State.UNAVAILABLE) {
      reverse(sale);
    } else if (sale.state == Sale.State.APPROVED || sale.state == Sale.State.DECLINED) {
      checks.that(
          (code.equals(sale.code) && approval.equals(sale.approval))
              || (settled(code) == Sale.State.UNAVAILABLE
                  && (sale.unflagged || disowned.test(answer))),
          Invariant.ONE_ANSWER,
          () -> sale.reference + " was answered " + sale.code + " and then " + code);
    }
  }

  private static Sale.State settled(String code) {
    return switch (code) {
      case "00" -> Sale.State.APPROVED;
      case "91", "96", "68", "92", "90", "94" -> Sale.State.UNAVAILABLE;
      default -> Sale.State.DECLINED;
    };
  }

  boolean isSettled() {
    return journal.stream().allMatch(Sale::isSettled);
  }
}
