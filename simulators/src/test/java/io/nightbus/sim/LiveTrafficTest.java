package io.nightbus.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.Message;
import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.ledger.Effect;
import io.nightbus.sim.ledger.LedgerEntry;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.traffic.JournalEntry;
import io.nightbus.sim.traffic.JournalEntry.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An acquirer straight at a network: both sides' books have to agree. */
class LiveTrafficTest {
  private static final Cards CARDS = new Cards("555500", 50);

  private static InetSocketAddress at(Simulator simulator, String link) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), simulator.port(link));
  }

  private static Simulator network() throws Exception {
    return Network.plan(EnumSet.allOf(Guarantee.class)).site("north", "n1", "n2").start();
  }

  private static boolean isSignedOn(Simulator simulator) {
    return simulator.status().links().stream().allMatch(Status.OfLink::signedOn);
  }

  private static long standing(List<LedgerEntry> ledger) {
    return ledger.stream()
        .mapToLong(entry ->
            entry.effect() == Effect.APPLIED
                ? entry.amount()
                : entry.effect() == Effect.UNDONE ? -entry.amount() : 0)
        .sum();
  }

  private static long approved(List<JournalEntry> journal) {
    return journal.stream()
        .filter(entry -> entry.state() == State.APPROVED)
        .mapToLong(JournalEntry::amount)
        .sum();
  }

  @Test
  void theBooksAgreeThroughLostAnswersAndACutSite(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("journal.jsonl");
    try (Simulator network = network();
        Simulator acquirer =
            Acquirer.plan(CARDS, at(network, "n1"), at(network, "n2"))
                .live(Acquirer.live(CARDS).withTimers(200, 100))
                .journal(file)
                .start()) {
      await().until(() -> isSignedOn(acquirer));
      acquirer.traffic(500);
      await().until(() -> network.ledger().size() > 100);
      int lost = network.inject(Fault.of(FaultKind.ANSWER_LOST).withShare(0.3));
      await().until(() -> count(acquirer, State.UNANSWERED, State.REVERSED) > 10);
      network.heal(lost);
      int cut = network.inject(Fault.of(FaultKind.REFUSE).onLink("n1"));
      int before = network.ledger().size();
      await().until(() -> network.ledger().size() > before + 50);
      network.heal(cut);
      await().until(() -> isSignedOn(acquirer));
      assertThat(acquirer.drain(Duration.ofSeconds(10))).isTrue();

      assertThat(acquirer.journal())
          .extracting(JournalEntry::state)
          .isSubsetOf(State.APPROVED, State.REVERSED, State.UNSENT);
      assertThat(standing(network.ledger())).isEqualTo(approved(acquirer.journal())).isPositive();
      assertThat(lastLines(file)).isEqualTo(states(acquirer.journal()));
    }
  }

  @Test
  void drainingEndsThoughNobodyAnswers() throws Exception {
    try (Simulator network = network();
        Simulator acquirer =
            Acquirer.plan(CARDS, at(network, "n1"))
                .live(Acquirer.live(CARDS).withTimers(50, 50))
                .start()) {
      await().until(() -> isSignedOn(acquirer));
      network.inject(Fault.of(FaultKind.BLACK_HOLE));
      acquirer.traffic(100);
      await().until(() -> count(acquirer, State.UNANSWERED) > 3);
      assertThat(acquirer.drain(Duration.ofMillis(300))).isFalse();
      int asked = acquirer.journal().size();
      assertThat(acquirer.status().traffic().reversalsOwed()).isPositive();
      network.healAll();
      assertThat(acquirer.drain(Duration.ofSeconds(5))).isTrue();
      assertThat(acquirer.journal())
          .hasSize(asked)
          .extracting(JournalEntry::state)
          .containsOnly(State.REVERSED);
      assertThat(network.ledger()).extracting(LedgerEntry::effect).contains(Effect.TOMBSTONED);
    }
  }

  @Test
  void anAcquirerWhoseSignOnIsSwallowedHangsUpAndTriesAgain() throws Exception {
    try (Simulator network = network()) {
      network.inject(Fault.of(FaultKind.BLACK_HOLE));
      try (Simulator acquirer = Acquirer.plan(CARDS, at(network, "n1")).start()) {
        await().until(() -> network.status().links().getFirst().swallowed() > 0);
        network.healAll();
        await().until(() -> isSignedOn(acquirer));
        assertThat(acquirer.status().errors()).containsEntry("SIGN_ON_UNANSWERED", 1L);
      }
    }
  }

  @Test
  void aNetworkAsksOverTheLinksThatAreSignedOn() throws Exception {
    try (Simulator network =
            Network.plan(EnumSet.noneOf(Guarantee.class))
                .site("north", "n1", "n2")
                .live(Network.live(new Cards("476173", 10)))
                .start();
        Peer gateway = Peer.signedOn(network.port("n2"))) {
      network.traffic(100);
      Message request = gateway.receive();
      assertThat(request.mti().toString()).isEqualTo("0100");
      assertThat(request.pan().orElseThrow().digits()).startsWith("476173");
      gateway.answer(request, "05");
      await().until(() -> count(network, State.DECLINED) == 1);
      assertThat(network.journal().getFirst().link()).isEqualTo("n2");
    }
  }

  private static long count(Simulator simulator, State... states) {
    return simulator.journal().stream()
        .filter(entry -> List.of(states).contains(entry.state()))
        .count();
  }

  private static Map<Long, String> states(List<JournalEntry> journal) {
    var states = new HashMap<Long, String>();
    journal.forEach(entry -> states.put(entry.seq(), entry.state().name()));
    return states;
  }

  private static Map<Long, String> lastLines(Path file) throws Exception {
    var json = new ObjectMapper();
    var states = new HashMap<Long, String>();
    for (String line : Files.readAllLines(file)) {
      JsonNode node = json.readTree(line);
      states.put(node.get("seq").asLong(), node.get("state").asText());
    }
    return states;
  }
}
