package io.nightbus.sim.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.rules.RulesFile;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {
  private static final Dialect ASCII = Dialect.named("iso87-ascii").orElseThrow();

  private static Simulator network(Ledger.Mode mode, String dialect) throws IOException {
    return Network.plan(Set.of())
        .dialect(dialect)
        .site("north", "n1", "n2", "n3", "n4")
        .site("south", "s1", "s2", "s3", "s4")
        .ledger(mode, null)
        .start();
  }

  private static List<InetSocketAddress> links(Simulator network) {
    return network.status().links().stream()
        .map(link -> new InetSocketAddress(InetAddress.getLoopbackAddress(), link.port()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"iso87-ascii", "iso87-binary"})
  void writesOverWhatMakesEachRequestItsOwn(String name) {
    Dialect dialect = Dialect.named(name).orElseThrow();
    var template = new Template(dialect, new Cards("555500", 3), "400001");
    var seen = new HashSet<String>();
    for (int i = 1; i <= 100; i++) {
      byte[] bytes = template.next(i, 1_000 + i, 1_795_000_000L);
      assertThat(dialect.decode(bytes, 0, bytes.length)).isInstanceOf(Decoded.Whole.class);
      if (dialect.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message message)) {
        assertThat(message.get(De.STAN)).isEqualTo("%06d".formatted(i));
        assertThat(message.get(De.RRN)).isEqualTo("%012d".formatted(1_000 + i));
        assertThat(message.get(De.TRANSMISSION_TIME)).isEqualTo("1118110640");
        assertThat(message.pan().orElseThrow().passesCheckDigit()).isTrue();
        assertThat(message.elements()).hasSize(17);
        seen.add(message.get(De.PAN));
      }
    }
    assertThat(seen).hasSize(3);
  }

  @Test
  void aClosedLoopCountsWhatTheLedgerCounts() throws Exception {
    try (Simulator network = network(Ledger.Mode.COUNTS, "iso87-binary")) {
      network.rules(RulesFile.parse("r", "rules: [{when: {share: 0.1}, reply: {39: \"51\"}}]"));
      LoadPlan plan =
          LoadPlan.closed(
                  Dialect.named("iso87-binary").orElseThrow(),
                  links(network),
                  Duration.ofMillis(300))
              .withWarmUp(Duration.ZERO);
      LoadResult result = Load.run(plan);
      assertThat(result.isWhole()).isTrue();
      assertThat(result.sent()).isEqualTo(result.answered()).isGreaterThan(100);
      assertThat(result.byCode()).containsOnlyKeys("00", "51");
      assertThat(network.summary().stream().mapToLong(Ledger.Total::count).sum())
          .isEqualTo(result.answered());
    }
  }

  @Test
  void anOpenLoopMeasuresFromTheTimeARequestWasDue() throws Exception {
    try (Simulator network = network(Ledger.Mode.COUNTS, "iso87-ascii")) {
      network.inject(Fault.late(60));
      LoadResult result =
          Load.run(
              LoadPlan.closed(ASCII, links(network), Duration.ofMillis(500))
                  .withWarmUp(Duration.ZERO)
                  .atRate(200));
      assertThat(result.mode()).isEqualTo("open");
      assertThat(result.sent()).isBetween(99L, 100L);
      assertThat(result.latency().p50()).isGreaterThanOrEqualTo(60_000);
      assertThat(result.isWhole()).isTrue();
    }
  }

  @Test
  void whatIsNotAnsweredIsCountedAndEndsTheRunAllTheSame() throws Exception {
    try (Simulator network = network(Ledger.Mode.COUNTS, "iso87-ascii")) {
      network.inject(Fault.of(FaultKind.ANSWER_LOST).withShare(0.5));
      var plan =
          new LoadPlan(
              ASCII,
              links(network),
              2,
              4,
              200,
              Duration.ZERO,
              Duration.ofMillis(300),
              Duration.ofMillis(200),
              new Cards("555500", 10),
              "400001");
      LoadResult result = Load.run(plan);
      assertThat(result.isWhole()).isFalse();
      assertThat(result.unanswered()).isPositive();
      assertThat(result.answered() + result.unanswered()).isEqualTo(result.sent());
    }
  }

  @Test
  void saysWhereItCanNotConnect() throws Exception {
    List<InetSocketAddress> gone;
    try (Simulator network = network(Ledger.Mode.COUNTS, "iso87-ascii")) {
      gone = links(network).subList(0, 1);
    }
    assertThatThrownBy(() -> Load.run(LoadPlan.closed(ASCII, gone, Duration.ofSeconds(1))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(":" + gone.getFirst().getPort());
  }

  /** Printed rather than asserted: the machine is shared. A hundredth of what is usual fails. */
  @Test
  void printsHowFastItIsStraightToTheNetwork() throws Exception {
    for (Ledger.Mode mode : Ledger.Mode.values()) {
      try (Simulator network = network(mode, "iso87-ascii")) {
        LoadPlan plan = LoadPlan.closed(ASCII, links(network), Duration.ofSeconds(1));
        LoadResult closed = Load.run(plan.withWarmUp(Duration.ofSeconds(1)));
        LoadResult open = Load.run(plan.withWarmUp(Duration.ofMillis(200)).atRate(1_000));
        System.out.printf(
            "load straight to the network, ledger %s: closed %.0f/s; at 1,000/s p50 %.0f us, p99"
                + " %.0f us, sent late p50 %.0f us%n",
            mode,
            closed.perSecond(),
            open.latency().p50(),
            open.latency().p99(),
            open.lateness().p50());
        assertThat(closed.isWhole() && open.isWhole()).isTrue();
        assertThat(closed.perSecond()).isGreaterThan(2_000);
      }
    }
  }
}
