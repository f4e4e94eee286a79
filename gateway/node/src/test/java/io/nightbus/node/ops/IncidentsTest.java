package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.node.ops.Incident.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Incidents open, go on, close and are annotated; time is what the looks say. */
final class IncidentsTest {
  private final List<Incident> kept = new ArrayList<>();
  private final Incidents incidents = new Incidents(List.of(), kept::add);

  private static Looked outage() {
    return Looked.well()
        .down("issuer/main/i1", "REFUSED", 1)
        .down("issuer/main/i2", "REFUSED", 1)
        .endpoint("issuer", "NOBODY", "CLOSED", 0);
  }

  private void look(Looked looked, int second) {
    Sight sight = at(looked.sight(), Looked.NOW.plusSeconds(second));
    incidents.look(Diagnosis.of(sight), sight);
  }

  static Sight at(Sight sight, Instant now) {
    return new Sight(
        sight.outline(),
        now,
        sight.status(),
        sight.loopAnswered(),
        sight.unanswered(),
        sight.storeStuck(),
        sight.stories(),
        sight.owing(),
        sight.batches(),
        sight.exposure(),
        sight.differences(),
        sight.lately(),
        sight.store(),
        sight.planned(),
        sight.past(),
        sight.own(),
        sight.low());
  }

  private Incident newest() {
    return incidents.all().getFirst();
  }

  @Test
  void whatWasPlannedOpensNoIncidentAndEndsNone() {
    look(outage().maintained("issuer"), 0);
    look(outage().maintained("issuer"), 30);
    assertThat(incidents.all()).isEmpty();

    look(outage(), 40);
    look(outage(), 50);
    look(outage().maintained("issuer"), 60);
    look(outage().maintained("issuer"), 100);
    assertThat(newest().isOpen()).isTrue();
    look(Looked.well(), 110);
    look(Looked.well(), 130);
    assertThat(newest().isOpen()).isFalse();
  }

  @Test
  void incidentsThatBeginAtOneLookHaveEachTheirIdHoweverManyThereWere() {
    for (int i = 0; i < Incidents.MOST; i++) {
      look(outage(), 100 * i);
      look(outage(), 100 * i + 10);
      look(Looked.well(), 100 * i + 20);
      look(Looked.well(), 100 * i + 40);
    }
    assertThat(incidents.all()).hasSize(Incidents.MOST);
    Looked both =
        outage()
            .down("network/north/n1", "REFUSED", 1)
            .down("network/north/n2", "REFUSED", 1)
            .down("network/south/s1", "REFUSED", 1)
            .down("network/south/s2", "REFUSED", 1)
            .endpoint("network", "NOBODY", "CLOSED", 0);
    look(both, 100_000);
    look(both, 100_010);

    assertThat(incidents.all().stream().filter(Incident::isOpen).map(Incident::object))
        .containsExactlyInAnyOrder("issuer", "network");
  }

  @Test
  void aTroubleThatIsGoneAtOnceIsNoIncident() {
    look(outage(), 0);
    look(Looked.well(), 1);
    look(outage(), 2);

    assertThat(incidents.all()).isEmpty();
    assertThat(kept).isEmpty();
  }

  @Test
  void oneThatStaysOpensOneIncidentWithItsCauseAndItsBeginning() {
    for (int second = 0; second < 5; second++) {
      look(outage(), second);
    }

    assertThat(incidents.all()).hasSize(1);
    assertThat(newest().state()).isEqualTo(State.IDENTIFIED);
    assertThat(newest().object()).isEqualTo("issuer");
    assertThat(newest().alert()).isEqualTo("NightbusAllLinksDown");
    assertThat(newest().started()).isEqualTo(Looked.NOW.minusSeconds(120));
    assertThat(newest().detected()).isEqualTo(Looked.NOW.plus(Incidents.STAYS));
    assertThat(newest().mitigated()).isEmpty();
  }

  @Test
  void itIsEasedWhenStandInAnswers() {
    look(outage(), 0);
    look(outage(), 2);
    look(outage().endpoint("issuer", "STAND_IN", "CLOSED", 0), 4);

    assertThat(newest().mitigated()).isEqualTo(Optional.of(Looked.NOW.plusSeconds(4)));
    assertThat(newest().isOpen()).isTrue();
  }

  @Test
  void itIsWatchedForAWhileAndThenOver() {
    look(outage(), 0);
    look(outage(), 2);
    look(Looked.well(), 3);
    assertThat(newest().state()).isEqualTo(State.MONITORING);
    look(Looked.well(), 12);
    assertThat(newest().isOpen()).isTrue();

    look(Looked.well(), 13);

    assertThat(newest().state()).isEqualTo(State.RESOLVED);
    assertThat(newest().resolved()).isEqualTo(Optional.of(Looked.NOW.plusSeconds(13)));
    assertThat(kept.getLast()).isEqualTo(newest());
  }

  @Test
  void whatComesBackMeanwhileIsTheSameIncident() {
    look(outage(), 0);
    look(outage(), 2);
    look(Looked.well(), 3);
    look(outage(), 8);
    look(Looked.well(), 9);
    look(Looked.well(), 15);

    assertThat(incidents.all()).hasSize(1);
    assertThat(newest().isOpen()).isTrue();
    look(Looked.well(), 19);
    assertThat(newest().isOpen()).isFalse();
  }

  @Test
  void peopleAddTheirWordAlsoAfterwards() {
    look(outage(), 0);
    look(outage(), 2);
    String id = newest().id();
    assertThat(incidents.note(id, Looked.NOW.plusSeconds(3), "ada", "called them")).isTrue();
    look(Looked.well(), 4);
    look(Looked.well(), 14);

    assertThat(incidents.note(id, Looked.NOW.plusSeconds(60), "ada", "it was a cable")).isTrue();
    assertThat(newest().state()).isEqualTo(State.RESOLVED);
    assertThat(newest().resolved()).isEqualTo(Optional.of(Looked.NOW.plusSeconds(14)));
    assertThat(newest().updates().getLast().text()).isEqualTo("it was a cable");
    assertThat(incidents.note("nothing", Looked.NOW, "ada", "hello")).isFalse();
  }

  @Test
  void wordsAreBounded() {
    look(outage(), 0);
    look(outage(), 2);
    for (int i = 0; i < 2 * Incidents.MOST_UPDATES; i++) {
      incidents.note(newest().id(), Looked.NOW, "ada", "again");
    }

    assertThat(newest().updates()).hasSize(Incidents.MOST_UPDATES);
  }

  @Test
  void incidentsAreBoundedTheOldestGoFirst() {
    Duration each = Duration.ofMinutes(1);
    for (int i = 0; i < Incidents.MOST + 20; i++) {
      int second = (int) each.toSeconds() * i;
      look(outage(), second);
      look(outage(), second + 2);
      look(Looked.well(), second + 10);
      look(Looked.well(), second + 25);
    }

    assertThat(incidents.all()).hasSize(Incidents.MOST);
    assertThat(newest().detected()).isAfter(incidents.all().getLast().detected());
  }

  @Test
  void heldChargesOpenNone() {
    Looked held =
        Looked.well()
            .batch(io.nightbus.core.transit.ChargeState.HELD, 2, Looked.NOW.plusSeconds(600));
    look(held, 0);
    look(held, 5);

    assertThat(incidents.all()).isEmpty();
  }
}
