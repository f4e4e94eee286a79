package io.nightbus.sim;

import static io.nightbus.sim.Asking.advice;
import static io.nightbus.sim.Asking.repeat;
import static io.nightbus.sim.Asking.request;
import static io.nightbus.sim.Asking.reversal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.NetworkCode;
import io.nightbus.sim.faults.Fault;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.issuer.Issuer;
import io.nightbus.sim.ledger.CardToken;
import io.nightbus.sim.ledger.Effect;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.ledger.LedgerEntry;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.rules.RulesFile;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {
  @TempDir Path folder;
  private Path file;
  private Simulator network;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("ledger.jsonl");
    network =
        Network.plan(EnumSet.of(Guarantee.DUPLICATES))
            .site("north", "n1", "n2")
            .site("south", "s1", "s2")
            .ledger(Ledger.Mode.FULL, file)
            .start();
  }

  @AfterEach
  void stop() {
    network.close();
  }

  private List<JsonNode> lines() throws IOException {
    var json = new ObjectMapper();
    var nodes = new ArrayList<JsonNode>();
    for (String line : Files.readAllLines(file)) {
      nodes.add(json.readTree(line));
    }
    return nodes;
  }

  @Test
  void answersAndWritesDownWhatItDid() throws Exception {
    try (Peer north = Peer.signedOn(network.port("n1"));
        Peer south = Peer.signedOn(network.port("s2"))) {
      Message answer = north.ask(request(1, 500));
      assertThat(answer.mti().toString()).isEqualTo("0110");
      assertThat(answer.responseCode()).isEqualTo("00");
      assertThat(south.ask(repeat(request(1, 500))).get(De.APPROVAL_CODE))
          .isEqualTo(answer.get(De.APPROVAL_CODE));
      assertThat(south.ask(reversal(request(1, 500), 2)).mti().toString()).isEqualTo("0430");
    }
    network.flush();
    List<JsonNode> lines = lines();
    assertThat(lines)
        .extracting(line -> line.get("effect").asText())
        .containsExactly("APPLIED", "DUPLICATE", "UNDONE");
    assertThat(lines)
        .extracting(line -> line.get("site").asText())
        .containsExactly("north", "south", "south");
    assertThat(lines).extracting(line -> line.path("of").asLong()).containsExactly(0L, 1L, 1L);
    assertThat(lines.get(1).get("repeat").asBoolean()).isTrue();
    assertThat(lines.get(0).get("de37").asText()).isEqualTo("R00000000001");
    assertThat(lines.get(0).get("amount").asLong()).isEqualTo(500);
  }

  @Test
  void writesNoCardNumberDown() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      peer.ask(request(1, 500));
    }
    network.flush();
    assertThat(Files.readString(file)).doesNotContain(Asking.CARD);
    JsonNode line = lines().getFirst();
    assertThat(line.get("masked").asText()).isEqualTo("411111******1111");
    assertThat(line.get("card").asText())
        .isEqualTo(new CardToken().of(io.nightbus.iso.Pan.of(Asking.CARD)))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void isCompleteOnDiskOnceItHasStopped() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      for (int stan = 1; stan <= 200; stan++) {
        peer.ask(request(stan, stan));
      }
    }
    network.close();
    assertThat(lines()).hasSize(200);
  }

  @Test
  void keepsItsLedgerWhenThePeerVanishes() throws Exception {
    Peer peer = Peer.signedOn(network.port("n1"));
    peer.ask(request(1, 500));
    peer.close();
    try (Peer again = Peer.signedOn(network.port("n1"))) {
      assertThat(again.ask(repeat(request(1, 500))).responseCode()).isEqualTo("00");
    }
    assertThat(network.ledger())
        .extracting(LedgerEntry::effect)
        .containsExactly(Effect.APPLIED, Effect.DUPLICATE);
    assertThat(network.summary())
        .contains(
            new Ledger.Total("0100", "826", Effect.APPLIED, 1, 500),
            new Ledger.Total("0100", "826", Effect.DUPLICATE, 1, 500));
  }

  @Test
  void refusesTrafficBeforeASignOn() throws Exception {
    try (Peer peer = Peer.connect(network.port("n1"))) {
      assertThat(peer.ask(request(1, 500)).responseCode()).isEqualTo("58");
    }
    assertThat(network.status().errors()).containsEntry("NOT_SIGNED_ON", 1L);
    assertThat(network.ledger()).extracting(LedgerEntry::effect).containsExactly(Effect.NONE);
  }

  @Test
  void answersEchoAndSendsNothingAfterASignOff() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      assertThat(peer.manage(NetworkCode.ECHO).responseCode()).isEqualTo("00");
      assertThat(peer.manage(NetworkCode.SIGN_OFF).responseCode()).isEqualTo("00");
      assertThat(network.status().links().getFirst().signedOn()).isFalse();
      assertThat(peer.ask(request(1, 500)).responseCode()).isEqualTo("58");
    }
  }

  @Test
  void itsBooksCanBeReadAfterItHasStopped() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      peer.ask(request(1, 500));
    }
    network.close();
    assertThat(network.ledger()).hasSize(1);
  }

  @Test
  void aNewSignOnEndsTheSessionBefore() throws Exception {
    try (Peer before = Peer.signedOn(network.port("n1"));
        Peer after = Peer.signedOn(network.port("n1"))) {
      assertThat(before.isReset()).isTrue();
      assertThat(after.ask(request(1, 500)).responseCode()).isEqualTo("00");
    }
  }

  @Test
  void garbageEndsOnlyTheConnectionItCameOn() throws Exception {
    try (Peer good = Peer.signedOn(network.port("n1"));
        Peer bad = Peer.connect(network.port("n2"));
        Peer worse = Peer.connect(network.port("s1"))) {
      bad.raw((byte) 0xff, (byte) 0xff, (byte) 1);
      assertThat(bad.isOver()).isTrue();
      worse.raw((byte) 0, (byte) 4, (byte) 'x', (byte) 'y', (byte) 'z', (byte) '!');
      assertThat(worse.isOver()).isTrue();
      assertThat(good.ask(request(1, 500)).responseCode()).isEqualTo("00");
    }
    assertThat(network.status().errors())
        .containsEntry("BAD_FRAME", 1L)
        .containsEntry("BAD_MTI", 1L);
  }

  @Test
  void aSiteThatRefusesResetsItsSessionsAndComesBackUnderItsPorts() throws Exception {
    int port = network.port("n1");
    try (Peer north = Peer.signedOn(port);
        Peer south = Peer.signedOn(network.port("s1"))) {
      int fault = network.inject(Fault.of(FaultKind.REFUSE).onSite("north"));
      assertThat(north.isReset()).isTrue();
      assertThatThrownBy(() -> Peer.connect(port)).isInstanceOf(ConnectException.class);
      assertThat(south.ask(request(1, 500)).responseCode()).isEqualTo("00");
      assertThat(network.heal(fault)).isTrue();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> {
            try (Peer back = Peer.signedOn(port)) {
              assertThat(back.ask(request(2, 500)).responseCode()).isEqualTo("00");
            }
          });
    }
  }

  @Test
  void aBlackHoleTakesTcpAndNothingElse() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      network.inject(Fault.of(FaultKind.BLACK_HOLE).onLink("n1"));
      peer.send(request(1, 500));
      assertThat(peer.within(150)).isNull();
      try (Peer fresh = Peer.connect(network.port("n1"))) {
        fresh.send(request(2, 500));
        assertThat(fresh.within(150)).isNull();
      }
      network.healAll();
      assertThat(peer.ask(request(3, 500)).get(De.STAN)).isEqualTo("000003");
    }
    assertThat(network.ledger())
        .extracting(entry -> entry.message().get(De.STAN))
        .containsExactly("000003");
  }

  @Test
  void aLostAnswerHasHadItsEffect() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      network.inject(Fault.of(FaultKind.ANSWER_LOST));
      peer.send(request(1, 500));
      assertThat(peer.within(150)).isNull();
      network.healAll();
      assertThat(peer.ask(repeat(request(1, 500))).responseCode()).isEqualTo("00");
    }
    assertThat(network.ledger()).extracting(LedgerEntry::withheld).containsExactly(true, false);
    assertThat(network.ledger())
        .extracting(LedgerEntry::effect)
        .containsExactly(Effect.APPLIED, Effect.DUPLICATE);
  }

  @Test
  void aLateAnswerComesLate() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      network.inject(Fault.late(250));
      long start = System.nanoTime();
      assertThat(peer.ask(request(1, 500)).responseCode()).isEqualTo("00");
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(249_000_000L);
    }
    assertThat(network.ledger().getFirst().delayMillis()).isEqualTo(250);
  }

  @Test
  void oneRangeOutLeavesTheOthersAlone() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      network.inject(Fault.rangeOut("5555"));
      Message other = request(2, 500).with(De.PAN, "5555555555554444");
      assertThat(peer.ask(request(1, 500)).responseCode()).isEqualTo("00");
      assertThat(peer.ask(other).responseCode()).isEqualTo("91");
      network.healAll();
      assertThat(peer.ask(other).responseCode()).isEqualTo("00");
    }
    assertThat(network.ledger())
        .extracting(LedgerEntry::effect)
        .containsExactly(Effect.APPLIED, Effect.NONE, Effect.APPLIED);
  }

  @Test
  void answersByRulesThatCanBeChanged() throws Exception {
    network.rules(
        RulesFile.parse(
            "r",
            """
            rules:
              - when: {mti: "0100", amount: {from: 1000}}
                reply: {39: "51"}
              - when: {link: n2}
                reply: {39: "05"}
            """));
    try (Peer one = Peer.signedOn(network.port("n1"));
        Peer two = Peer.signedOn(network.port("n2"))) {
      assertThat(one.ask(request(1, 999)).responseCode()).isEqualTo("00");
      assertThat(one.ask(request(2, 1_000)).responseCode()).isEqualTo("51");
      assertThat(two.ask(request(3, 999)).responseCode()).isEqualTo("05");
    }
  }

  @Test
  void anIssuerKeepsItsAccountsStraightThroughAnOutage() throws Exception {
    try (Simulator issuer = Issuer.plan(1_000).site("host", "h1", "h2").start();
        Peer gateway = Peer.signedOn(issuer.port("h1"))) {
      issuer.inject(Fault.of(FaultKind.ANSWER_LOST));
      gateway.send(request(1, 300));
      await().until(() -> issuer.ledger().size() == 1);
      issuer.healAll();
      gateway.ask(reversal(request(1, 300), 2));
      gateway.ask(advice(request(1, 300), 3, "00"));
      gateway.ask(repeat(advice(request(1, 300), 3, "00")));
      assertThat(issuer.available(io.nightbus.iso.Pan.of(Asking.CARD))).isEqualTo(700);
      assertThat(issuer.ledger())
          .extracting(LedgerEntry::effect)
          .containsExactly(Effect.APPLIED, Effect.UNDONE, Effect.APPLIED, Effect.DUPLICATE);
    }
  }

  @Test
  void aTestCanBeginWithEmptyBooks() throws Exception {
    try (Peer peer = Peer.signedOn(network.port("n1"))) {
      peer.ask(request(1, 500));
      network.inject(Fault.of(FaultKind.ANSWER_LOST));
      network.reset();
      assertThat(network.ledger()).isEmpty();
      assertThat(network.status().faults()).isEmpty();
      assertThat(peer.ask(request(1, 500)).responseCode()).isEqualTo("00");
      assertThat(network.ledger()).extracting(LedgerEntry::effect).containsExactly(Effect.APPLIED);
    }
  }

  @Test
  void saysWhichPortIsTaken() {
    int taken = network.port("n1");
    assertThatThrownBy(() ->
            Network.plan(EnumSet.noneOf(Guarantee.class))
                .link(LinkPlan.listening("north", "n1", taken))
                .start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("port " + taken);
  }

  @Test
  void aFaultNeedsALinkThatThereIs() {
    assertThatThrownBy(() -> network.inject(Fault.of(FaultKind.REFUSE).onLink("x9")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x9");
  }
}
