package io.nightbus.node.store;

import static io.nightbus.core.BookSamples.NOON;
import static io.nightbus.core.BookSamples.intent;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.BookEar;
import io.nightbus.core.BookSamples;
import io.nightbus.core.Change;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight days in rotation. */
class JournalTest {
  @TempDir Path folder;
  private Keys keys;
  private SqliteBook book;
  private BookEar ear;

  @BeforeEach
  void begin() {
    keys = Keys.create(folder.resolve("keys"));
    open();
  }

  private void open() {
    book = SqliteBook.open(folder.resolve("book.db"), keys);
    book.recover();
    ear = BookEar.of(book);
  }

  @AfterEach
  void close() {
    book.close();
  }

  private static Instant day(long number) {
    return NOON.plus(Duration.ofDays(number));
  }

  private static Change concluded(long id) {
    return new Change.Concluded(id, Verdict.APPROVED, BookSamples.answer(id, "00"), NOON);
  }

  private long intents() throws Exception {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT count(*) FROM v_exchange")) {
      return row.getLong(1);
    }
  }

  @Test
  void what_is_older_than_eight_days_goes_as_a_whole() throws Exception {
    for (long day = 0; day < 20; day++) {
      long id = 10 * day + 1;
      ear.submit(new Change.Intended(intent(id, id, day(day))), concluded(id));
      ear.store(new Change.Intended(intent(id + 1, id + 1, day(day))), concluded(id + 1));
      assertThat(intents()).isEqualTo(2 * Math.min(day + 1, 8));
      if (day % 7 == 3) {
        book.close();
        open();
      }
    }
    book.close();
    SqliteBook again = SqliteBook.open(folder.resolve("book.db"), keys);
    assertThat(again.recover().open()).isEmpty();
    again.close();
  }

  @Test
  void an_identity_may_come_again_after_two_days() {
    ear.submit(new Change.Intended(intent(1, 1, day(0))), concluded(1));
    ear.submit(new Change.Intended(intent(2, 2, day(1))), concluded(2));
    long yesterday = ear.store(new Change.Intended(intent(3, 1, day(1))), concluded(3));
    ear.submit(new Change.Intended(intent(4, 4, day(2))), concluded(4));
    long before = ear.store(new Change.Intended(intent(5, 1, day(2))), concluded(5));
    assertThat(ear.clash(yesterday)).isNotNull();
    assertThat(ear.clash(before)).isNull();
  }

  @Test
  void a_clock_that_goes_back_turns_no_day() throws Exception {
    ear.submit(new Change.Intended(intent(1, 1, day(5))), concluded(1));
    for (long id = 2; id <= 30; id++) {
      ear.submit(new Change.Intended(intent(id, id, day(id % 6))), concluded(id));
    }
    ear.store(new Change.Counted("a", "all", 1, 1));
    assertThat(intents()).isEqualTo(30);
  }

  @Test
  void an_id_given_before_midnight_and_stored_after_it_is_found_again() {
    ear.submit(new Change.Intended(intent(1, 1, day(0))));
    ear.submit(new Change.Intended(intent(9, 9, day(1))));
    ear.submit(new Change.Intended(intent(5, 5, day(0))));
    ear.store(concluded(1), concluded(9));
    reopen(5L);
    ear.store(concluded(5));
    var found = (Loads.Exchange) ear.ask(new Query.ExchangeOf(intent(5).identity().key()));
    assertThat(found.known().orElseThrow().verdict()).isEqualTo(Optional.of(Verdict.APPROVED));
  }

  /** The mark moves with every thousand intents; what stays open behind it must be found. */
  @Test
  void an_old_open_exchange_among_many_is_recovered() {
    for (long id = 1; id <= 5_000; id++) {
      if (id == 700 || id == 4_999) {
        ear.submit(new Change.Intended(intent(id)));
      } else if (id != 4_600) {
        ear.submit(new Change.Intended(intent(id)), concluded(id));
      }
    }
    ear.store(new Change.Counted("a", "all", 1, 1));
    reopen(700L, 4_999L);
    ear.store(concluded(700));
    ear.store(concluded(4_999));
    for (long id = 5_001; id <= 7_000; id++) {
      ear.submit(new Change.Intended(intent(id)), concluded(id));
    }
    ear.store(new Change.Intended(intent(4_600)));
    reopen(4_600L);
  }

  private void reopen(Long... expectedOpen) {
    book.close();
    book = SqliteBook.open(folder.resolve("book.db"), keys);
    assertThat(book.recover().open()).extracting(Intent::id).containsExactly(expectedOpen);
    ear = BookEar.of(book);
  }
}
