package io.nightbus.core;

import static io.nightbus.core.BookSamples.HOST;
import static io.nightbus.core.BookSamples.NETWORK;
import static io.nightbus.core.BookSamples.NOON;
import static io.nightbus.core.BookSamples.advice;
import static io.nightbus.core.BookSamples.answer;
import static io.nightbus.core.BookSamples.batch;
import static io.nightbus.core.BookSamples.charge;
import static io.nightbus.core.BookSamples.decision;
import static io.nightbus.core.BookSamples.intent;
import static io.nightbus.core.BookSamples.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Ending;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.core.transit.Selection;
import io.nightbus.core.transit.Tries;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every book keeps of its word. Extend it with a way to open one. */
public abstract class BookConformance {
  private final List<Book> opened = new ArrayList<>();

  /** Opens the test's one book again and again; the one before has been closed. */
  protected abstract Book open() throws Exception;

  @AfterEach
  void closeAll() {
    opened.forEach(Book::close);
  }

  private Book reopen() throws Exception {
    opened.forEach(Book::close);
    opened.clear();
    Book book = open();
    opened.add(book);
    return book;
  }

  private BookEar begin() throws Exception {
    Book book = reopen();
    book.recover();
    return BookEar.of(book);
  }

  private Recovered recovered() throws Exception {
    return reopen().recover();
  }

  @Test
  void an_empty_book_has_nothing() throws Exception {
    assertThat(recovered()).isEqualTo(Recovered.nothing());
  }

  @Test
  void an_intent_without_conclusion_is_open_after_a_restart() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)));
    book.submit(new Change.Intended(intent(2)));
    book.submit(new Change.Intended(intent(3)));
    book.submit(concluded(2));
    book.store(new Change.Restamped(3, stamp(777)));
    Recovered recovered = recovered();
    Intent third = intent(3);
    assertThat(recovered.open())
        .containsExactly(
            intent(1),
            new Intent(3, third.identity(), third.to(), third.request(), stamp(777), third.at()));
    assertThat(recovered.lastId()).isEqualTo(3);
  }

  private static Change concluded(long exchange) {
    return new Change.Concluded(exchange, Verdict.APPROVED, answer(exchange, "00"), NOON);
  }

  @Test
  void a_known_identity_leaves_out_the_whole_transaction() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)), concluded(1));
    long again =
        book.submit(
            new Change.Counted("exposure", "all", 1, 500),
            new Change.Intended(intent(2, 1, NOON)),
            new Change.Owed(advice(3, 2, "lane")));
    book.store(new Change.Counted("exposure", "all", 1, 7));
    assertThat(book.clash(again))
        .isEqualTo(
            new Known(intent(1), Optional.of(Verdict.APPROVED), Optional.of(answer(1, "00"))));
    Recovered recovered = recovered();
    assertThat(recovered.counters())
        .containsExactly(new Recovered.Counter("exposure", "all", 1, 7));
    assertThat(recovered.undelivered()).isEmpty();
    assertThat(recovered.open()).isEmpty();
  }

  @Test
  void what_builds_on_a_refused_transaction_is_refused_too() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)), concluded(1));
    book.submit(
        new Change.Intended(intent(2, 1, NOON)),
        new Change.Decided(decision(2, true)),
        new Change.Counted("exposure", "all", 1, 500),
        new Change.Owed(advice(4, 2, "lane")));
    Change back = new Change.Counted("exposure", "all", -1, -500);
    var refused = new ArrayList<Long>();
    refused.add(book.submit(new Change.ObligationSent(4, stamp(7), 1)));
    refused.add(book.submit(new Change.ObligationUnsent(4)));
    refused.add(book.submit(back, new Change.ObligationEnded(4, Ending.VOIDED, "withdrawn", NOON)));
    refused.add(book.submit(back, new Change.Withdrawn(2, NOON)));
    refused.add(book.submit(new Change.Restamped(2, stamp(8))));
    refused.add(book.submit(concluded(2), new Change.Owed(advice(5, 2, "lane"))));
    refused.add(book.submit(new Change.ObligationSent(5, stamp(9), 1)));
    book.store(new Change.Counted("exposure", "all", 1, 7));
    assertThat(refused).allSatisfy(sequence -> assertThat(book.clash(sequence)).isNotNull());
    Recovered recovered = recovered();
    assertThat(recovered.counters())
        .containsExactly(new Recovered.Counter("exposure", "all", 1, 7));
    assertThat(recovered.undelivered()).isEmpty();
  }

  @Test
  void a_clash_with_an_open_exchange_says_so() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)));
    long again = book.store(new Change.Intended(intent(2, 1, NOON)));
    assertThat(book.clash(again))
        .isEqualTo(new Known(intent(1), Optional.empty(), Optional.empty()));
  }

  @Test
  void an_identity_is_known_after_a_restart_and_on_the_next_day() throws Exception {
    begin().store(new Change.Intended(intent(1)), concluded(1));
    BookEar book = begin();
    Instant tomorrow = NOON.plusSeconds(86_400);
    book.store(new Change.Intended(intent(5, 5, tomorrow)));
    long again = book.store(new Change.Intended(intent(6, 1, tomorrow)));
    assertThat(book.clash(again)).isNotNull();
    assertThat(book.ask(new Query.ExchangeOf(intent(1).identity().key())))
        .isEqualTo(
            new Loads.Exchange(
                Optional.of(
                    new Known(
                        intent(1), Optional.of(Verdict.APPROVED), Optional.of(answer(1, "00"))))));
    assertThat(book.ask(new Query.ExchangeOf("no|1|such|key||")))
        .isEqualTo(new Loads.Exchange(Optional.empty()));
  }

  @Test
  void the_last_conclusion_counts_and_one_of_an_unknown_exchange_does_not() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)), concluded(1));
    book.submit(new Change.Concluded(1, Verdict.WITHDRAWN, answer(1, "91"), NOON));
    book.store(concluded(99));
    assertThat(book.ask(new Query.ExchangeOf(intent(1).identity().key())))
        .isEqualTo(
            new Loads.Exchange(
                Optional.of(
                    new Known(
                        intent(1), Optional.of(Verdict.WITHDRAWN), Optional.of(answer(1, "91"))))));
    Recovered recovered = recovered();
    assertThat(recovered.lastId()).isEqualTo(1);
    assertThat(recovered.open()).isEmpty();
  }

  @Test
  void counters_add_up_over_restarts() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Counted("exposure", "all", 1, 500));
    book.submit(new Change.Counted("exposure", "all", 2, 700));
    book.store(new Change.Counted("card/x", "9999-12-31", 1, 500));
    begin().store(new Change.Counted("exposure", "all", -1, -500));
    assertThat(recovered().counters())
        .containsExactlyInAnyOrder(
            new Recovered.Counter("exposure", "all", 2, 700),
            new Recovered.Counter("card/x", "9999-12-31", 1, 500));
  }

  @Test
  void a_withdrawal_counts_once() throws Exception {
    BookEar book = begin();
    book.submit(
        new Change.Intended(intent(1)),
        new Change.Decided(decision(1, true)),
        new Change.Counted("exposure", "all", 1, 500));
    Change back = new Change.Counted("exposure", "all", -1, -500);
    book.submit(new Change.Withdrawn(1, NOON), back);
    book.submit(new Change.Withdrawn(1, NOON), back);
    book.store(new Change.Counted("exposure", "all", 1, 3));
    assertThat(recovered().counters())
        .containsExactly(new Recovered.Counter("exposure", "all", 1, 3));
  }

  @Test
  void what_stands_of_a_decision_is_told_with_its_exchange() throws Exception {
    BookEar book = begin();
    book.submit(
        new Change.Intended(intent(1)), concluded(1), new Change.Decided(decision(1, true)));
    assertThat(stood(book)).contains(new Stood(decision(1, true), 1, false));
    book.submit(new Change.Lowered(1, 0, false, NOON));
    assertThat(stood(book)).contains(new Stood(decision(1, true), 0, false));
    book.store(new Change.Lowered(1, 0, true, NOON));
    assertThat(stood(begin())).contains(new Stood(decision(1, true), 0, true));
  }

  private static Optional<Stood> stood(BookEar book) {
    var loaded = (Loads.Exchange) book.ask(new Query.ExchangeOf(intent(1).identity().key()));
    return loaded.known().flatMap(Known::stood);
  }

  @Test
  void a_parked_obligation_can_be_revived_or_settled() throws Exception {
    BookEar book = begin();
    Obligation first = exposing(advice(1, 1, "a"));
    book.submit(new Change.Owed(first), new Change.Owed(advice(2, 2, "a")));
    book.submit(new Change.ObligationSent(1, stamp(5), 3));
    book.submit(new Change.ObligationEnded(1, Ending.PARKED, "format", NOON));
    book.submit(new Change.ObligationEnded(2, Ending.PARKED, "format", NOON));
    assertThat(book.ask(new Query.Parked(1)))
        .isEqualTo(
            new Loads.ParkedFound(Optional.of(first.attempted(Optional.of(stamp(5)), 3)), false));
    assertThat(book.ask(new Query.Parked(9)))
        .isEqualTo(new Loads.ParkedFound(Optional.empty(), false));
    assertThat(recovered().parked()).isEqualTo(Map.of(HOST, 2L));
    book = begin();
    book.submit(new Change.ObligationRevived(1));
    book.store(new Change.ObligationEnded(2, Ending.SETTLED, "by phone", NOON));
    assertThat(book.ask(new Query.Parked(2)))
        .isEqualTo(new Loads.ParkedFound(Optional.empty(), false));
    assertThat(book.ask(new Query.Backlog(HOST, 0, 10)))
        .isEqualTo(new Loads.Backlog(List.of(first), List.of(), 1, true));
    assertThat(recovered().parked()).isEmpty();
  }

  @Test
  void what_is_parked_is_told_with_whether_it_has_been_taken_back() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Intended(intent(1)), concluded(1), new Change.Owed(advice(2, 1, "a")));
    book.submit(new Change.ObligationEnded(2, Ending.PARKED, "format", NOON));
    assertThat(book.ask(new Query.Parked(2)))
        .isEqualTo(new Loads.ParkedFound(Optional.of(advice(2, 1, "a")), false));
    book.store(new Change.Concluded(1, Verdict.REVERSED, answer(1, "00"), NOON));
    assertThat(begin().ask(new Query.Parked(2)))
        .isEqualTo(new Loads.ParkedFound(Optional.of(advice(2, 1, "a")), true));
  }

  private static Obligation exposing(Obligation it) {
    return it.saying(Obligation.Word.OUR_APPROVAL, 0);
  }

  @Test
  void orders_of_operators_survive_until_they_end() throws Exception {
    BookEar book = begin();
    Instant future = Instant.parse("2200-01-01T00:00:00Z");
    var first = new Forcing(1, HOST, "4000", 50, NOON, future, "ann", "maintenance");
    book.submit(new Change.Forced(first), new Change.Acted(new Act(2, NOON, "ann", "a", "b", "c")));
    book.submit(
        new Change.Forced(new Forcing(3, HOST, "", 100, NOON, future, "ann", "maintenance")));
    book.submit(new Change.Released(3, NOON));
    book.submit(new Change.CardMarked("x", CardStatus.FROZEN, NOON));
    book.store(
        new Change.CardMarked("y", CardStatus.LOST, NOON),
        new Change.CardMarked("y", CardStatus.ACTIVE, NOON));
    Recovered recovered = recovered();
    assertThat(recovered.forcings()).containsExactly(first);
    assertThat(recovered.cards()).isEqualTo(Map.of("x", CardStatus.FROZEN, "y", CardStatus.ACTIVE));
    assertThat(recovered.lastId()).isEqualTo(3);
  }

  @Test
  void stan_leases_survive() throws Exception {
    BookEar book = begin();
    book.submit(new Change.StansLeased(HOST, 1_000, NOON.plusSeconds(9)));
    book.submit(new Change.StansLeased(HOST, 2_000, NOON));
    book.store(new Change.StansLeased(NETWORK, 5, NOON.plusSeconds(2)));
    Recovered recovered = recovered();
    assertThat(recovered.stans()).isEqualTo(Map.of(HOST, 2_000, NETWORK, 5));
    assertThat(recovered.transmittedUpTo()).isEqualTo(NOON.plusSeconds(9));
  }

  @Test
  void obligations_come_back_in_order_with_what_was_sent() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Owed(advice(10, 9, "b")), new Change.Owed(advice(11, 8, "a")));
    book.submit(new Change.Owed(advice(12, 9, "b")), new Change.Owed(advice(13, 13, "c")));
    book.submit(new Change.Owed(advice(14, 14, "d")), new Change.Owed(advice(15, 15, "e")));
    book.submit(new Change.ObligationSent(11, stamp(5), 1));
    book.submit(new Change.ObligationSent(12, stamp(6), 1));
    book.submit(new Change.ObligationUnsent(12));
    book.submit(new Change.ObligationEnded(13, Ending.DELIVERED, "", NOON));
    book.submit(new Change.ObligationEnded(14, Ending.VOIDED, "withdrawn", NOON));
    book.store(new Change.ObligationEnded(15, Ending.PARKED, "format", NOON));
    Recovered recovered = recovered();
    assertThat(recovered.undelivered()).isEqualTo(Map.of(HOST, Map.of(Duty.ADVICE, 3L)));
    assertThat(recovered.lanes()).isEqualTo(Map.of(HOST, List.of("a", "b")));
    assertThat(recovered.lastId()).isEqualTo(15);
    assertThat(begin().ask(new Query.Backlog(HOST, 0, 10)))
        .isEqualTo(
            new Loads.Backlog(
                List.of(sent(advice(11, 8, "a"), 5, 1), advice(10, 9, "b"), advice(12, 9, "b")),
                List.of(),
                9,
                true));
  }

  @Test
  void what_names_an_advice_is_told_with_the_name_that_the_advice_has_by_now() throws Exception {
    BookEar book = begin();
    Message reversal =
        answer(2, "00")
            .as(Mti.REVERSAL_ADVICE)
            .edit()
            .drop(De.STAN)
            .set(De.ORIGINAL_DATA, stamp(7).originalData("123", ""))
            .build();
    Obligation undoing =
        new Obligation(2, 2, HOST, "a", Duty.REVERSAL, reversal, 2, 0, NOON, Optional.empty(), 0)
            .saying(Obligation.Word.ORIGINATORS, 1);
    book.submit(new Change.Intended(intent(1)), concluded(1), new Change.Owed(undoing));
    book.store(new Change.Restamped(1, stamp(99)));
    assertThat(book.ask(new Query.Backlog(HOST, 0, 10)))
        .isEqualTo(new Loads.Backlog(List.of(undoing.naming(stamp(99))), List.of(), 2, true));
    assertThat(begin().ask(new Query.Backlog(HOST, 0, 10)))
        .isEqualTo(new Loads.Backlog(List.of(undoing.naming(stamp(99))), List.of(), 2, true));
  }

  private static Obligation sent(Obligation owed, int stan, int attempts) {
    return new Obligation(
        owed.id(),
        owed.order(),
        owed.endpoint(),
        owed.lane(),
        owed.duty(),
        owed.message(),
        owed.exchange(),
        owed.charge(),
        owed.created(),
        Optional.of(stamp(stan)),
        attempts);
  }

  @Test
  void an_unsent_repeat_keeps_the_stamp_under_which_bytes_may_have_left() throws Exception {
    BookEar book = begin();
    book.submit(new Change.Owed(advice(1, 1, "a")));
    book.submit(new Change.ObligationSent(1, stamp(5), 1));
    book.submit(new Change.ObligationSent(1, stamp(5), 2));
    book.submit(new Change.ObligationUnsent(1));
    assertThat(book.ask(new Query.Backlog(HOST, 0, 10)))
        .isEqualTo(new Loads.Backlog(List.of(sent(advice(1, 1, "a"), 5, 1)), List.of(), 1, true));
  }

  @Test
  void a_backlog_comes_in_parts_that_never_split_an_order() throws Exception {
    BookEar book = begin();
    for (long id = 1; id <= 6; id++) {
      book.submit(new Change.Owed(advice(id, (id + 1) / 2, "a")));
    }
    var parts = new ArrayList<Loads.Backlog>();
    long after = 0;
    do {
      parts.add((Loads.Backlog) book.ask(new Query.Backlog(HOST, after, 3)));
      after = parts.getLast().through();
    } while (!parts.getLast().complete());
    assertThat(parts.stream().flatMap(part -> part.obligations().stream()).map(Obligation::id))
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(parts.getFirst().through()).isEqualTo(2);
    assertThat(book.ask(new Query.Backlog(HOST, 3, 3)))
        .isEqualTo(new Loads.Backlog(List.of(), List.of(), 3, true));
    assertThat(book.ask(new Query.Backlog("elsewhere", 0, 3)))
        .isEqualTo(new Loads.Backlog(List.of(), List.of(), 0, true));
  }

  @Test
  void charges_wait_for_their_trailer() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2, 3);
    assertThat(backlog(book)).isEmpty();
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    assertThat(backlog(book))
        .containsExactly(
            queued(charge(1, "night")), queued(charge(2, "night")), queued(charge(3, "night")));
    assertThat(book.ask(new Query.BatchNamed("night")))
        .isEqualTo(new Loads.BatchFound(Optional.of(batch("night", Batch.State.QUEUED))));
    assertThat(book.ask(new Query.BatchNamed("other")))
        .isEqualTo(new Loads.BatchFound(Optional.empty()));
    Recovered recovered = recovered();
    assertThat(recovered.undelivered()).isEqualTo(Map.of(NETWORK, Map.of(Duty.CHARGE, 3L)));
    assertThat(recovered.lanes()).isEmpty();
    assertThat(recovered.charges())
        .containsExactly(new Recovered.Tally(ChargeState.QUEUED, 3, 306));
  }

  private static void offer(BookEar book, String batch, long... ids) {
    book.submit(new Change.BatchOpened(batch(batch, Batch.State.RECEIVING)));
    for (long id : ids) {
      book.submit(new Change.ChargeAccepted(charge(id, batch)));
    }
  }

  private static List<Charge> backlog(BookEar book) {
    return ((Loads.Backlog) book.ask(new Query.Backlog(NETWORK, 0, 100))).charges();
  }

  private static Charge queued(Charge charge) {
    return charge.in(ChargeState.QUEUED);
  }

  @Test
  void a_held_file_holds_its_charges_and_a_better_trailer_releases_them() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.HELD), ChargeState.HELD));
    assertThat(backlog(book)).isEmpty();
    assertThat(named(book, "ride-1")).containsExactly(charge(1, "night").in(ChargeState.HELD));
    assertThat(recovered().charges())
        .containsExactly(new Recovered.Tally(ChargeState.HELD, 2, 203));
    book = begin();
    offer(book, "night", 3);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    assertThat(backlog(book)).hasSize(3).allMatch(c -> c.state() == ChargeState.QUEUED);
    assertThat(recovered().charges())
        .containsExactly(new Recovered.Tally(ChargeState.QUEUED, 3, 306));
  }

  private static List<Charge> named(BookEar book, String... ids) {
    return ((Loads.Charges) book.ask(new Query.ChargesNamed(List.of(ids)))).charges();
  }

  @Test
  void a_charge_moves_with_its_attempts() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2, 3, 4);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    for (long id = 1; id <= 3; id++) {
      book.submit(new Change.ChargeSent(id, 1, "R" + id, stamp((int) id), NOON));
    }
    book.submit(moved(1, ChargeState.AUTHORISED, Change.AttemptEnd.ANSWERED, "00"));
    book.submit(moved(2, ChargeState.IN_DOUBT, Change.AttemptEnd.UNANSWERED, ""));
    book.submit(new Change.ChargeMoved(4, ChargeState.HELD, Optional.empty(), "hot", "", "", NOON));
    Charge second =
        queued(charge(2, "night")).attempted(1, "R2", stamp(2)).in(ChargeState.IN_DOUBT);
    Charge third = queued(charge(3, "night")).attempted(1, "R3", stamp(3));
    assertThat(backlog(book)).containsExactly(second, third);
    assertThat(named(book, "ride-1", "ride-9"))
        .containsExactly(
            charge(1, "night").attempted(1, "R1", stamp(1)).heard().in(ChargeState.AUTHORISED));
    Recovered recovered = recovered();
    assertThat(recovered.charges())
        .containsExactlyInAnyOrder(
            new Recovered.Tally(ChargeState.AUTHORISED, 1, 101),
            new Recovered.Tally(ChargeState.IN_DOUBT, 1, 102),
            new Recovered.Tally(ChargeState.SENDING, 1, 103),
            new Recovered.Tally(ChargeState.HELD, 1, 104));
    assertThat(recovered.undelivered()).isEqualTo(Map.of(NETWORK, Map.of(Duty.CHARGE, 2L)));
    assertThat(recovered.lastId()).isEqualTo(4);
  }

  @Test
  void what_answers_leave_of_a_budget_is_known_after_a_restart() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    for (long id = 1; id <= 2; id++) {
      book.submit(new Change.ChargeSent(id, 1, "R" + id, stamp((int) id), NOON));
    }
    book.submit(new Change.ChargeBounded(1, 1, "X2", 4, NOON.plusSeconds(60)));
    book.submit(moved(1, ChargeState.QUEUED, Change.AttemptEnd.ANSWERED, "91"));
    book.submit(moved(2, ChargeState.QUEUED, Change.AttemptEnd.UNSENT, ""));
    recovered();
    BookEar again = begin();
    assertThat(charges(again))
        .extracting(Charge::tries)
        .containsExactly(new Tries(1, 1, 4, NOON.plusSeconds(60), false), Tries.NONE);
  }

  @Test
  void that_an_attempt_was_undone_is_known_after_a_restart() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.ChargeSent(1, 1, "R1", stamp(1), NOON));
    book.submit(moved(1, ChargeState.REVERSING, Change.AttemptEnd.UNANSWERED, ""));
    book.submit(moved(1, ChargeState.QUEUED, Change.AttemptEnd.REVERSED, ""));
    book.submit(new Change.ChargeSent(1, 2, "R2", stamp(2), NOON));
    book.submit(moved(1, ChargeState.QUEUED, Change.AttemptEnd.UNSENT, ""));
    recovered();
    assertThat(charges(begin())).extracting(it -> it.tries().undone()).containsExactly(true, false);
  }

  /** One that was told by a clock which has been set back since. */
  @Test
  void the_time_of_the_next_attempt_can_become_earlier() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.ChargeSent(1, 1, "R1", stamp(1), NOON));
    book.submit(new Change.ChargeBounded(1, 1, "X2", 4, NOON.plusSeconds(600)));
    book.submit(moved(1, ChargeState.QUEUED, Change.AttemptEnd.ANSWERED, "91"));
    book.submit(new Change.ChargeBounded(1, 1, "", 4, NOON.plusSeconds(60)));
    recovered();
    assertThat(charges(begin()))
        .extracting(Charge::tries)
        .containsExactly(new Tries(1, 1, 4, NOON.plusSeconds(60), false));
  }

  private static List<Charge> charges(BookEar book) throws Exception {
    return ((Loads.Backlog) book.ask(new Query.Backlog(NETWORK, 0, 10))).charges();
  }

  private static Change moved(long charge, ChargeState to, Change.AttemptEnd end, String code) {
    return new Change.ChargeMoved(
        charge, to, Optional.of(end), "because", code, code.isEmpty() ? "" : "123456", NOON);
  }

  @Test
  void charges_and_obligations_share_one_order() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2, 4);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    Obligation reversal = towardsNetwork(advice(5, 2, "lane-2"));
    book.submit(new Change.Owed(reversal));
    var first = (Loads.Backlog) book.ask(new Query.Backlog(NETWORK, 0, 2));
    assertThat(first.through()).isEqualTo(2);
    assertThat(first.complete()).isFalse();
    assertThat(first.charges()).extracting(Charge::id).containsExactly(1L, 2L);
    assertThat(first.obligations()).containsExactly(reversal);
    var rest = (Loads.Backlog) book.ask(new Query.Backlog(NETWORK, 2, 2));
    assertThat(rest.charges()).extracting(Charge::id).containsExactly(4L);
    assertThat(rest.complete()).isTrue();
  }

  private static Obligation towardsNetwork(Obligation owed) {
    return new Obligation(
        owed.id(),
        owed.order(),
        NETWORK,
        owed.lane(),
        owed.duty(),
        owed.message(),
        0,
        2,
        owed.created(),
        owed.stamp(),
        owed.attempts());
  }

  @Test
  void an_answer_sees_what_was_submitted_before_it_and_closing_commits_the_rest() throws Exception {
    BookEar book = begin();
    for (long id = 1; id <= 500; id++) {
      book.submit(new Change.Owed(advice(id, id, "a")));
    }
    var load = (Loads.Backlog) book.ask(new Query.Backlog(HOST, 0, 1_000));
    assertThat(load.obligations()).hasSize(500);
    for (long id = 501; id <= 900; id++) {
      book.submit(new Change.Owed(advice(id, id, "a")));
    }
    assertThat(recovered().undelivered()).isEqualTo(Map.of(HOST, Map.of(Duty.ADVICE, 900L)));
  }

  @Test
  void what_is_held_stays_in_the_book_until_the_hold_is_lifted() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    offer(book, "day", 3);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.BatchClosed(batch("day", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.ChargeSent(2, 1, "R2", stamp(2), NOON));
    Hold paused = hold(Hold.Scope.BATCH, "night", Hold.Cause.OPERATOR, 0);
    Hold slowed = hold(Hold.Scope.EVERYTHING, "", Hold.Cause.OPERATOR, 50);
    book.submit(new Change.HoldPlaced(paused), new Change.HoldPlaced(slowed));
    assertThat(backlog(book)).extracting(Charge::id).containsExactly(2L, 3L);
    assertThat(canaries(book)).containsExactly(3L);
    Hold out = hold(Hold.Scope.RANGE, charge(3, "day").range(), Hold.Cause.OUTAGE, 0);
    book.submit(new Change.HoldPlaced(out));
    assertThat(backlog(book)).extracting(Charge::id).containsExactly(2L);
    assertThat(canaries(book)).containsExactly(3L);
    assertThat(recovered().holds()).containsExactly(paused, slowed, out);
    book = begin();
    book.submit(new Change.HoldLifted(paused, "bo", "found out", NOON));
    book.submit(new Change.HoldLifted(out, Hold.GATEWAY, "back", NOON));
    assertThat(backlog(book)).extracting(Charge::id).containsExactly(1L, 2L, 3L);
    Recovered recovered = recovered();
    assertThat(recovered.holds()).containsExactly(slowed);
    assertThat(recovered.waiting()).extracting(Recovered.Waiting::charges).containsExactly(2L, 1L);
  }

  private static Hold hold(Hold.Scope scope, String value, Hold.Cause cause, int most) {
    Optional<Instant> until =
        cause == Hold.Cause.OPERATOR ? Optional.of(NOON.plusSeconds(600)) : Optional.empty();
    return new Hold(NETWORK, scope, value, cause, most, "because", "ann", NOON, until);
  }

  private static List<Long> canaries(BookEar book) {
    String range = charge(3, "day").range();
    var found = (Loads.Charges) book.ask(new Query.Canaries(NETWORK, range, 10));
    return found.charges().stream().map(Charge::id).toList();
  }

  @Test
  void a_card_that_was_refused_for_good_is_known_after_a_restart() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.ChargeSent(1, 1, "R1", stamp(1), NOON));
    book.submit(
        new Change.ChargeMoved(
            1,
            ChargeState.DECLINED,
            Optional.of(Change.AttemptEnd.ANSWERED),
            "DECLINE_HARD",
            "43",
            "",
            NOON));
    assertThat(recovered().stopped()).containsExactly("lane-1");
  }

  /** The debt of one journey is not paid by another one's approval (domain §7.1). */
  @Test
  void a_card_is_released_when_none_of_its_charges_is_declined_any_more() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 8, 15, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(told(1, CardSign.RELEASED));
    assertThat(signs(book)).as("nothing stood against it").isEmpty();
    book.submit(ended(1, ChargeState.HELD), told(1, CardSign.HELD));
    book.submit(ended(8, ChargeState.DECLINED), told(8, CardSign.DECLINED));
    book.submit(ended(2, ChargeState.DECLINED), told(2, CardSign.DECLINED));
    book.submit(ended(15, ChargeState.AUTHORISED), told(15, CardSign.RELEASED));
    book.submit(byHand(1, ChargeState.AUTHORISED), told(1, CardSign.RELEASED));
    assertThat(signs(book)).containsExactly("1 HELD", "8 DECLINED", "2 DECLINED");
    book.submit(byHand(8, ChargeState.QUEUED));
    book.submit(told(15, CardSign.RELEASED));
    book.submit(new Change.ChargeSent(8, 2, "R82", stamp(82), NOON));
    book.submit(told(15, CardSign.RELEASED));
    assertThat(signs(book)).as("asked for again is not paid").hasSize(3);
    book.submit(ended(8, ChargeState.AUTHORISED), told(8, CardSign.RELEASED));
    assertThat(signs(book)).containsExactly("1 HELD", "8 DECLINED", "2 DECLINED", "8 RELEASED");
  }

  private static Change ended(long charge, ChargeState to) {
    return moved(charge, to, Change.AttemptEnd.ANSWERED, "00");
  }

  private static Change byHand(long charge, ChargeState to) {
    return new Change.ChargeMoved(charge, to, Optional.empty(), "by hand", "", "", NOON);
  }

  private static Change told(long charge, CardSign sign) {
    return new Change.CardTold(charge, "lane-" + charge % 7, sign, "because", NOON);
  }

  @Test
  void what_an_operator_means_is_found_part_by_part() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2, 3, 4);
    offer(book, "day", 5);
    Selection queued = new Selection("", "", "", "", Set.of(ChargeState.QUEUED));
    assertThat(found(book, queued, 2)).as("of files that are not complete").isEmpty();
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    assertThat(found(book, queued, 2))
        .extracting(it -> it.charge().id())
        .containsExactly(1L, 2L, 3L, 4L);
    var sum = (Loads.Selected) book.ask(new Query.Selected(NETWORK, queued, 0, 0));
    assertThat(sum.count()).isEqualTo(4);
    assertThat(sum.amount()).isEqualTo(101 + 102 + 103 + 104);
    assertThat(sum.isAll()).isTrue();
    var rest = (Loads.Selected) book.ask(new Query.Selected(NETWORK, queued, 3, 0));
    assertThat(rest.count()).isEqualTo(1);
    assertThat(book.ask(new Query.Selected(HOST, queued, 0, 0)))
        .isEqualTo(new Loads.Selected(List.of(), 0, 0, Long.MAX_VALUE));
    var one =
        new Selection(
            "night", "ride-3", charge(3, "night").range(), "", Set.of(ChargeState.QUEUED));
    assertThat(found(book, one, 1)).extracting(it -> it.charge().id()).containsExactly(3L);
    var other = new Selection("day", "ride-3", "", "", Set.of(ChargeState.QUEUED));
    assertThat(found(book, other, 1)).isEmpty();
  }

  @Test
  void each_transmission_of_the_last_attempt_counts() throws Exception {
    BookEar book = begin();
    offer(book, "night", 1, 2);
    book.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    book.submit(new Change.ChargeSent(1, 1, "R1", stamp(1), NOON));
    book.submit(moved(1, ChargeState.IN_DOUBT, Change.AttemptEnd.UNANSWERED, ""));
    book.submit(new Change.ChargeRepeated(1, 1));
    book.submit(new Change.ChargeRepeated(1, 1));
    assertThat(sent(book, ChargeState.IN_DOUBT)).containsExactly("1 UNANSWERED  3");
    book.submit(moved(1, ChargeState.QUEUED, Change.AttemptEnd.ANSWERED, "91"));
    assertThat(sent(book, ChargeState.QUEUED)).containsExactly("1 ANSWERED 91 3", "2   0");
    book.submit(new Change.ChargeSent(1, 2, "R2", stamp(2), NOON));
    assertThat(sent(book, ChargeState.SENDING)).containsExactly("1 SENT  1");
    book = begin();
    assertThat(sent(book, ChargeState.SENDING)).containsExactly("1 SENT  1");
  }

  private static List<String> sent(BookEar book, ChargeState state) {
    return found(book, new Selection("", "", "", "", Set.of(state)), 10).stream()
        .map(it ->
            it.charge().id() + " " + it.lastEnd() + " " + it.code() + " " + it.transmissions())
        .toList();
  }

  private static List<Loads.Found> found(BookEar book, Selection what, int limit) {
    var all = new ArrayList<Loads.Found>();
    Loads.Selected part = (Loads.Selected) book.ask(new Query.Selected(NETWORK, what, 0, limit));
    all.addAll(part.charges());
    while (!part.isAll()) {
      part = (Loads.Selected) book.ask(new Query.Selected(NETWORK, what, part.through(), limit));
      assertThat(part.charges()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(part.charges());
    }
    return all;
  }

  /** What the operator was told of cards, in order: our charge and the sign. */
  protected abstract List<String> signs(BookEar book) throws Exception;
}
