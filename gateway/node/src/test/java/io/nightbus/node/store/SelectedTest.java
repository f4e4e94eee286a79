package io.nightbus.node.store;

import static io.nightbus.core.BookSamples.NETWORK;
import static io.nightbus.core.BookSamples.NOON;
import static io.nightbus.core.BookSamples.batch;
import static io.nightbus.core.BookSamples.charge;
import static io.nightbus.core.BookSamples.stamp;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.BookEar;
import io.nightbus.core.Change;
import io.nightbus.core.Loads;
import io.nightbus.core.Query;
import io.nightbus.core.standin.CardStatus;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold.Scope;
import io.nightbus.core.transit.Selection;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator means is found part by part: no answer keeps the commits waiting for long. */
class SelectedTest {
  private static final int CHARGES = 20_050;

  @TempDir Path folder;
  private SqliteBook book;
  private BookEar ear;

  @BeforeEach
  void open() {
    book = SqliteBook.open(folder.resolve("book.db"), Keys.create(folder.resolve("keys")));
    book.recover();
    ear = BookEar.of(book);
    ear.submit(new Change.BatchOpened(batch("night", Batch.State.RECEIVING)));
    ear.submit(
        LongStream.rangeClosed(1, CHARGES)
            .mapToObj(id -> new Change.ChargeAccepted(charge(id, "night")))
            .toArray(Change[]::new));
  }

  @AfterEach
  void close() {
    book.close();
  }

  private Loads.Selected ask(Selection what, long after, int limit) {
    return (Loads.Selected) ear.ask(new Query.Selected(NETWORK, what, after, limit));
  }

  private void queued() {
    ear.store(new Change.BatchClosed(batch("night", Batch.State.QUEUED), ChargeState.QUEUED));
  }

  @Test
  void aCountComesInParts() {
    queued();
    Selection all = Selection.waiting(Scope.EVERYTHING, "");
    Loads.Selected first = ask(all, 0, 0);
    Loads.Selected rest = ask(all, first.through(), 0);
    assertThat(first.isAll()).isFalse();
    assertThat(rest.isAll()).isTrue();
    assertThat(first.count() + rest.count()).isEqualTo(CHARGES);
    assertThat(first.amount() + rest.amount())
        .isEqualTo(LongStream.rangeClosed(1, CHARGES).map(id -> 100 + id).sum());
  }

  @Test
  void thoseOfAnIncompleteFileAreOutOfReach() {
    ear.store(new Change.CardMarked("card", CardStatus.FROZEN, NOON));
    assertThat(ask(Selection.waiting(Scope.EVERYTHING, ""), 0, 0).count()).isZero();
  }

  @Test
  void chargesComeWithTheEndOfTheirLastAttempt() {
    queued();
    ear.submit(new Change.ChargeSent(7, 1, "R7", stamp(7), NOON));
    ear.submit(new Change.ChargeRepeated(7, 1));
    ear.store(
        new Change.ChargeMoved(
            7,
            ChargeState.HELD,
            Optional.of(Change.AttemptEnd.ANSWERED),
            "declined on our repeat",
            "51",
            "",
            NOON));
    var held = new Selection("night", "", "", "", Set.of(ChargeState.HELD));
    Loads.Selected found = ask(held, 0, 1);
    assertThat(found.through()).isEqualTo(7);
    assertThat(found.charges())
        .singleElement()
        .satisfies(it -> {
          assertThat(it.charge().chargeId()).isEqualTo("ride-7");
          assertThat(it.lastEnd()).isEqualTo("ANSWERED");
          assertThat(it.code()).isEqualTo("51");
          assertThat(it.transmissions()).isEqualTo(2);
        });
    var one = new Selection("", "ride-7", "", "", Set.of(ChargeState.HELD));
    assertThat(ask(one, 0, 10).charges()).hasSize(1);
    assertThat(ask(one, 0, 10).isAll()).isTrue();
  }
}
