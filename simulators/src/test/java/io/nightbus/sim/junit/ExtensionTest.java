package io.nightbus.sim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.nightbus.sim.Status;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.traffic.Cards;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

class ExtensionTest {
  @Order(1)
  @RegisterExtension
  static final NetworkSimulator NETWORK = NetworkSimulator.guaranteeing(Guarantee.DUPLICATES);

  @Order(2)
  @RegisterExtension
  static final AcquirerSimulator ACQUIRER =
      AcquirerSimulator.asking(
          new Cards("555500", 10),
          () ->
              List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), NETWORK.port("n1"))));

  @RegisterExtension final IssuerSimulator issuer = IssuerSimulator.withBalance(1_000);

  private static void ask() {
    await()
        .until(
            () -> ACQUIRER.simulator().status().links().stream().allMatch(Status.OfLink::signedOn));
    ACQUIRER.simulator().traffic(200);
    await().until(() -> !NETWORK.received().isEmpty());
  }

  @RepeatedTest(3)
  void everyTestBeginsWithEmptyBooksAndNoFaults() {
    assertThat(NETWORK.received()).isEmpty();
    assertThat(NETWORK.simulator().status().faults()).isEmpty();
    assertThat(ACQUIRER.simulator().status().traffic().rate()).isZero();
    assertThat(issuer.port("h1")).isPositive();
    ask();
    NETWORK.inject(Fault.of(FaultKind.BLACK_HOLE));
  }

  /** Fails on purpose, when the test below runs it. */
  static class Failing {
    static boolean armed;

    @RegisterExtension static final IssuerSimulator ISSUER = IssuerSimulator.withBalance(1_000);

    @Test
    void fails() {
      if (armed) {
        throw new AssertionError("on purpose");
      }
    }
  }

  @Test
  void aFailingTestPrintsWhatHappened() {
    PrintStream usual = System.out;
    var bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Failing.armed = true;
    try {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectClass(Failing.class))
          .execute()
          .testEvents()
          .assertStatistics(counted -> counted.failed(1));
    } finally {
      Failing.armed = false;
      System.setOut(usual);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("issuer simulator, what happened:");
  }

  @Test
  void tellsWhatHappenedWithoutAccountData() {
    ask();
    NETWORK.inject(Fault.of(FaultKind.ANSWER_LOST).onLink("n1"));
    var bytes = new ByteArrayOutputStream();
    NETWORK.tell(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String story = bytes.toString(StandardCharsets.UTF_8);
    String card = NETWORK.received().getFirst().card().orElseThrow().digits();
    assertThat(story)
        .contains("n1: fault 1 on: answer_lost", "-> 00 APPLIED", "555500******")
        .doesNotContain(card);
  }
}
