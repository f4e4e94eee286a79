package io.nightbus.ops.it;

import static io.nightbus.ops.it.ForeignPeer.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Libraries that know nothing of Nightbus talk to the shipped gateway over sockets: as acquirer, as
 * card network and as issuer's host. What one of them says, another one understands behind it.
 */
final class InteropIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String OUR_CARD = "4000000000000002";
  private static final String OTHER_CARD = "5555000000000009";
  private static final String PIN_BLOCK = "8F3A6C1D2E4B5907";
  private static final String TRACK_1 = "B5555000000000009^DOE/JANE^30122010000000000000";
  private static final String TRACK_2 = OTHER_CARD + "=3012201000007310000";
  private static final String WITH_CVV = "CVV2 73195";

  private static final String MAC = "00112233445566AA";

  private static final String CONFIGURATION =
      """
      node: interop
      store: {file: data/nightbus.db, key-file: data/nightbus.key}
      admin: {listen: "127.0.0.1:${ADMIN}", token-file: data/admin.token}
      log: {format: json, level: info}
      endpoints:
        network:
          dialect: ${DIALECT}
          request: 10s
          sites: {only: {n1: "127.0.0.1:${NETWORK}"}}
          link: {sign-on: we, connect: 1s, answer: 900ms, echo: 1s, backoff: 50ms, backoff-cap: 200ms}
          guarantees: {duplicates: none, tombstone: none}
        issuer:
          dialect: ${DIALECT}
          request: 10s
          sites: {only: {i1: "127.0.0.1:${ISSUER}"}}
          link: {sign-on: we, connect: 1s, answer: 900ms, echo: 1s, backoff: 50ms, backoff-cap: 200ms}
          guarantees: {duplicates: 4h, tombstone: 4h}
        acquirer:
          dialect: ${DIALECT}
          listen: {address: "127.0.0.1:${ACQUIRER}", links: 1}
          link: {sign-on: peer, answer: 900ms, echo: 1s}
      routes:
        - {from: network, to: issuer, cards: ["400000"], budget: 20s, stand-in: on, journal: on}
        - {from: acquirer, to: network, budget: 20s, stand-in: off, journal: on}
      stand-in:
        exposure: 5000000
        ranges:
          ours:
            cards: ["400000"]
            mode: approve
            currency: GBP
            approve: [purchase, transit]
            entry-modes: [contactless]
            limits:
              - {per: transaction, amount: 10000}
              - {per: card, days: 1, count: 10, amount: 30000}
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  /** Which library is the card network; the other one is the issuer's host and the acquirer. */
  @ParameterizedTest
  @CsvSource({
    "iso87-ascii, jPOS",
    "iso87-ascii, j8583",
    "iso87-binary, jPOS",
    "iso87-binary, j8583"
  })
  void strangersAreUnderstood(String dialect, String networkLibrary) throws Exception {
    boolean binary = dialect.equals("iso87-binary");
    boolean jposIsNetwork = networkLibrary.equals("jPOS");
    Foreign ofNetwork = jposIsNetwork ? new JposForeign(binary) : new J8583Foreign(binary);
    Foreign ofOthers = jposIsNetwork ? new J8583Foreign(binary) : new JposForeign(binary);
    var ports = new Ports();
    int issuerPort = ports.next();
    int acquirerPort = ports.next();
    int networkPort = ports.next();
    int admin = ports.next();
    Map<String, String> environment =
        Map.of(
            "DIALECT", dialect,
            "ADMIN", Integer.toString(admin),
            "NETWORK", Integer.toString(networkPort),
            "ISSUER", Integer.toString(issuerPort),
            "ACQUIRER", Integer.toString(acquirerPort));
    Path configuration = Files.writeString(directory.resolve("gateway.yaml"), CONFIGURATION);
    Path data = Files.createDirectory(directory.resolve("data"));
    try (var network = ForeignPeer.listening(ofNetwork, networkPort);
        var issuer = ForeignPeer.listening(ofOthers, issuerPort);
        var gateway =
            Gateway.starting(
                Distribution.shipped(),
                configuration,
                data,
                environment,
                admin,
                directory.resolve("gateway.log"))) {
      gateway.awaitReady();
      gateway.awaitStatus(
          "has not signed on", PATIENCE, s -> s.allUp("network") && s.allUp("issuer"));
      try (var acquirer = ForeignPeer.dialling(ofOthers, acquirerPort)) {
        signsOnAndEchoes(acquirer, gateway);
        anAcquirersRequest(acquirer, network);
        aNetworksRequest(network, issuer);
        noStaleMacGoesOn(acquirer, network, gateway);
        standInAndItsAdvice(network, issuer, issuerPort, gateway);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> {
              assertThat(network.received("0800")).anyMatch(m -> element(m, 70).equals("001"));
              assertThat(network.received("0800")).anyMatch(m -> element(m, 70).equals("301"));
              assertThat(issuer.received("0800")).anyMatch(m -> element(m, 70).equals("301"));
              assertThat(acquirer.received("0800")).anyMatch(m -> element(m, 70).equals("301"));
            });
        gateway.awaitStatus(
            "has lost a link that echoes",
            PATIENCE,
            s -> s.allUp("network") && s.allUp("issuer") && s.allUp("acquirer"));
        nothingOfTheCardIsKept(gateway);
      }
    }
  }

  private static void signsOnAndEchoes(ForeignPeer acquirer, Gateway gateway) throws Exception {
    assertThat(managed(acquirer, "001")).as("signs on").isEqualTo("00");
    assertThat(managed(acquirer, "301")).as("an echo").isEqualTo("00");
    assertThat(managed(acquirer, "201")).as("cutover").isEqualTo("00");
    assertThat(managed(acquirer, "161")).as("a key change: no keys are kept").isEqualTo("40");
    assertThat(managed(acquirer, "999")).as("a code that means nothing").isEqualTo("12");
    gateway.awaitStatus("does not see the acquirer", PATIENCE, s -> s.anyUp("acquirer"));
  }

  private static String managed(ForeignPeer acquirer, String code) throws Exception {
    Map<Integer, String> answer =
        acquirer.ask(Map.of(0, "0800", 7, now(), 11, acquirer.stan(), 70, code));
    assertThat(answer).containsEntry(0, "0810").containsEntry(70, code).containsKey(39);
    return answer.getOrDefault(39, "");
  }

  /** Approved, declined, and reversed; each leg has its own numbers. */
  private static void anAcquirersRequest(ForeignPeer acquirer, ForeignPeer network)
      throws Exception {
    Map<Integer, String> request = request(acquirer, OTHER_CARD, "000000001234");
    request.put(35, TRACK_2);
    request.put(45, TRACK_1);
    request.put(48, WITH_CVV);
    request.put(52, PIN_BLOCK);

    Map<Integer, String> answer = acquirer.ask(request);

    Map<Integer, String> seen = network.received("0100").getLast();
    assertThat(seen).containsAllEntriesOf(without(request, 7, 11));
    assertThat(answer)
        .containsEntry(0, "0110")
        .containsEntry(39, "00")
        .containsEntry(38, "OK" + element(seen, 11).substring(2))
        .containsAllEntriesOf(only(request, 2, 3, 4, 7, 11, 12, 13, 32, 37, 41, 42, 49));
    Map<Integer, String> reversal = reversal(request, acquirer.stan());
    assertThat(acquirer.ask(reversal)).containsEntry(0, "0430").containsEntry(39, "00");
    await().atMost(PATIENCE).until(() -> !network.received("0420").isEmpty());
    assertThat(network.received("0420").getLast())
        .containsAllEntriesOf(only(request, 2, 4, 37))
        .containsEntry(90, original(seen));

    Map<Integer, String> tooMuch = request(acquirer, OTHER_CARD, ForeignPeer.TOO_MUCH);
    assertThat(acquirer.ask(tooMuch)).containsEntry(39, "51").doesNotContainKey(38);
  }

  private static void aNetworksRequest(ForeignPeer network, ForeignPeer issuer) throws Exception {
    Map<Integer, String> request = request(network, OUR_CARD, "000000002500");

    Map<Integer, String> answer = network.ask(request);

    Map<Integer, String> seen = issuer.received("0100").getLast();
    assertThat(seen).containsAllEntriesOf(without(request, 7, 11));
    assertThat(answer)
        .containsEntry(39, "00")
        .containsEntry(38, "OK" + element(seen, 11).substring(2))
        .containsAllEntriesOf(only(request, 2, 4, 7, 11, 37));
  }

  /**
   * A MAC covers numbers that each leg has of its own. A request with one is refused, a debt is
   * taken over without, an answer is handed on without.
   */
  private static void noStaleMacGoesOn(ForeignPeer acquirer, ForeignPeer network, Gateway gateway)
      throws Exception {
    int before = network.received("0100").size();
    Map<Integer, String> sealed = request(acquirer, OTHER_CARD, "000000004321");
    sealed.put(64, MAC);
    assertThat(acquirer.ask(sealed)).containsEntry(39, "30").doesNotContainKey(64);
    assertThat(network.received("0100")).hasSize(before);
    assertThat(gateway.metrics())
        .contains(
            "nightbus_requests_refused_total{endpoint=\"acquirer\",reason=\"carries_a_mac\"}");

    Map<Integer, String> plain = request(acquirer, OTHER_CARD, ForeignPeer.SEALED);
    assertThat(acquirer.ask(plain)).containsEntry(39, "00").doesNotContainKey(64);
    Map<Integer, String> reversal = reversal(plain, acquirer.stan());
    reversal.put(64, MAC);
    assertThat(acquirer.ask(reversal)).containsEntry(39, "00").doesNotContainKey(64);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(network.received("0420").getLast())
                .containsAllEntriesOf(only(plain, 2, 4, 37))
                .doesNotContainKey(64));
  }

  private static void standInAndItsAdvice(
      ForeignPeer network, ForeignPeer issuer, int issuerPort, Gateway gateway) throws Exception {
    issuer.hangUp();
    gateway.awaitStatus("does not see the loss", PATIENCE, s -> !s.anyUp("issuer"));
    Map<Integer, String> request = request(network, OUR_CARD, "000000001700");
    assertThat(network.ask(request)).containsEntry(39, "00");
    assertThat(network.ask(reversal(request, network.stan()))).containsEntry(39, "00");

    issuer.open(issuerPort);
    gateway.awaitStatus("still owes", PATIENCE, s -> s.advices() == 0 && s.reversals() == 0);

    Map<Integer, String> advice = issuer.received("0120").getLast();
    assertThat(advice).containsAllEntriesOf(only(request, 2, 4, 37)).containsEntry(39, "00");
    assertThat(element(advice, 60)).startsWith("STANDIN");
    Map<Integer, String> reversed = issuer.received("0420").getLast();
    assertThat(reversed).containsAllEntriesOf(only(request, 2, 4, 37));
    assertThat(element(reversed, 90)).startsWith("0100").isEqualTo(element(advice, 90));
  }

  /**
   * After a SIGKILL, with the store's log as it was: no card number, track, PIN block or card
   * verification value in anything that the gateway has written or told.
   */
  private void nothingOfTheCardIsKept(Gateway gateway) throws IOException {
    StringBuilder told = new StringBuilder(gateway.metrics());
    for (String path : List.of("/api/v1/status", "/api/v1/batches", "/health/ready")) {
      told.append(gateway.answer(path));
    }
    Files.writeString(directory.resolve("told.txt"), told);
    gateway.kill();
    assertThat(directory.resolve("data").resolve("nightbus.db-wal")).isNotEmptyFile();
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      assertThat(Clear.cards(bytes, Set.of(OUR_CARD, OTHER_CARD))).as(file.toString()).isEmpty();
      for (String secret : List.of(TRACK_1, TRACK_2, WITH_CVV, PIN_BLOCK)) {
        assertThat(Clear.holds(bytes, secret)).as("%s in %s", secret, file).isFalse();
      }
    }
  }

  private static Map<Integer, String> request(ForeignPeer from, String card, String amount) {
    Map<Integer, String> request = new TreeMap<>();
    String stan = from.stan();
    request.put(0, "0100");
    request.put(2, card);
    request.put(3, "000000");
    request.put(4, amount);
    request.put(7, now());
    request.put(11, stan);
    request.put(12, "081500");
    request.put(13, "1124");
    request.put(14, "3012");
    request.put(18, "4111");
    request.put(22, "071");
    request.put(25, "00");
    request.put(32, "400123");
    request.put(37, "RRN000" + stan);
    request.put(41, "GATE0007");
    request.put(42, "TRANSIT OF TOWN");
    request.put(43, "Gate 7, line 2         Tooting        GB");
    request.put(49, "826");
    return request;
  }

  private static Map<Integer, String> reversal(Map<Integer, String> request, String stan) {
    Map<Integer, String> reversal = without(request, 14, 18, 22, 25, 35, 43, 45, 48, 52);
    reversal.put(0, "0420");
    reversal.put(7, now());
    reversal.put(11, stan);
    reversal.put(90, original(request));
    return reversal;
  }

  /** DE 90 as the leg knows the original: type, number, time, institution, nobody. */
  private static String original(Map<Integer, String> request) {
    return element(request, 0)
        + element(request, 11)
        + element(request, 7)
        + "0".repeat(11 - element(request, 32).length())
        + element(request, 32)
        + "0".repeat(11);
  }

  private static String now() {
    return LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("MMddHHmmss"));
  }

  private static Map<Integer, String> only(Map<Integer, String> message, Integer... numbers) {
    Map<Integer, String> some = new TreeMap<>(message);
    some.keySet().retainAll(Set.of(numbers));
    return some;
  }

  private static Map<Integer, String> without(Map<Integer, String> message, Integer... numbers) {
    Map<Integer, String> rest = new TreeMap<>(message);
    rest.keySet().removeAll(Set.of(numbers));
    return rest;
  }
}
