package io.nightbus.ops.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.books.Flaw.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clean histories stay green; each forged one turns red, and for the right reason. */
final class BooksTest {

  @Test
  void aCleanRunAgrees() {
    Balance balance = Story.clean().balance();

    assertThat(balance.flaws()).isEmpty();
    assertThat(balance.charges()).isEqualTo(4);
    assertThat(balance.requests()).isEqualTo(5);
    assertThat(balance.sections())
        .flatExtracting(Section::rows)
        .filteredOn(row -> row.outcome().equals("authorised"))
        .extracting(Section.Row::gateway, Section.Row::ledger)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(new Sum(3, 1_050), new Sum(3, 1_050)));
  }

  @Test
  void anEmptyRunAgrees() {
    assertThat(new Story().balance().agrees()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("cleanHistories")
  void otherCleanHistoriesAgree(String name, Consumer<Story> change) {
    Story story = Story.clean();
    change.accept(story);

    assertThat(story.balance().flaws()).as(name).isEmpty();
  }

  static Stream<Arguments> cleanHistories() {
    return Stream.of(
        clean(
            "held where the network promises nothing, applied or not",
            story -> {
              story.guarantees.put("network", Set.of());
              story.held("h1", "card7", 700, true);
              story.held("h2", "card8", 800, false);
            }),
        clean(
            "a decline whose answer was lost, held although repeats are answered",
            story -> story.held("h1", "card7", 700, false)),
        clean(
            "held because the attempt after one that was undone was declined",
            story -> story.reversedAndSentAgain("h1", "card7", 700, "HELD")),
        clean(
            "a request that could not leave its client",
            story -> story.told("acquirer", "A1", "card1", 100, JournalLine.State.UNSENT, "", "")),
        clean(
            "no route: 91 at once, nothing in the book",
            story ->
                story.told("acquirer", "A2", "card1", 100, JournalLine.State.DECLINED, "91", "")),
        clean(
            "no answer for the client, and its own reversal undid the effect",
            story -> {
              var applied =
                  story.heard("network", "0100", "900001", "A3", 100, "card1", "00", "APPLIED", 0);
              story.told("acquirer", "A3", "card1", 100, JournalLine.State.REVERSED, "", "");
              story.exchange("acquirer", "A3", 100, "APPROVED", "00", "AP");
              var reversal = story.exchange("acquirer", "A3", 100, "TAKEN_OVER", "00", "");
              story.owe("network", "REVERSAL", reversal.id(), 0, "A3", 100, "0420");
              story.heard(
                  "network",
                  "0420",
                  story.obligations.getLast().stan(),
                  "A3",
                  100,
                  "card1",
                  "00",
                  "UNDONE",
                  applied.seq());
            }),
        clean(
            "stand-in after a try that the host may have applied",
            story -> {
              var applied =
                  story.heard("issuer", "0100", "900003", "N7", 70, "card1", "00", "APPLIED", 0);
              story.told("network", "N7", "card1", 70, JournalLine.State.APPROVED, "00", "S7");
              var exchange = story.exchange("network", "N7", 70, "STOOD_IN_APPROVED", "00", "S7");
              story.decide(exchange, true, "00", "S7", false);
              for (String duty : List.of("REVERSAL", "ADVICE")) {
                String mti = duty.equals("ADVICE") ? "0120" : "0420";
                story.owe("issuer", duty, exchange.id(), 0, "N7", 70, mti);
                story.heard(
                    "issuer",
                    mti,
                    story.obligations.getLast().stan(),
                    "N7",
                    70,
                    "card1",
                    "00",
                    duty.equals("ADVICE") ? "APPLIED" : "UNDONE",
                    duty.equals("ADVICE") ? 0 : applied.seq());
              }
            }),
        clean(
            "a reversal that found nothing is told again under another stamp",
            story -> {
              story.told("acquirer", "A5", "card1", 50, JournalLine.State.DECLINED, "91", "");
              var exchange = story.exchange("acquirer", "A5", 50, "UNKNOWN", "91", "");
              story.heard("network", "0420", "900004", "A5", 50, "card1", "25", "UNMATCHED", 0);
              story.owe("network", "REVERSAL", exchange.id(), 0, "A5", 50, "0420");
              String stan = story.obligations.getLast().stan();
              story.heard("network", "0420", stan, "A5", 50, "card1", "25", "UNMATCHED", 0);
            }),
        clean(
            "the repeat of a reversal is overtaken by the next one, the first having been answered",
            story -> straggler(story, 0)),
        clean(
            "a reversal that waits for its request's end is passed by the card's next one",
            story -> passesOneThatWaits(story, Duration.ofMillis(-200))),
        clean(
            "a repeated advice has one effect",
            story -> {
              Story.forge(story.obligations, 2, BooksTest::sentTwice);
              again(story.issuer, withEffect(story.issuer.getLast(), "DUPLICATE"));
            }),
        clean(
            "a charge whose answer was lost is repeated, and had its effect the first time",
            story -> {
              Story.forge(story.attempts, 1, attempt -> sent(attempt, 2, "ANSWERED"));
              again(story, withEffect(story.network.get(1), "DUPLICATE"));
            }),
        clean(
            "after a crash both the gateway and its client reverse what nobody knows of",
            story -> {
              story.unknownAndReversed("A7", "card1", 70);
              Story.forge(story.acquirerJournal, 3, BooksTest::unansweredAndReversed);
              clientReverses(story, "acquirer", "A7", 70);
              heardReversal(story, "network", "A7", 70, "NOTHING_TO_UNDO", 0);
            }),
        clean(
            "its client reverses what is still out, and that is the one reversal",
            story -> {
              var applied =
                  story.heard("network", "0100", "900009", "A8", 80, "card1", "00", "APPLIED", 0);
              story.told("acquirer", "A8", "card1", 80, JournalLine.State.REVERSED, "", "");
              story.exchange("acquirer", "A8", 80, "UNKNOWN", "91", "");
              clientReverses(story, "acquirer", "A8", 80);
              heardReversal(story, "network", "A8", 80, "UNDONE", applied.seq());
            }),
        clean(
            "stood in, and then reversed by the one who asked: the card has its limit back",
            story -> {
              story.stoodIn("N00000000007", "card1", 70);
              long applied = story.issuer.getLast().seq();
              Story.forge(story.networkJournal, 2, BooksTest::unansweredAndReversed);
              Story.forge(story.exchanges, 5, exchange -> verdict(exchange, "REVERSED"));
              Story.forge(story.decisions, 1, decision -> standing(decision, 0, false));
              Store.Counter spent = story.counters.removeLast();
              story.counters.add(new Store.Counter(spent.scope(), spent.period(), 0, 0));
              clientReverses(story, "network", "N00000000007", 70);
              heardReversal(story, "issuer", "N00000000007", 70, "UNDONE", applied);
            }),
        clean(
            "stand-in declined, with its advice",
            story -> {
              story.told("network", "N9", "card1", 900, JournalLine.State.DECLINED, "54", "");
              var exchange = story.exchange("network", "N9", 900, "STOOD_IN_DECLINED", "54", "");
              story.decide(exchange, false, "54", "", false);
              story.owe("issuer", "ADVICE", exchange.id(), 0, "N9", 900, "0120");
              story.heard(
                  "issuer",
                  "0120",
                  story.obligations.getLast().stan(),
                  "N9",
                  900,
                  "card1",
                  "00",
                  "NOTED",
                  0);
            }),
        clean(
            "a decision that was withdrawn before anybody saw it",
            story -> {
              var exchange = story.exchange("network", "N8", 800, "WITHDRAWN", "91", "");
              story.told("network", "N8", "card1", 800, JournalLine.State.DECLINED, "91", "");
              story.decide(exchange, true, "00", "X", true);
            }),
        clean(
            "a charge settled by hand",
            story -> Story.forge(story.charges, 2, charge -> in(charge, "SETTLED_BY_HAND"))));
  }

  private static Arguments clean(String name, Consumer<Story> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest
  @MethodSource("forgedHistories")
  void aForgedHistoryIsFound(String name, Kind expected, Consumer<Story> forgery) {
    Story story = Story.clean();
    forgery.accept(story);

    assertThat(story.balance().flaws()).as(name).extracting(Flaw::kind).contains(expected);
  }

  static Stream<Arguments> forgedHistories() {
    return Stream.of(
        // The simulators' ledgers: network 0 c1, 1 c2, 2 c3, 3-5 c4, 6 A1, 7 A2, 8-9 A3.
        forged("charge without effect", Kind.LOST, story -> story.network.remove(0)),
        forged(
            "charge refused by the host, called authorised",
            Kind.LOST,
            story -> Story.forge(story.network, 0, line -> withEffect(line, "REFUSED"))),
        forged(
            "charge applied twice under one reference",
            Kind.TWICE,
            story -> again(story, story.network.get(0))),
        forged(
            "first attempt's effect still stands",
            Kind.TWICE,
            story -> Story.forge(story.network, 4, line -> withEffect(line, "UNMATCHED"))),
        forged(
            "charge applied with another amount",
            Kind.AMOUNT,
            story -> Story.forge(story.network, 0, line -> withAmount(line, 251))),
        forged(
            "charge applied to another card",
            Kind.MISPAIRED,
            story -> Story.forge(story.network, 0, line -> withCard(line, "card9"))),
        forged(
            "declined charge has an effect",
            Kind.WRONG_DECLINE,
            story -> Story.forge(story.network, 2, line -> withEffect(line, "APPLIED"))),
        forged("nobody declined the charge", Kind.WRONG_DECLINE, story -> story.network.remove(2)),
        forged(
            "declined with another code",
            Kind.WRONG_DECLINE,
            story -> Story.forge(story.network, 2, line -> withCode(line, "05"))),
        forged(
            "an effect nobody asked for",
            Kind.EXTRA_EFFECT,
            story ->
                story.heard("network", "0100", "777777", "Z1", 100, "card1", "00", "APPLIED", 0)),
        forged(
            "approved live request without effect",
            Kind.TOLD_WITHOUT_EFFECT,
            story -> story.network.remove(6)),
        forged(
            "approved live request twice", Kind.TWICE, story -> again(story, story.network.get(6))),
        forged(
            "live amount differs",
            Kind.AMOUNT,
            story -> Story.forge(story.network, 6, line -> withAmount(line, 1))),
        forged(
            "live card differs",
            Kind.MISPAIRED,
            story -> Story.forge(story.network, 6, line -> withCard(line, "card9"))),
        forged(
            "live decline that nobody gave", Kind.WRONG_DECLINE, story -> story.network.remove(7)),
        forged(
            "reversal without effect: the request stands",
            Kind.MISSING_REVERSAL,
            story -> Story.forge(story.network, 9, line -> withEffect(line, "NOTHING_TO_UNDO"))),
        forged("reversal never arrived", Kind.LOST, story -> story.network.remove(9)),
        forged(
            "reversal undid another transaction",
            Kind.MISPAIRED,
            story ->
                Story.forge(story.network, 9, line -> undoing(line, story.network.get(6).seq()))),
        forged(
            "reversal of another amount",
            Kind.AMOUNT,
            story -> Story.forge(story.network, 9, line -> withAmount(line, 1))),
        forged("advice never arrived", Kind.TOLD_WITHOUT_EFFECT, story -> story.issuer.remove(1)),
        forged(
            "advice acknowledged by nobody",
            Kind.LOST,
            story -> Story.forge(story.issuer, 1, BooksTest::unheard)),
        forged(
            "advice applied twice", Kind.TWICE, story -> again(story.issuer, story.issuer.get(1))),
        forged(
            "advice that the book does not know",
            Kind.NOT_IN_BOOK,
            story ->
                story.heard(
                    "issuer", "0120", "888888", "N00000000001", 2_000, "card6", "00", "NOTED", 0)),
        forged(
            "second charge of a card before the first",
            Kind.ORDER,
            story -> {
              LedgerLine first = story.network.get(0);
              LedgerLine second = story.network.get(1);
              story.network.set(0, at(second, first.seq()));
              story.network.set(1, at(first, second.seq()));
            }),
        forged(
            "a repeat of the first charge after the second",
            Kind.ORDER,
            story -> {
              LedgerLine first = story.network.get(0);
              story.network.add(withEffect(at(first, story.network.size() + 1L), "DUPLICATE"));
            }),
        forged("advice overtakes the reversal before it", Kind.ORDER, BooksTest::overtakingAdvice),
        forged(
            "a reversal leaves while the one before it is still unanswered",
            Kind.ORDER,
            story -> straggler(story, 3)),
        forged(
            "a reversal waits long after its request has ended, and is passed",
            Kind.ORDER,
            story -> passesOneThatWaits(story, Duration.ofSeconds(-2))),
        // The clients' journals: acquirer 0 approved, 1 declined, 2 91; network 0 approved, 1 stood
        // in.
        forged(
            "client was told no, the host applied it",
            Kind.MISSING_REVERSAL,
            story ->
                Story.forge(
                    story.acquirerJournal,
                    0,
                    line -> told(line, JournalLine.State.DECLINED, "91"))),
        forged(
            "client was told declined by nobody",
            Kind.WRONG_DECLINE,
            story ->
                Story.forge(
                    story.acquirerJournal,
                    2,
                    line -> told(line, JournalLine.State.DECLINED, "05"))),
        forged(
            "client was told approved, the host declined",
            Kind.TOLD_WITHOUT_EFFECT,
            story ->
                Story.forge(
                    story.acquirerJournal,
                    1,
                    line -> told(line, JournalLine.State.APPROVED, "00"))),
        forged(
            "client reversed, the effect stands",
            Kind.MISSING_REVERSAL,
            story ->
                Story.forge(
                    story.networkJournal, 0, line -> told(line, JournalLine.State.REVERSED, ""))),
        forged(
            "client still waits",
            Kind.UNSETTLED,
            story ->
                Story.forge(
                    story.acquirerJournal, 2, line -> told(line, JournalLine.State.SENT, ""))),
        forged(
            "client's reversal is not acknowledged",
            Kind.UNSETTLED,
            story ->
                Story.forge(
                    story.acquirerJournal,
                    2,
                    line -> told(line, JournalLine.State.UNANSWERED, ""))),
        forged(
            "never sent, and yet an effect",
            Kind.EXTRA_EFFECT,
            story ->
                Story.forge(
                    story.acquirerJournal, 0, line -> told(line, JournalLine.State.UNSENT, ""))),
        forged(
            "two answers",
            Kind.TWICE,
            story -> Story.forge(story.acquirerJournal, 0, BooksTest::answeredTwice)),
        forged(
            "another's approval",
            Kind.MISPAIRED,
            story -> Story.forge(story.acquirerJournal, 0, BooksTest::foreignApproval)),
        forged(
            "a client's line is gone", Kind.EXTRA_EFFECT, story -> story.acquirerJournal.remove(0)),
        // The operator's file.
        forged("charge not in the book", Kind.LOST, story -> story.charges.remove(0)),
        forged("charge in no file", Kind.EXTRA_EFFECT, story -> story.orders.remove(0)),
        forged(
            "charge with another amount in the book",
            Kind.AMOUNT,
            story ->
                Story.forge(story.orders, 0, o -> new Order(o.chargeId(), o.card(), 1, "826"))),
        // The gateway's views.
        forged(
            "authorised charge called declined",
            Kind.WRONG_DECLINE,
            story -> Story.forge(story.charges, 0, charge -> in(charge, "DECLINED"))),
        forged(
            "declined charge called authorised",
            Kind.LOST,
            story -> Story.forge(story.charges, 2, charge -> in(charge, "AUTHORISED"))),
        forged(
            "charge still queued",
            Kind.UNSETTLED,
            story -> Story.forge(story.charges, 0, charge -> in(charge, "QUEUED"))),
        forged(
            "charge held without need",
            Kind.HELD_WITHOUT_DOUBT,
            story -> Story.forge(story.charges, 0, charge -> in(charge, "HELD"))),
        forged(
            "held after an attempt that was undone, although the next was approved",
            Kind.HELD_WITHOUT_DOUBT,
            story -> {
              story.reversedAndSentAgain("h1", "card7", 700);
              Story.forge(story.charges, story.charges.size() - 1, charge -> in(charge, "HELD"));
            }),
        forged(
            "a card called declined for an attempt after one that was undone",
            Kind.WRONG_DECLINE,
            story -> story.reversedAndSentAgain("h1", "card7", 700, "DECLINED")),
        forged(
            "held and applied, although repeats are answered",
            Kind.HELD_WITHOUT_DOUBT,
            story -> story.held("h1", "card7", 700, true)),
        forged(
            "held and applied twice",
            Kind.TWICE,
            story -> {
              story.guarantees.put("network", Set.of());
              story.held("h1", "card7", 700, true);
              again(story, story.network.getLast());
            }),
        forged("attempt not in the book", Kind.EXTRA_EFFECT, story -> story.attempts.remove(0)),
        forged("approval not in the book", Kind.NOT_IN_BOOK, story -> story.exchanges.remove(0)),
        forged(
            "approval called declined in the book",
            Kind.NOT_IN_BOOK,
            story -> Story.forge(story.exchanges, 0, exchange -> verdict(exchange, "DECLINED"))),
        forged(
            "exchange without outcome",
            Kind.UNSETTLED,
            story -> Story.forge(story.exchanges, 0, exchange -> verdict(exchange, ""))),
        forged(
            "unknown outcome without reversal",
            Kind.MISSING_REVERSAL,
            story -> story.obligations.remove(1)),
        forged(
            "a client's reversal was acknowledged and is not owed",
            Kind.LOST,
            story -> story.exchange("acquirer", "A00000000003", 1_200, "TAKEN_OVER", "00", "")),
        forged(
            "reversal still owed",
            Kind.UNSETTLED,
            story -> Story.forge(story.obligations, 1, owed -> in(owed, "OWED"))),
        forged(
            "advice parked",
            Kind.PARKED,
            story -> Story.forge(story.obligations, 2, owed -> in(owed, "PARKED"))),
        forged(
            "stand-in without advice", Kind.MISSING_ADVICE, story -> story.obligations.remove(2)),
        forged(
            "advice voided although the approval was told",
            Kind.MISSING_ADVICE,
            story -> Story.forge(story.obligations, 2, owed -> in(owed, "VOIDED"))),
        forged("decision is gone", Kind.MISPAIRED, story -> story.decisions.remove(0)),
        forged(
            "exposure that nobody owes",
            Kind.LIMIT,
            story -> story.counters.set(0, new Store.Counter("exposure", "all", 1, 2_100))),
        forged(
            "counter below zero",
            Kind.LIMIT,
            story -> story.counters.set(1, counter(story, -1, -2_100))),
        // What only comes to light where two sides, or two views, are laid side by side.
        forged(
            "a client's reversal was acknowledged and never stored",
            Kind.NOT_DURABLE,
            story -> story.told("acquirer", "A9", "card1", 90, JournalLine.State.REVERSED, "", "")),
        forged(
            "two charges under one identity",
            Kind.IDENTITY,
            story ->
                Story.forge(
                    story.network, 1, line -> stamped(line, story.network.get(0).stan(), true))),
        forged(
            "sent again as if for the first time",
            Kind.IDENTITY,
            story -> {
              Story.forge(story.attempts, 0, attempt -> sent(attempt, 2, "ANSWERED"));
              again(story, withEffect(story.network.get(0), "DUPLICATE"));
              Story.forge(
                  story.network,
                  story.network.size() - 1,
                  line -> stamped(line, line.stan(), false));
            }),
        forged(
            "an advice heard more often than it was meant to be sent",
            Kind.NOT_IN_BOOK,
            story -> again(story.issuer, withEffect(story.issuer.get(1), "DUPLICATE"))),
        forged(
            "authorised charge whose attempt was reversed",
            Kind.CONTRADICTION,
            story -> Story.forge(story.attempts, 0, attempt -> sent(attempt, 1, "REVERSED"))),
        forged(
            "declined charge with an attempt still out",
            Kind.CONTRADICTION,
            story -> Story.forge(story.attempts, 2, attempt -> sent(attempt, 1, "SENT"))),
        forged(
            "a second attempt without a first",
            Kind.CONTRADICTION,
            story -> story.attempts.remove(3)),
        forged(
            "approved by stand-in, declined by the exchange",
            Kind.CONTRADICTION,
            story ->
                Story.forge(
                    story.exchanges, 4, exchange -> verdict(exchange, "STOOD_IN_DECLINED"))),
        forged(
            "withdrawn, and told all the same",
            Kind.MISPAIRED,
            story -> Story.forge(story.decisions, 0, BooksTest::withdrawn)),
        forged(
            "a reversal without an original",
            Kind.CONTRADICTION,
            story -> {
              story.owe("network", "REVERSAL", 0, 0, "Q1", 10, "0420");
              heardReversal(story, "network", "Q1", 10, "UNMATCHED", 0);
            }),
        forged(
            "a batch that took over more than there is",
            Kind.CONTRADICTION,
            story -> story.batches.add(new Store.Batch(Story.BATCH, "QUEUED", 5, 1_450, 5, 1_450))),
        forged(
            "a batch queued against its trailer",
            Kind.CONTRADICTION,
            story -> story.batches.add(new Store.Batch(Story.BATCH, "QUEUED", 5, 1_450, 4, 1_450))),
        forged(
            "an advice delivered twice",
            Kind.MISSING_ADVICE,
            story -> {
              Store.Obligation advice = story.obligations.get(2);
              story.owe(
                  "issuer", "ADVICE", advice.exchange(), 0, advice.rrn(), advice.amount(), "0120");
              String stan = story.obligations.getLast().stan();
              story.heard(
                  "issuer", "0120", stan, advice.rrn(), 2_100, "card6", "00", "DUPLICATE", 2);
            }),
        forged(
            "a charge with another's approval",
            Kind.MISPAIRED,
            story -> {
              Story.forge(story.charges, 0, BooksTest::foreignApproval);
              Story.forge(story.attempts, 0, BooksTest::foreignApproval);
            }),
        forged(
            "an authorised charge that was undone",
            Kind.LOST,
            story -> {
              Store.Charge charge = story.charges.getFirst();
              String rrn = story.attempts.getFirst().rrn();
              story.owe("network", "REVERSAL", 0, charge.id(), rrn, charge.amount(), "0420");
              heardReversal(story, "network", rrn, charge.amount(), "UNDONE", 1);
            }),
        forged(
            "a card's counter forgets an approval",
            Kind.LIMIT,
            story -> story.counters.set(1, counter(story, 0, 0))),
        forged(
            "a card's counter counts an approval twice",
            Kind.LIMIT,
            story -> story.counters.set(1, counter(story, 2, 4_200))),
        forged(
            "stand-in over the limit of a day",
            Kind.LIMIT,
            story -> story.limits = new Evidence.Limits(10_000, 10, 2_000)),
        forged(
            "stand-in more often than the limit",
            Kind.LIMIT,
            story -> story.limits = new Evidence.Limits(10_000, 0, 30_000)),
        forged(
            "stand-in over the limit of one transaction",
            Kind.LIMIT,
            story -> story.limits = new Evidence.Limits(2_000, 10, 30_000)),
        forged(
            "the sums differ",
            Kind.TOTALS,
            story -> Story.forge(story.charges, 0, charge -> in(charge, "DECLINED"))));
  }

  private static Arguments forged(String name, Kind kind, Consumer<Story> forgery) {
    return Arguments.of(name, kind, forgery);
  }

  @Test
  void everyKindOfFlawIsForgedAtLeastOnce() {
    assertThat(forgedHistories().map(arguments -> arguments.get()[1]).distinct())
        .containsExactlyInAnyOrderElementsOf(Arrays.asList((Object[]) Kind.values()));
  }

  @Test
  void theTextNamesTheFlawAndNoCard() {
    Story story = Story.clean();
    story.network.remove(0);

    assertThat(BalanceText.of(story.balance()))
        .anyMatch(line -> line.startsWith("WRONG LOST, 1"))
        .anyMatch(line -> line.contains("charge c1"))
        .noneMatch(line -> line.contains("card1"))
        .last()
        .asString()
        .startsWith("THE BOOKS DO NOT AGREE");
  }

  @Test
  void thereAreFortyForgedAndTenCleanHistoriesAtLeast() {
    assertThat(forgedHistories().map(arguments -> arguments.get()[0]).distinct())
        .hasSizeGreaterThanOrEqualTo(40);
    assertThat(cleanHistories().map(arguments -> arguments.get()[0]).distinct())
        .hasSizeGreaterThanOrEqualTo(10);
  }

  // --- forgeries

  private static void clientReverses(Story story, String originator, String rrn, long amount) {
    var taken = story.exchange(originator, rrn, amount, "TAKEN_OVER", "00", "");
    story.owe(taken.endpoint(), "REVERSAL", taken.id(), 0, rrn, amount, "0420");
  }

  private static void heardReversal(
      Story story, String endpoint, String rrn, long amount, String effect, long of) {
    String stan = story.obligations.getLast().stan();
    story.heard(endpoint, "0420", stan, rrn, amount, "card1", "00", effect, of);
  }

  private static JournalLine unansweredAndReversed(JournalLine l) {
    return new JournalLine(
        l.seq(),
        l.rrn(),
        l.amount(),
        l.currency(),
        l.card(),
        JournalLine.State.REVERSED,
        0,
        "",
        "");
  }

  private static Store.Counter counter(Story story, long count, long amount) {
    Store.Counter counter = story.counters.get(1);
    return new Store.Counter(counter.scope(), counter.period(), count, amount);
  }

  private static Store.Attempt sent(Store.Attempt a, int transmissions, String state) {
    return new Store.Attempt(
        a.chargeId(), a.number(), a.rrn(), transmissions, state, a.code(), a.approval());
  }

  private static Store.Attempt foreignApproval(Store.Attempt a) {
    return new Store.Attempt(
        a.chargeId(), a.number(), a.rrn(), a.transmissions(), a.state(), a.code(), "AP9999");
  }

  private static Store.Charge foreignApproval(Store.Charge c) {
    return new Store.Charge(
        c.id(),
        c.chargeId(),
        c.batch(),
        c.endpoint(),
        c.lane(),
        c.amount(),
        c.currency(),
        c.state(),
        c.attempt(),
        c.reason(),
        c.code(),
        "AP9999");
  }

  private static Store.Obligation sentTwice(Store.Obligation o) {
    return new Store.Obligation(
        o.id(),
        o.order(),
        o.endpoint(),
        o.lane(),
        o.duty(),
        o.state(),
        o.created(),
        o.ended(),
        2,
        o.exchange(),
        o.charge(),
        o.rrn(),
        o.amount(),
        o.mti(),
        o.stan(),
        o.de7());
  }

  private static Store.Decision withdrawn(Store.Decision d) {
    return standing(d, 0, true);
  }

  private static Store.Decision standing(Store.Decision d, long standing, boolean withdrawn) {
    return new Store.Decision(
        d.id(),
        d.exchange(),
        d.rrn(),
        d.card(),
        d.approved(),
        d.amount(),
        d.code(),
        d.approval(),
        d.decided(),
        standing,
        withdrawn);
  }

  private static LedgerLine stamped(LedgerLine l, String stan, boolean repeat) {
    return new LedgerLine(
        l.seq(),
        l.wall(),
        l.mti(),
        repeat,
        l.de7(),
        stan,
        l.rrn(),
        l.amount(),
        l.currency(),
        l.card(),
        l.code(),
        l.withheld(),
        l.approval(),
        l.effect(),
        l.of());
  }

  /**
   * Two reversals of one request, ours and its originator's; ours comes once more after his.
   *
   * @param later so many seconds after it had come first, our book has its answer
   */
  private static void straggler(Story story, int later) {
    story.unknownAndReversed("A00000000009", "card9", 900);
    LedgerLine first = story.network.getLast();
    Store.Obligation ours = sentTwice(story.obligations.removeLast());
    story.obligations.add(ended(ours, first.wall().plus(Duration.ofSeconds(later))));
    var reversal = story.exchange("acquirer", "A00000000009", 900, "TAKEN_OVER", "00", "");
    story.owe("network", "REVERSAL", reversal.id(), 0, "A00000000009", 900, "0420");
    String stan = story.obligations.getLast().stan();
    story.heard("network", "0420", stan, "A00000000009", 900, "card9", "00", "NOTHING_TO_UNDO", 0);
    story.network.add(repeated(at(first, story.network.size() + 1L)));
  }

  /**
   * Two reversals of one card, the later one seen first.
   *
   * @param ended the request of the earlier one, from then on
   */
  private static void passesOneThatWaits(Story story, Duration ended) {
    String rrn = "A00000000009";
    LedgerLine request =
        story.heard("network", "0100", story.nextStan(), rrn, 900, "card9", "00", "APPLIED", 0);
    story.told("acquirer", rrn, "card9", 900, JournalLine.State.DECLINED, "91", "");
    Store.Exchange exchange = story.exchange("acquirer", rrn, 900, "UNKNOWN", "91", "");
    story.owe("network", "REVERSAL", exchange.id(), 0, rrn, 900, "0420");
    Store.Obligation first = story.obligations.getLast();

    story.unknownAndReversed("A00000000010", "card9", 100);
    Instant passed = story.network.getLast().wall();
    story.obligations.add(inLane(story.obligations.removeLast(), first.lane()));
    Story.forge(
        story.exchanges,
        story.exchanges.indexOf(exchange),
        it -> concluded(it, passed.plus(ended)));
    story.heard("network", "0420", first.stan(), rrn, 900, "card9", "00", "UNDONE", request.seq());
  }

  private static Store.Exchange concluded(Store.Exchange e, Instant when) {
    return new Store.Exchange(
        e.id(),
        e.originator(),
        e.endpoint(),
        e.rrn(),
        e.amount(),
        e.currency(),
        e.verdict(),
        e.code(),
        e.approval(),
        Optional.of(when));
  }

  private static Store.Obligation inLane(Store.Obligation o, String lane) {
    return new Store.Obligation(
        o.id(),
        o.order(),
        o.endpoint(),
        lane,
        o.duty(),
        o.state(),
        o.created(),
        o.ended(),
        o.attempts(),
        o.exchange(),
        o.charge(),
        o.rrn(),
        o.amount(),
        o.mti(),
        o.stan(),
        o.de7());
  }

  private static LedgerLine repeated(LedgerLine l) {
    return new LedgerLine(
        l.seq(),
        l.wall(),
        l.mti(),
        true,
        l.de7(),
        l.stan(),
        l.rrn(),
        l.amount(),
        l.currency(),
        l.card(),
        l.code(),
        l.withheld(),
        l.approval(),
        "DUPLICATE",
        l.seq());
  }

  private static Store.Obligation ended(Store.Obligation o, Instant when) {
    return new Store.Obligation(
        o.id(),
        o.order(),
        o.endpoint(),
        o.lane(),
        o.duty(),
        o.state(),
        o.created(),
        Optional.of(when),
        o.attempts(),
        o.exchange(),
        o.charge(),
        o.rrn(),
        o.amount(),
        o.mti(),
        o.stan(),
        o.de7());
  }

  private static void overtakingAdvice(Story story) {
    Store.Obligation advice = story.obligations.getLast();
    long later = story.nextId();
    story.obligations.add(
        new Store.Obligation(
            later,
            advice.order() - 1,
            advice.endpoint(),
            advice.lane(),
            "REVERSAL",
            "DELIVERED",
            Story.START.minus(Duration.ofHours(1)),
            Optional.empty(),
            1,
            0,
            0,
            advice.rrn(),
            advice.amount(),
            "0420",
            "900002",
            "1123010000"));
    story.heard(
        "issuer",
        "0420",
        "900002",
        advice.rrn(),
        advice.amount(),
        "card6",
        "00",
        "UNDONE",
        story.issuer.getLast().seq());
  }

  private static void again(Story story, LedgerLine line) {
    again(story.network, line);
  }

  private static void again(List<LedgerLine> ledger, LedgerLine line) {
    ledger.add(at(line, ledger.size() + 1L));
  }

  private static LedgerLine copy(
      LedgerLine l, long seq, long amount, String card, String code, String effect, long of) {
    return new LedgerLine(
        seq,
        Story.START.plusSeconds(seq),
        l.mti(),
        l.repeat() || seq != l.seq(),
        l.de7(),
        l.stan(),
        l.rrn(),
        amount,
        l.currency(),
        card,
        code,
        l.withheld(),
        l.approval(),
        effect,
        of);
  }

  private static LedgerLine at(LedgerLine l, long seq) {
    return copy(l, seq, l.amount(), l.card(), l.code(), l.effect(), l.of());
  }

  private static LedgerLine withEffect(LedgerLine l, String effect) {
    return copy(l, l.seq(), l.amount(), l.card(), l.code(), effect, l.of());
  }

  private static LedgerLine withAmount(LedgerLine l, long amount) {
    return copy(l, l.seq(), amount, l.card(), l.code(), l.effect(), l.of());
  }

  private static LedgerLine withCard(LedgerLine l, String card) {
    return copy(l, l.seq(), l.amount(), card, l.code(), l.effect(), l.of());
  }

  private static LedgerLine withCode(LedgerLine l, String code) {
    return copy(l, l.seq(), l.amount(), l.card(), code, l.effect(), l.of());
  }

  private static LedgerLine undoing(LedgerLine l, long of) {
    return copy(l, l.seq(), l.amount(), l.card(), l.code(), l.effect(), of);
  }

  private static LedgerLine unheard(LedgerLine l) {
    return new LedgerLine(
        l.seq(),
        l.wall(),
        l.mti(),
        l.repeat(),
        l.de7(),
        l.stan(),
        l.rrn(),
        l.amount(),
        l.currency(),
        l.card(),
        l.code(),
        true,
        l.approval(),
        l.effect(),
        l.of());
  }

  private static JournalLine told(JournalLine l, JournalLine.State state, String code) {
    return new JournalLine(
        l.seq(),
        l.rrn(),
        l.amount(),
        l.currency(),
        l.card(),
        state,
        l.answers(),
        code,
        l.approval());
  }

  private static JournalLine answeredTwice(JournalLine l) {
    return new JournalLine(
        l.seq(), l.rrn(), l.amount(), l.currency(), l.card(), l.state(), 2, l.code(), l.approval());
  }

  private static JournalLine foreignApproval(JournalLine l) {
    return new JournalLine(
        l.seq(), l.rrn(), l.amount(), l.currency(), l.card(), l.state(), 1, l.code(), "AP9999");
  }

  private static Store.Charge in(Store.Charge c, String state) {
    return new Store.Charge(
        c.id(),
        c.chargeId(),
        c.batch(),
        c.endpoint(),
        c.lane(),
        c.amount(),
        c.currency(),
        state,
        c.attempt(),
        c.reason(),
        c.code(),
        c.approval());
  }

  private static Store.Obligation in(Store.Obligation o, String state) {
    return new Store.Obligation(
        o.id(),
        o.order(),
        o.endpoint(),
        o.lane(),
        o.duty(),
        state,
        o.created(),
        o.ended(),
        o.attempts(),
        o.exchange(),
        o.charge(),
        o.rrn(),
        o.amount(),
        o.mti(),
        o.stan(),
        o.de7());
  }

  private static Store.Exchange verdict(Store.Exchange e, String verdict) {
    return new Store.Exchange(
        e.id(),
        e.originator(),
        e.endpoint(),
        e.rrn(),
        e.amount(),
        e.currency(),
        verdict,
        e.code(),
        e.approval(),
        e.concluded());
  }
}
