package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightbus.iso.Message;
import io.nightbus.node.ops.intake.ChargeFile;
import io.nightbus.node.wire.Host;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A gateway that is stopped while its peer owes it an answer: by real signals, under a service
 * manager.
 */
class StoppingTest {
  private static final long LONG = 60_000;

  @TempDir Path folder;
  private final CountDownLatch asked = new CountDownLatch(1);
  private ServiceManager systemd;
  private Host network;
  private GatewayProcess gateway;
  private Path config;

  @BeforeEach
  void start() throws Exception {
    network = Host.at(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), this::isAnswered);
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
            delivery: {answer: 60s}
          acquirer:
            dialect: iso87-ascii
            listen: {address: "127.0.0.1:%d", links: 2}
        routes:
          - {from: acquirer, to: network}
        transit: {to: network}
        """
            .formatted(freePort(), network.port(), freePort()));
    systemd = new ServiceManager(folder.resolve("notify").toString());
    gateway =
        GatewayProcess.start(
            config,
            folder.resolve("output"),
            Map.of(
                "NOTIFY_SOCKET", folder.resolve("notify").toString(), "WATCHDOG_USEC", "2000000"));
  }

  @AfterEach
  void end() throws Exception {
    gateway.kill();
    network.close();
    systemd.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** It speaks about the line, and not about money. */
  private boolean isAnswered(Message message) {
    boolean ofTheLine = message.mti().messageClass() == 8;
    if (!ofTheLine) {
      asked.countDown();
    }
    return ofTheLine;
  }

  private String said(String... words) {
    var text = new StringWriter();
    CommandLine line = CommandLineOfTests.make();
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    line.execute(words);
    return text.toString();
  }

  private void aChargeIsUnderWay() throws Exception {
    Path file = folder.resolve("night.jsonl");
    String day = LocalDate.now(ZoneOffset.UTC).toString();
    Files.writeString(file, new ChargeFile("N", day).with("N-1", 100).trailer().toString());
    assertThat(said("batch", "submit", file.toString(), "--config", config.toString()))
        .contains("1 accepted");
    assertThat(asked.await(LONG, TimeUnit.MILLISECONDS)).isTrue();
  }

  /** Another SIGTERM; a first one has been heard once {@code gateway.stopping} is told. */
  private void terminate() {
    gateway.process().destroy();
  }

  @Test
  void theServiceManagerHearsOfItsLifeAndASecondSignalShortensItsEnd() throws Exception {
    assertThat(systemd.next(LONG)).startsWith("READY=1\n");
    assertThat(systemd.next(LONG)).isEqualTo("WATCHDOG=1");
    assertThat(systemd.next(LONG)).isEqualTo("WATCHDOG=1");
    aChargeIsUnderWay();

    terminate();
    gateway.event("gateway.stopping");
    await()
        .atMost(Duration.ofMillis(LONG))
        .until(() -> String.valueOf(systemd.next(LONG)).startsWith("STOPPING=1"));
    assertThat(gateway.process().isAlive()).isTrue();
    terminate();

    assertThat(gateway.exit()).isEqualTo(ExitCode.SIGNAL);
    assertThat(gateway.said()).contains("it was asked for", "gateway.stopped");
  }
}
