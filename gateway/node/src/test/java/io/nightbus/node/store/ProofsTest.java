package io.nightbus.node.store;

import static io.nightbus.core.BookSamples.NOON;
import static io.nightbus.core.BookSamples.batch;
import static io.nightbus.core.BookSamples.charge;
import static io.nightbus.core.BookSamples.stamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.nightbus.core.Act;
import io.nightbus.core.BookEar;
import io.nightbus.core.Change;
import io.nightbus.core.Change.AttemptEnd;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.CardSign;
import io.nightbus.core.transit.ChargeState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the morning after is told from. */
class ProofsTest {
  @TempDir Path folder;
  private SqliteBook book;
  private BookEar ear;
  private Proofs proofs;

  @BeforeEach
  void open() {
    book = SqliteBook.open(folder.resolve("book.db"), Keys.create(folder.resolve("keys")));
    book.recover();
    ear = BookEar.of(book);
    ear.submit(new Change.BatchOpened(batch("night", Batch.State.RECEIVING)));
    for (long id = 1; id <= 5; id++) {
      ear.submit(new Change.ChargeAccepted(charge(id, "night")));
    }
    ear.submit(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
    proofs = book.proofs();
  }

  @AfterEach
  void close() {
    proofs.close();
    book.close();
  }

  private void sent(long id, int attempt) {
    ear.submit(
        new Change.ChargeSent(
            id, attempt, "R" + id + attempt, stamp((int) (10 * id + attempt)), NOON));
  }

  private void moved(long id, ChargeState to, AttemptEnd end, String reason, String code) {
    ear.submit(
        new Change.ChargeMoved(id, to, Optional.of(end), reason, code, "", NOON.plusSeconds(id)));
  }

  private void told(long id, CardSign sign, String reason, int second) {
    ear.submit(new Change.CardTold(id, "lane-" + id, sign, reason, NOON.plusSeconds(second)));
  }

  /** 1 is approved at once, 2 when repeated, 3 declined after a reversal, 4 held, 5 waits. */
  private void night() {
    sent(1, 1);
    moved(1, ChargeState.AUTHORISED, AttemptEnd.ANSWERED, "APPROVED", "00");
    told(1, CardSign.RELEASED, "APPROVED", 1);
    sent(2, 1);
    ear.submit(new Change.ChargeRepeated(2, 1));
    moved(2, ChargeState.AUTHORISED, AttemptEnd.ANSWERED, "APPROVED", "00");
    sent(3, 1);
    moved(3, ChargeState.REVERSING, AttemptEnd.UNANSWERED, "sent without an answer", "");
    moved(3, ChargeState.QUEUED, AttemptEnd.REVERSED, "attempt reversed", "");
    sent(3, 2);
    moved(3, ChargeState.DECLINED, AttemptEnd.ANSWERED, "DECLINE_SOFT", "51");
    told(3, CardSign.DECLINED, "DECLINE_SOFT", 10);
    told(3, CardSign.DECLINED, "DECLINE_SOFT", 20);
    ear.submit(
        new Change.ChargeMoved(
            3, ChargeState.SETTLED_BY_HAND, Optional.empty(), "paid at the desk", "", "", NOON));
    told(3, CardSign.RELEASED, "paid at the desk", 70);
    sent(4, 1);
    moved(4, ChargeState.HELD, AttemptEnd.UNANSWERED, "nobody can tell", "");
    ear.store(new Change.CardTold(4, "lane-4", CardSign.HELD, "nobody can tell", NOON));
  }

  @Test
  void totalsAddUpToWhatWasAccepted() {
    night();
    Proofs.Report report = proofs.report("night").orElseThrow();
    assertThat(report.batch()).contains(entry("accepted_count", 5), entry("accepted_amount", 515));
    assertThat(report.totals())
        .extracting(row -> row.get("state") + " " + row.get("count") + " " + row.get("amount"))
        .containsExactly("AUTHORISED 2 203", "HELD 1 104", "QUEUED 1 105", "SETTLED_BY_HAND 1 103");
    assertThat(report.attempts())
        .contains(
            entry("attempts", 5),
            entry("transmissions", 6),
            entry("answered", 3),
            entry("unanswered", 1),
            entry("reversed", 1),
            entry("most_for_one_charge", 2),
            entry("most_answered_for_one_charge", 1),
            entry("charges_attempted", 4));
    assertThat(proofs.report("other")).isEmpty();
  }

  @Test
  void everyDoubtfulChargeSaysHowItWasResolved() {
    night();
    assertThat(proofs.doubtful("night", 0, 10))
        .extracting(row -> row.get("charge") + ": " + row.get("resolved"))
        .containsExactly(
            "ride-2: repeated and answered", "ride-3: reversed", "ride-4: held for reconciliation");
    assertThat(proofs.doubtful("night", 2, 1))
        .extracting(row -> row.get("charge"))
        .containsExactly("ride-3");
  }

  @Test
  void aBlockEndsWithTheNextReleaseOfItsCard() {
    night();
    assertThat(proofs.report("night").orElseThrow().blocks())
        .contains(
            entry("declined", 2),
            entry("released", 2),
            entry("standing", 0),
            entry("longest_seconds", 60));
  }

  @Test
  void whatIsToldOfCardsIsNumberedWithoutAGapAndAReleaseOnlyWhereSomethingStands() {
    night();
    List<Map<String, Object>> events = proofs.events(0, 10);
    assertThat(events)
        .extracting(
            it -> it.get("seq") + " " + it.get("card") + " " + it.get("card_seq") + it.get("kind"))
        .containsExactly(
            "1 lane-3 1DECLINED", "2 lane-3 2DECLINED", "3 lane-3 3RELEASED", "4 lane-4 1HELD");
    assertThat(proofs.events(3, 10)).isEqualTo(events.subList(3, 4));
  }

  @Test
  void aChargesLifeIsWhole() {
    night();
    Proofs.Life life = proofs.life("ride-3").orElseThrow();
    assertThat(life.charge()).contains(entry("state", "SETTLED_BY_HAND"));
    assertThat(life.attempts())
        .extracting(it -> it.get("state"))
        .containsExactly("REVERSED", "ANSWERED");
    assertThat(life.events()).hasSize(3);
    assertThat(life.toString()).doesNotContain(charge(3, "night").pan().digits());
    assertThat(proofs.life("ride-9")).isEmpty();
  }

  @Test
  void theJournalIsAChainThatAForgeryBreaks() throws SQLException {
    ear.submit(new Change.Acted(new Act(101, NOON, "ann", "hold", "everything", "roadworks")));
    ear.store(new Change.Acted(new Act(102, NOON, "bob", "release", "everything", "over")));
    List<JournalLine> lines = proofs.journal(0, 10);
    assertThat(lines).hasSize(2).allMatch(JournalLine::isSound);
    assertThat(lines.getFirst().previous()).isEqualTo(JournalLine.FIRST);
    assertThat(lines.getLast().previous()).isEqualTo(lines.getFirst().hash());
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("book.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE act SET by_whom = 'eve' WHERE sequence = 1");
    }
    assertThat(proofs.journal(0, 10).getFirst().isSound()).isFalse();
  }
}
