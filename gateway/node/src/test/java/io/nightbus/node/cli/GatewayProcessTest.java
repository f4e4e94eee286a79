package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.node.ops.intake.ChargeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A gateway as a process of its own, and the commands that talk to it. Its peers are away. */
class GatewayProcessTest {
  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
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
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process run(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CommandLineOfTests.class.getName(),
                "run",
                "--config",
                file.toString())
            .redirectErrorStream(true)
            .start();
    processes.add(process);
    return process;
  }

  private static JsonNode event(Process process, String name) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    var seen = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.append(line).append('\n');
      JsonNode json = line.startsWith("{") ? new ObjectMapper().readTree(line) : null;
      if (json != null && json.path("event").asText().equals(name)) {
        return json;
      }
    }
    throw new AssertionError("it ended without " + name + " and said:\n" + seen);
  }

  private static String rest(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
    Process gateway = run(config);
    JsonNode ready = event(gateway, "gateway.ready");
    assertThat(ready.path("message").asText()).isEqualTo("ready");
    assertThat(ready.path("pid").asLong()).isEqualTo(gateway.pid());
    for (String secret : List.of("data/book.key", "data/admin.token")) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
          .isEqualTo("rw-------");
    }

    assertThat(withConfig("status").text()).contains("network", "NOBODY", "acquirer/here/2");

    Path file = folder.resolve("night.jsonl");
    Files.writeString(file, today("NIGHT-1", 100));
    Said taken = withConfig("batch", "submit", file.toString());
    assertThat(taken).isEqualTo(new Said(0, taken.text()));
    assertThat(taken.text())
        .contains(
            "batch NIGHT-1: queued; 100 charges read, 100 accepted, 0 known before, 0 refused");
    Said again = withConfig("batch", "submit", file.toString());
    assertThat(again.exit()).isZero();
    assertThat(again.text()).contains("the same file was taken before; nothing was changed");
    assertThat(withConfig("batch", "status").text()).contains("NIGHT-1", "QUEUED", "queued 100");
    assertThat(withConfig("batch", "status", "NIGHT-2").exit()).isEqualTo(ExitCode.FINDING);

    Process second = run(config);
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(ExitCode.STORE_TAKEN);
    assertThat(rest(second)).contains("book.db").contains("process " + gateway.pid());

    assertThat(withConfig("stop")).isEqualTo(new Said(0, "stopped\n"));
    assertThat(gateway.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).isZero();
    assertThat(rest(gateway)).contains("gateway.stopped");
  }

  @Test
  void aKilledGatewayKnowsItsChargesAfterwardsAndSigtermIsGoodOrder() throws Exception {
    Process first = run(config);
    event(first, "gateway.ready");
    Path file = folder.resolve("night.jsonl");
    Files.writeString(file, today("NIGHT-1", 2_000));
    assertThat(withConfig("batch", "submit", file.toString()).exit()).isZero();
    first.destroyForcibly().waitFor();

    Process again = run(config);
    event(again, "gateway.ready");
    assertThat(withConfig("batch", "status", "NIGHT-1").text()).contains("queued 2,000");
    again.destroy();
    assertThat(again.waitFor(15, TimeUnit.SECONDS)).isTrue();
    assertThat(again.exitValue()).isEqualTo(143);
    assertThat(rest(again)).contains("gateway.stopping").contains("gateway.stopped");
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    for (String key : List.of("admin: {listen: \"127.0.0.1:", "listen: {address: \"127.0.0.1:")) {
      try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Path file = folder.resolve("taken.yaml");
        Files.writeString(
            file,
            Files.readString(config)
                .replaceAll(
                    java.util.regex.Pattern.quote(key) + "\\d+", key + taken.getLocalPort()));
        Process process = run(file);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(rest(process))
            .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
            .doesNotContain("\tat ");
        assertThat(process.exitValue()).isEqualTo(ExitCode.UNREACHABLE);
      }
    }
  }

  @Test
  void aBrokenStoreOrKeyIsNamed() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(
        folder.resolve("data/book.db"), "this is not a database, it is a text file\n".repeat(100));
    Said noKey = withConfig("run");
    assertThat(noKey.exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    assertThat(noKey.text()).contains("book.key: the key file is gone");

    Files.writeString(folder.resolve("data/book.key"), "nonsense\n");
    Files.setPosixFilePermissions(
        folder.resolve("data/book.key"), PosixFilePermissions.fromString("rw-------"));
    assertThat(withConfig("run").exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    Files.delete(folder.resolve("data/book.key"));
    Path text = folder.resolve("data/book.db");
    Path aside = folder.resolve("data/aside");
    Files.move(text, aside);
    Process process = run(config);
    event(process, "gateway.ready");
    process.destroyForcibly().waitFor();
    Files.deleteIfExists(folder.resolve("data/book.db-wal"));
    Files.deleteIfExists(folder.resolve("data/book.db-shm"));
    Files.move(aside, text, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Said broken = withConfig("run");
    assertThat(broken.exit()).isEqualTo(ExitCode.STORE_UNUSABLE);
    assertThat(broken.text()).contains("book.db").hasLineCount(1);
  }

  @Test
  void nobodyThereIsToldInOneLine() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Said noToken = withConfig("status");
    assertThat(noToken.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(noToken.text()).contains("admin.token cannot be read").hasLineCount(1);

    Files.writeString(folder.resolve("data/admin.token"), "x\n");
    Said nobody = withConfig("status");
    assertThat(nobody.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(nobody.text()).contains("nobody listens there; is it running?").hasLineCount(1);
  }

  private static String today(String id, int charges) {
    String day = java.time.LocalDate.now(java.time.ZoneOffset.UTC).toString();
    var file = new ChargeFile(id, day);
    for (int i = 0; i < charges; i++) {
      file.with(id + "-" + i, 100);
    }
    return file.trailer().toString();
  }

  @Test
  void isReadyInTime() throws Exception {
    long begun = System.nanoTime();
    Process process = run(config);
    event(process, "gateway.ready");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    await().until(() -> withConfig("status").exit() == 0);
  }
}
