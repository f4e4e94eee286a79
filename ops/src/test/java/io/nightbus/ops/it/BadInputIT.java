package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Ports;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.transit.Night;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong gets one clear line and a documented exit code, and nothing is lost by it. */
final class BadInputIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static Stage stage;
  private static int files;

  @BeforeAll
  static void set() {
    stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1),
            Distribution.shipped(),
            Distribution.configuration());
  }

  /** Whatever was done to it, the gateway has lost nothing and done nothing twice. */
  @AfterAll
  static void theBooksBalance() throws Exception {
    try (Stage playing = stage) {
      playing.gateway().awaitStatus("still owes", PATIENCE, GatewayStatus::isDrained);
      playing.strike();
      Balance balance = Books.audit(EvidenceFiles.read(playing.directory()));
      assertThat(balance.agrees()).as(Round.told(balance)).isTrue();
      assertThat(balance.charges()).isPositive();
    }
  }

  private static Said gateway(String... words) throws IOException {
    Child child =
        stage.gateway().command(Files.createTempFile(directory, "command", ".log"), words);
    String text = child.output(PATIENCE);
    return new Said(child.exitCode(PATIENCE), text);
  }

  /** A night of 40 charges, its lines. */
  private static List<String> night() throws IOException {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    Night usual = Night.of(7_000 + ++files, day);
    Path file = directory.resolve("whole.jsonl");
    try (var out = Files.newOutputStream(file)) {
      new Night(7_000 + files, usual.operator(), day, usual.deadline(), usual.ranges(), 30, 40)
          .write(out);
    }
    return new ArrayList<>(Files.readAllLines(file));
  }

  private static Path write(List<String> lines) throws IOException {
    Path file = directory.resolve("stage").resolve("night-" + files + ".jsonl");
    Files.write(file, lines);
    return file;
  }

  private static void isOneClearLine(Said said) {
    assertThat(said.lines()).as(said.text()).hasSize(1);
    assertThat(said.text()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  // --- configurations

  @Test
  void aBrokenConfigurationIsRefusedWithItsLine() throws IOException {
    String good = Files.readString(Distribution.configuration());
    Path broken = directory.resolve("broken.yaml");
    Files.writeString(broken, good.replace("    request: 3s ", "    reqest: 3s "));

    Said checked = Said.by("config", "check", broken.toString());
    Said run = Said.by("run", "--config", broken.toString());

    assertThat(checked.exitCode()).isEqualTo(2);
    assertThat(checked.text()).contains("broken.yaml:", "reqest", "did you mean \"request\"");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.text()).contains("did you mean \"request\"");
  }

  @Test
  void theShippedConfigurationIsInOrder() throws IOException {
    Said checked = Said.by("config", "check", Distribution.configuration().toString());

    assertThat(checked.exitCode()).as(checked.text()).isZero();
  }

  // --- files of charges

  @Test
  void aFileThatIsNotThereIsNamed() throws IOException {
    Said said = gateway("batch", "submit", "/nowhere/night.jsonl");

    assertThat(said.exitCode()).isEqualTo(2);
    isOneClearLine(said);
    assertThat(said.text()).contains("/nowhere/night.jsonl: there is no such file");
  }

  @Test
  void aFileThatIsNoBatchIsNamedWithItsLine() throws IOException {
    Path file = Files.writeString(directory.resolve("letter.txt"), "Dear gateway,\n");

    Said said = gateway("batch", "submit", file.toString());

    assertThat(said.exitCode()).isEqualTo(2);
    assertThat(said.lines()).last().asString().contains("letter.txt: line 1:");
  }

  @Test
  void aHalfWrittenFileIsHeldAndGoesOnWhenItIsWhole() throws IOException {
    List<String> lines = night();
    Path half = write(lines.subList(0, 20));
    Said held = gateway("batch", "submit", half.toString());
    Path whole = write(lines);
    Said queued = gateway("batch", "submit", whole.toString());
    stage.handedIn(whole);

    assertThat(held.exitCode()).isEqualTo(1);
    assertThat(held.text()).contains("held", "without a trailer: half-written");
    assertThat(queued.exitCode()).as(queued.text()).isZero();
    assertThat(queued.text()).contains("40 charges read, 21 accepted, 19 known before");
  }

  @Test
  void aWrongTotalHoldsTheFile() throws IOException {
    List<String> lines = night();
    List<String> right = List.copyOf(lines);
    String trailer = lines.removeLast();
    lines.add(trailer.replaceFirst("\"count\":40", "\"count\":41"));
    Said held = gateway("batch", "submit", write(lines).toString());
    Path whole = write(right);
    Said queued = gateway("batch", "submit", whole.toString());
    stage.handedIn(whole);

    assertThat(held.exitCode()).isEqualTo(1);
    assertThat(held.text()).contains("the trailer says 41 charges, the file has 40");
    assertThat(queued.exitCode()).as(queued.text()).isZero();
    assertThat(queued.text()).contains("0 accepted, 40 known before");
  }

  @Test
  void aRepeatedChargeIdIsRefusedWithItsLine() throws Exception {
    List<String> lines = night();
    String twice = lines.get(5);
    lines.set(6, twice.replaceFirst("\"amount\":[0-9]+", "\"amount\":9999"));
    Path file = write(lines);

    Said said = gateway("batch", "submit", file.toString());

    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.text()).contains(file + ":7 refused");
    // What was accepted of it is held: the books count it as handed in, once.
    lines.remove(6);
    lines.removeLast();
    stage.handedIn(write(lines));
    settleByNewTrailer(lines);
  }

  /** The same charges in a file that is in order: they are known, and queued. */
  private static void settleByNewTrailer(List<String> charges) throws Exception {
    var body = new StringBuilder();
    charges.forEach(line -> body.append(line).append('\n'));
    long amount = 0;
    for (String line : charges.subList(1, charges.size())) {
      amount += Long.parseLong(line.replaceFirst(".*\"amount\":([0-9]+).*", "$1"));
    }
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    body.append(
        "{\"kind\":\"trailer\",\"count\":%d,\"amount\":%d,\"sha256\":\"%s\"}%n"
            .formatted(charges.size() - 1, amount, java.util.HexFormat.of().formatHex(digest)));
    Path file = write(List.of(body.toString().stripTrailing()));
    Said said = gateway("batch", "submit", file.toString());
    assertThat(said.exitCode()).as(said.text()).isZero();
  }

  @Test
  void theSameFileTwiceChangesNothing() throws IOException {
    Path file = write(night());
    stage.handedIn(file);
    Said first = gateway("batch", "submit", file.toString());
    long charges = stage.gateway().status().allCharges();
    Said second = gateway("batch", "submit", file.toString());

    assertThat(first.exitCode()).as(first.text()).isZero();
    assertThat(second.exitCode()).isZero();
    isOneClearLine(second);
    assertThat(second.text()).contains("the same file was taken before");
    assertThat(stage.gateway().status().allCharges()).isEqualTo(charges);
  }

  @Test
  void theSameFileIdWithOtherContentIsRefused() throws IOException {
    List<String> lines = night();
    Path file = write(lines);
    stage.handedIn(file);
    gateway("batch", "submit", file.toString());
    lines.set(1, lines.get(1).replaceFirst("\"amount\":[0-9]+", "\"amount\":1"));
    Path other = Files.write(directory.resolve("other.jsonl"), lines);

    Said said = gateway("batch", "submit", other.toString());

    assertThat(said.exitCode()).isEqualTo(5);
    assertThat(said.lines()).last().asString().contains("was taken before with other content");
  }

  // --- what others hold

  @Test
  void aStoreThatAnotherProcessHoldsIsNamed() throws IOException {
    Map<String, String> environment =
        Map.of(
            "NIGHTBUS_DATA",
            stage.directory().resolve("gateway").toString(),
            "NIGHTBUS_ADMIN_PORT",
            Integer.toString(new Ports().next()));

    Said said = Said.by(environment, "run", "--config", Distribution.configuration().toString());

    assertThat(said.exitCode()).as(said.text()).isEqualTo(6);
    assertThat(said.lines()).last().asString().contains("nightbus.db");
    assertThat(stage.gateway().isAlive()).isTrue();
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> environment =
          Map.of(
              "NIGHTBUS_DATA",
              directory.resolve("port").toString(),
              "NIGHTBUS_ADMIN_PORT",
              Integer.toString(new Ports().next()),
              "ACQUIRER_PORT",
              Integer.toString(taken.getLocalPort()));
      Files.createDirectories(directory.resolve("port"));

      Said said = Said.by(environment, "run", "--config", Distribution.configuration().toString());

      assertThat(said.exitCode()).as(said.text()).isEqualTo(3);
      assertThat(said.lines()).last().asString().contains(Integer.toString(taken.getLocalPort()));
    }
  }

  // --- a signal at the wrong moment

  @Test
  void aSignalWhileItStartsIsNoFault() throws IOException {
    Path data = Files.createDirectories(directory.resolve("early"));
    Path log = directory.resolve("early.log");
    try (Child child =
        Child.start(
            "early",
            List.of(
                Distribution.home().resolve("bin").resolve("nightbus").toString(),
                "run",
                "--config",
                Distribution.configuration().toString()),
            Map.of(
                "NIGHTBUS_DATA",
                data.toString(),
                "NIGHTBUS_ADMIN_PORT",
                Integer.toString(new Ports().next()),
                "ACQUIRER_PORT",
                Integer.toString(new Ports().next())),
            log)) {
      await().atMost(PATIENCE).until(() -> Files.exists(data.resolve("nightbus.db")));

      assertThat(child.stop(PATIENCE))
          .as("the exit code of a process that was told to stop")
          .isEqualTo(143);
      assertThat(Files.readString(log)).doesNotContain("Shutdown in progress", "Exception");
    }
  }

  // --- a peer that sends garbage

  @Test
  void garbageIsCountedAndHarmsNobodyElse() throws Exception {
    stage.acquirer().traffic(40);
    byte[] garbage = new byte[64];
    new java.util.Random(1).nextBytes(garbage);
    garbage[0] = 0;
    garbage[1] = 62;
    for (int i = 0; i < 2; i++) {
      try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), stage.port("ACQUIRER"))) {
        peer.getOutputStream().write(garbage);
        peer.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
        peer.getOutputStream().flush();
        peer.setSoTimeout(10_000);
        while (peer.getInputStream().read() >= 0) {
          // It may answer what it likes; what counts is below.
        }
      } catch (java.net.SocketException | java.net.SocketTimeoutException reset) {
        // Hanging up is an answer too.
      }
    }
    assertThat(stage.acquirer().drain(Duration.ofSeconds(20))).isTrue();

    JsonNode summary = stage.acquirer().journalSummary();
    assertThat(summary.path("APPROVED").path("count").asLong()).isPositive();
    assertThat(summary.path("UNANSWERED").path("count").asLong()).isZero();
    assertThat(stage.gateway().metrics().lines())
        .as("counted refusals")
        .anyMatch(
            line -> line.startsWith("nightbus_malformed_messages_total") && !line.endsWith(" 0.0"));
    assertThat(stage.gateway().isAlive()).isTrue();
  }
}
