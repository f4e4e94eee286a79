package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.node.ops.intake.ChargeFile;
import io.nightbus.node.store.Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A gateway as a process of its own, and the commands that talk to it. Its peers are away. */
class GatewayProcessTest {
  @TempDir Path folder;
  private final List<GatewayProcess> running = new ArrayList<>();
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    config = folder.resolve("gateway.yaml");
    Files.writeString(
        config,
        """
        node: test
        store: {file: data/book.db, key-file: data/book.key}
        admin: {listen: "127.0.0.1:%d", token-file: data/admin.token}
        endpoints:
          network:
            dialect: iso87-ascii
            sites: {north: {n1: "127.0.0.1:%d"}}
          acquirer:
            dialect: iso87-ascii
            listen: {address: "127.0.0.1:%d", links: 2}
        routes:
          - {from: acquirer, to: network}
        transit: {to: network}
        """
            .formatted(freePort(), freePort(), freePort()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    for (GatewayProcess gateway : running) {
      gateway.kill();
    }
  }

  private GatewayProcess run() throws IOException {
    GatewayProcess gateway =
        GatewayProcess.start(config, folder.resolve("output-" + running.size()), Map.of());
    running.add(gateway);
    return gateway;
  }

  /** What a command said, on both streams, and its exit code. */
  private record Said(int exit, String text) {}

  private Said command(String... words) {
    var text = new StringWriter();
    CommandLine line = CommandLineOfTests.make();
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    int exit = line.execute(words);
    return new Said(exit, text.toString());
  }

  private Said withConfig(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", config.toString()));
    return command(all.toArray(String[]::new));
  }

  @Test
  void runsTakesChargesIsAskedAndStops() throws Exception {
    GatewayProcess gateway = run();
    JsonNode ready = gateway.event("gateway.ready");
    assertThat(ready.path("pid").asLong()).isEqualTo(gateway.process().pid());
    for (String secret : List.of("data/book.key", "data/admin.token")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
          .isEqualTo("rw-------");
    }
    assertThat(gateway.event("link.down").path("link").asText()).isEqualTo("network/north/n1");
    assertThat(withConfig("status").text()).contains("network", "NOBODY", "acquirer/here/2");

    Path file = folder.resolve("night.jsonl");
    Files.writeString(file, night("NIGHT-1", 100));
    Said tried = withConfig("batch", "submit", "--dry-run", file.toString());
    assertThat(tried.text())
        .contains(
            "batch NIGHT-1: nothing was taken; it would be queued; 100 charges read, 100 accepted");
    assertThat(tried.exit()).isZero();
    assertThat(withConfig("batch", "status").text()).doesNotContain("NIGHT-1");
    Said taken = withConfig("batch", "submit", file.toString());
    assertThat(taken.text())
        .contains(
            "batch NIGHT-1: queued; 100 charges read, 100 accepted, 0 known before, 0 refused");
    assertThat(taken.exit()).isZero();
    Said again = withConfig("batch", "submit", file.toString());
    assertThat(again.exit()).isZero();
    assertThat(again.text()).contains("the same file was taken before; nothing was changed");
    Files.writeString(
        file,
        night("NIGHT-1", 100)
            .replace("\"file\":\"NIGHT-1\"", "\"file\":\"NIGHT-2\"")
            .replace("\"amount\":100,", "\"amount\":101,"));
    Said clash = withConfig("batch", "submit", "--dry-run", file.toString());
    assertThat(clash.exit()).as(clash.text()).isEqualTo(ExitCode.FINDING);
    assertThat(clash.text())
        .contains("it would be held", "100 refused", "is known, with other content");
    Files.writeString(file, night("NIGHT-1", 99));
    Said other = withConfig("batch", "submit", file.toString());
    assertThat(other.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(other.text())
        .contains("NIGHT-1 was taken before with other content")
        .hasLineCount(1);
    Files.writeString(file, night("NIGHT-1", 100).replace("metro", "trams"));
    Said foreign = withConfig("batch", "submit", file.toString());
    assertThat(foreign.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(foreign.text()).contains("was opened by another operator").hasLineCount(1);
    assertThat(withConfig("batch", "status").text()).contains("NIGHT-1", "QUEUED", "queued 100");
    reconciles(file);
    assertThat(withConfig("batch", "status", "NIGHT-2").exit()).isEqualTo(ExitCode.FINDING);

    reloads();

    GatewayProcess second = run();
    assertThat(second.exit()).isEqualTo(ExitCode.STORE_TAKEN);
    assertThat(second.said())
        .contains("book.db")
        .contains("process " + gateway.process().pid())
        .hasLineCount(1);

    assertThat(withConfig("stop").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(withConfig("stop", "--reason", "new release", "--dry-run").text())
        .isEqualTo("stop: would be done: the gateway stops in good order\n");
    assertThat(withConfig("stop", "--reason", "new release"))
        .isEqualTo(new Said(0, "stop: the gateway stops\nstopped\n"));
    assertThat(gateway.exit()).isZero();
    assertThat(gateway.said()).contains("gateway.stopping").contains("gateway.stopped");
  }

  /** What was refused is told until the file is taken again. */
  private void reloads() throws IOException {
    String good = Files.readString(config);
    Files.writeString(config, good.replace("node: test", "node: other"));
    Said refused = withConfig("config", "reload", "--reason", "another name");
    assertThat(refused.exit()).isEqualTo(ExitCode.FINDING);
    assertThat(refused.text()).contains("nothing was changed", "needs a restart: node");
    Files.writeString(config, good);
    await().atMost(Duration.ofSeconds(30)).until(() -> isTold("NightbusConfigReloadFailed"));
    assertThat(withConfig("config", "reload", "--reason", "as it was"))
        .isEqualTo(new Said(0, "nothing is different\n"));
    await().atMost(Duration.ofSeconds(30)).until(() -> !isTold("NightbusConfigReloadFailed"));
  }

  private boolean isTold(String alert) {
    return withConfig("why").text().contains(alert);
  }

  /** Nothing has been sent yet, and the network has settled something that nobody knows. */
  private void reconciles(Path file) throws Exception {
    Files.writeString(file, night("NIGHT-1", 99));
    Path settled = folder.resolve("settled.csv");
    Files.writeString(
        settled, "settlement,1,visa,2026-11-23,826\nsettled,STRANGER,777,826\ntrailer,1,777\n");
    String[] words = {
      "batch", "reconcile", file.toString(), "--settlement", settled.toString(), "--format"
    };
    Said table = withConfig(words, "table");
    assertThat(table.exit()).isEqualTo(ExitCode.FINDING);
    assertThat(table.text())
        .containsPattern("our books +100 ")
        .containsPattern("not ended yet +100 ")
        .contains("in our books, not in the operator's file", "settled, and not of this batch");
    assertThat(withConfig(words, "csv").text())
        .startsWith("what,kind,charge,rrn,state,count,operator,books,settled\r\n")
        .contains("finding,SETTLEMENT_ONLY,,STRANGER,,1,,,777\r\n");
    JsonNode json = new ObjectMapper().readTree(withConfig(words, "json").text());
    assertThat(json.path("totals").path("SETTLEMENT_ONLY").path("amount").asLong()).isEqualTo(777);
    assertThat(json.path("findings")).hasSize(2);
    Files.writeString(settled, "settlement,1,visa,2026-11-23,826\nsettled,STRANGER,777,826\n");
    Said half = withConfig(words, "table");
    assertThat(half.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(half.text()).contains("line 2: the file ends here without a trailer");
  }

  private Said withConfig(String[] words, String last) throws Exception {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return withConfig(all);
  }

  @Test
  void aKilledGatewayKnowsItsChargesAfterwardsAndSigtermIsGoodOrder() throws Exception {
    GatewayProcess first = run();
    first.event("gateway.ready");
    Path file = folder.resolve("night.jsonl");
    Files.writeString(file, night("NIGHT-1", 2_000));
    assertThat(withConfig("batch", "submit", file.toString()).exit()).isZero();
    first.kill();

    GatewayProcess again = run();
    again.event("gateway.ready");
    assertThat(withConfig("batch", "status", "NIGHT-1").text()).contains("queued 2,000");
    again.process().destroy();
    assertThat(again.exit()).isEqualTo(143);
    assertThat(again.said()).contains("gateway.stopping").contains("gateway.stopped");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    String text = Files.readString(config);
    for (String key : List.of("admin: {listen: \"127.0.0.1:", "listen: {address: \"127.0.0.1:")) {
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Files.writeString(
            config, text.replaceAll(Pattern.quote(key) + "\\d+", key + taken.getLocalPort()));
        Said said = withConfig("run");
        assertThat(said.exit()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(said.text())
            .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
            .hasLineCount(1);
      }
    }
  }

  @Test
  void aBrokenStoreOrKeyIsNamed() throws Exception {
    Path store = Files.createDirectories(folder.resolve("data"));
    Files.writeString(store.resolve("book.db"), "a text file, not a database\n".repeat(100));
    Said noKey = withConfig("run");
    assertThat(noKey.exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    assertThat(noKey.text()).contains("book.key: the key file is gone").hasLineCount(1);

    Path key = store.resolve("book.key");
    Files.writeString(key, "nonsense\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Said badKey = withConfig("run");
    assertThat(badKey.exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    assertThat(badKey.text()).contains("book.key: line 1").hasLineCount(1);

    Files.delete(key);
    Keys.create(key);
    Said noBook = withConfig("run");
    assertThat(noBook.exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    assertThat(noBook.text()).contains("book.db").hasLineCount(1);
  }

  @Test
  void aConfigurationWithMistakesDoesNotStart() throws Exception {
    Files.writeString(config, Files.readString(config).replace("to: network}", "to: netwrok}"));
    Said said = withConfig("run");

    assertThat(said.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(said.text()).contains("did you mean \"network\"?").contains("^^^^^^^");
    assertThat(command("config", "check", config.toString()).exit()).isEqualTo(ExitCode.USAGE);
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void nobodyThereIsToldInOneLine() throws Exception {
    Said noToken = withConfig("status");
    assertThat(noToken.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(noToken.text()).contains("admin.token cannot be read").hasLineCount(1);

    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/admin.token"), "x\n");
    Said nobody = withConfig("status");
    assertThat(nobody.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(nobody.text()).contains("nobody listens there; is it running?").hasLineCount(1);
  }

  private static String night(String id, int charges) {
    var file = new ChargeFile(id, LocalDate.now(ZoneOffset.UTC).toString());
    for (int i = 0; i < charges; i++) {
      file.with(id + "-" + i, 100);
    }
    return file.trailer().toString();
  }
}
