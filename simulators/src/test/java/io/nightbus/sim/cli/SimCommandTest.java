package io.nightbus.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.junit.Certificates;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.wire.Tls;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SimCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir Path folder;

  private static final class Ran {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    int run(String... words) {
      return new CommandLine(new SimCommand())
          .setCommandName("nightbus sim")
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true))
          .execute(words);
    }

    JsonNode line(int number) throws Exception {
      return JSON.readTree(out.toString().lines().toList().get(number));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"network", "issuer", "acquirer", "transit", "load", "proxy"})
  void everyCommandExplainsItselfAndItsExitCodes(String command) {
    var ran = new Ran();
    assertThat(ran.run(command, "--help")).isZero();
    assertThat(ran.out.toString())
        .contains("Usage: nightbus sim " + command, "Exit codes:", "0", "3");
  }

  @Test
  void listsItsCommands() {
    var ran = new Ran();
    assertThat(ran.run("--help")).isZero();
    assertThat(ran.out.toString())
        .contains("network", "issuer", "acquirer", "transit", "load", "proxy");
    assertThat(new Ran().run()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          network --dialect morse                 | 2 | dialect "morse" is not known; there are [iso87-ascii, iso87-binary]
          network --guarantees much               | 2 | "much" is no guarantee
          network --site north                    | 2 | --site "north": use SITE=LINK
          network --site a=x --site b=x           | 2 | two links are called "x"
          network --site a=x:99999                | 2 | a port is from 0 to 65535
          network --ledger-mode counts            | 2 | remembers nothing
          network --rules /nonexistent/r.yaml     | 2 | /nonexistent/r.yaml:1:1: can't be read
          network --ledger /nonexistent/l.jsonl   | 3 | /nonexistent/l.jsonl: can't be opened
          network --tls-key k.pem                 | 2 | --tls-ca
          network --tls-ca c.pem --tls-key k.pem  | 2 | --tls-certificate
          network --tls-ca /nonexistent/c.pem     | 3 | TLS from /nonexistent/c.pem
          issuer --balance -1                     | 2 | --balance: not below 0
          acquirer --connect here                 | 2 | "here" is no address
          acquirer                                | 2 | Missing required option
          transit --out /nonexistent/n.jsonl      | 3 | /nonexistent/n.jsonl: can't be opened
          transit --out n.jsonl --charges 1       | 2 | at least one charge a card
          load --connect 127.0.0.1:1              | 3 | 127.0.0.1:1 can't be connected to
          load --connect 127.0.0.1:1 --rate -5    | 2 | rate: from 0
          proxy --link n1                         | 2 | --link "n1": use NAME[:PORT]=HOST:PORT
          proxy --link n1:99999=127.0.0.1:1       | 2 | a port is from 0 to 65535
          proxy --link n1=there                   | 2 | "there" is no address
          """)
  void whatIsWrongIsOneLineAndAnExitCode(String words, int code, String reason) {
    var ran = new Ran();
    assertThat(ran.run(words.split(" +", -1))).isEqualTo(code);
    assertThat(ran.err.toString()).contains(reason).doesNotContain("\tat ");
    assertThat(ran.out.toString()).isEmpty();
  }

  @Test
  void writesANight() throws Exception {
    Path file = folder.resolve("night.jsonl");
    var ran = new Ran();
    assertThat(
            ran.run(
                "transit",
                "--out",
                file.toString(),
                "--seed",
                "7",
                "--cards",
                "10",
                "--charges",
                "20"))
        .isZero();
    assertThat(Files.readAllLines(file)).hasSize(22);
    assertThat(ran.line(0).get("count").asInt()).isEqualTo(20);
  }

  @Test
  void aNetworkRunsUntilItIsToldToStopAndTakesLoadMeanwhile() throws Exception {
    Path ledger = folder.resolve("ledger.jsonl");
    var network = new Ran();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(
            () -> network.run("network", "--ledger", ledger.toString(), "--guarantees", "nothing"));
    await().until(() -> network.out.toString().contains("\n"));
    JsonNode ready = network.line(0);
    assertThat(ready.get("ready").asText()).isEqualTo("network");
    List<String> addresses = new ArrayList<>();
    ready.get("links").forEach(port -> addresses.add("127.0.0.1:" + port.asInt()));
    assertThat(addresses).hasSize(4);

    var load = new Ran();
    assertThat(
            load.run(
                "load",
                "--connect",
                String.join(",", addresses),
                "--connections",
                "4",
                "--rate",
                "100",
                "--warm-up",
                "0",
                "--duration",
                "0.3"))
        .isZero();
    assertThat(load.line(0).get("byCode").get("00").asLong())
        .isEqualTo(load.line(0).get("sent").asLong());

    stop(ready);
    assertThat(exit.get()).isZero();
    assertThat(network.line(1).get("drained").asBoolean()).isTrue();
    assertThat(Files.readAllLines(ledger)).hasSize(load.line(0).get("sent").asInt());
  }

  @Test
  void aProxyRunsUntilItIsToldToStop() throws Exception {
    var proxy = new Ran();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() -> proxy.run("proxy", "--link", "n1=127.0.0.1:1"));
    await().until(() -> proxy.out.toString().contains("\n"));
    JsonNode ready = proxy.line(0);
    assertThat(ready.get("links").get("n1").asInt()).isPositive();
    stop(ready);
    assertThat(exit.get()).isZero();
  }

  @Test
  void aNetworkUnderTlsServesWhoShowsACertificateAlone() throws Exception {
    Certificates certificates = Certificates.in(folder);
    Tls.Own own = certificates.signed("peer.example", 5);
    var network = new Ran();
    CompletableFuture<Integer> exit =
        CompletableFuture.supplyAsync(() ->
            network.run(
                "network",
                "--tls-ca",
                certificates.authority().toString(),
                "--tls-certificate",
                own.certificate().toString(),
                "--tls-key",
                own.key().toString()));
    await().until(() -> network.out.toString().contains("\n"));
    JsonNode ready = network.line(0);
    var address =
        new InetSocketAddress(
            InetAddress.getLoopbackAddress(), ready.get("links").get("n1").asInt());
    var cards = new Cards("555500", 1);
    try (Simulator known =
            Acquirer.plan(cards, address).tls(Tls.mutual(certificates.authority(), own)).start();
        Simulator unknown =
            Acquirer.plan(cards, address).tls(Tls.anonymous(certificates.authority())).start()) {
      await().until(() -> known.status().links().getFirst().signedOn());
      await().until(() -> unknown.status().errors().containsKey("NO_TLS"));
      assertThat(unknown.status().links().getFirst().signedOn()).isFalse();
    }
    stop(ready);
    assertThat(exit.get()).isZero();
  }

  private static void stop(JsonNode ready) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(
                  URI.create("http://127.0.0.1:" + ready.get("control").asInt() + "/stop"))
              .POST(HttpRequest.BodyPublishers.noBody())
              .build(),
          HttpResponse.BodyHandlers.discarding());
    }
  }
}
