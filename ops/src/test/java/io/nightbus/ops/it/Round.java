package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.BalanceText;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.books.UnreadableEvidence;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Simulated;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.transit.Night;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** One outage with a small night of charges, one SIGKILL in it, and the books afterwards. */
final class Round {
  /** A file is taken over in parts of 500 charges: one of 1,200 can be cut off between them. */
  static final int LARGE = 1_200;

  static final int CHARGES = 200;
  static final double RATE = 60;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String REFUSE = "\"kind\": \"refuse\"";
  private static final String SILENT = "\"kind\": \"black_hole\"";

  private final Stage stage;
  private final int charges;
  private final Path night;
  private final CountDownLatch restOfFile = new CountDownLatch(1);
  private CompletableFuture<Boolean> handingIn = CompletableFuture.completedFuture(false);
  private GatewayStatus before;

  /** Writes the round's charges and lets the clients ask. */
  Round(Stage stage, int number, int charges) throws IOException {
    this.stage = stage;
    this.charges = charges;
    this.night = stage.directory().resolve("night-" + number + ".jsonl");
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    Night usual = Night.of(number, day);
    try (var out = Files.newOutputStream(night)) {
      new Night(
              number,
              usual.operator(),
              day,
              usual.deadline(),
              usual.ranges(),
              charges * 3 / 4,
              charges)
          .write(out);
    }
    stage.acquirer().traffic(RATE);
    stage.network().traffic(RATE);
    this.before = stage.gateway().status();
  }

  Stage stage() {
    return stage;
  }

  private Gateway gateway() {
    return stage.gateway();
  }

  // --- what goes wrong

  /** Everything takes so long that something is always under way. */
  Round slow(Simulated host, long millis) {
    host.fault("\"kind\": \"late\", \"delayMs\": " + millis);
    return this;
  }

  Round slowNetwork() {
    return slow(stage.network(), 300);
  }

  Round away(Simulated host) {
    host.fault(REFUSE);
    return this;
  }

  Round silent(Simulated host) {
    host.fault(SILENT);
    return this;
  }

  Round losesAnswers(Simulated host, double share) {
    host.fault("\"kind\": \"answer_lost\", \"share\": " + share);
    return this;
  }

  Round back(Simulated host) {
    host.healAll();
    return this;
  }

  // --- the charges

  /** The whole file at once. */
  Round handIn() {
    return handIn(Integer.MAX_VALUE);
  }

  /** So many lines of the file; the rest when the gateway has been killed. */
  Round handIn(int lines) {
    stage.handedIn(night);
    Gateway gateway = gateway();
    handingIn =
        CompletableFuture.supplyAsync(
            () -> submitted(gateway, lines), Executors.newVirtualThreadPerTaskExecutor());
    return this;
  }

  private boolean submitted(Gateway gateway, int lines) {
    try {
      return gateway.submit(body(lines)) == 200;
    } catch (IOException cutOff) {
      return false;
    }
  }

  private InputStream body(int lines) {
    try {
      byte[] all = Files.readAllBytes(night);
      int end = 0;
      for (int line = 0; line < lines && end < all.length; end++) {
        line += all[end] == '\n' ? 1 : 0;
      }
      return new SequenceInputStream(
          new ByteArrayInputStream(all, 0, end),
          new Later(restOfFile, Arrays.copyOfRange(all, end, all.length)));
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  /** Gives its bytes only after somebody says so. */
  private static final class Later extends ByteArrayInputStream {
    private final CountDownLatch gate;

    Later(CountDownLatch gate, byte[] bytes) {
      super(bytes);
      this.gate = gate;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      if (available() > 0) {
        try {
          gate.await();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return super.read(into, offset, length);
    }
  }

  // --- the kill

  Round await(String what, Predicate<GatewayStatus> wanted) {
    before = gateway().awaitStatus(what, PATIENCE, wanted);
    return this;
  }

  Round settled(double share) {
    long rest = before.chargesAtRest();
    return await(
        "settled " + share, now -> now.chargesAtRest() >= rest + Math.round(share * charges));
  }

  /** Only with requests and charges outstanding does a kill prove anything. */
  Round kill() {
    before =
        gateway()
            .awaitStatus(
                "has nothing outstanding",
                PATIENCE,
                now -> now.requestsOutstanding() > 0 && now.chargesOutstanding() > 0);
    gateway().kill();
    assertThat(before.requestsOutstanding()).isPositive();
    assertThat(before.chargesOutstanding()).isPositive();
    return this;
  }

  Round startAgain() {
    gateway().startAgain();
    gateway().awaitReady();
    return this;
  }

  /** Not even ready, and killed once more. */
  Round startAndKillAtOnce() {
    gateway().startAgain();
    gateway().kill();
    return this;
  }

  // --- the end

  /** Starts again where nobody did, gives everything back, comes to rest and does the books. */
  Balance settle() throws IOException, UnreadableEvidence {
    if (!gateway().isAlive()) {
      startAgain();
    }
    restOfFile.countDown();
    if (!handingIn.join()) {
      assertThat(gateway().submit(body(Integer.MAX_VALUE))).isEqualTo(200);
    }
    stage.network().healAll();
    stage.issuer().healAll();
    await(
        "has not settled the charges",
        now -> now.chargesOutstanding() == 0 && now.advices() == 0 && now.allUp("network"));
    for (Simulated client : List.of(stage.acquirer(), stage.network())) {
      assertThat(client.drain(PATIENCE)).as("a client still waits").isTrue();
    }
    await("still owes", GatewayStatus::isDrained);
    stage.flush();
    return Books.audit(EvidenceFiles.read(stage.directory()));
  }

  static String told(Balance balance) {
    return String.join("\n", BalanceText.of(balance));
  }
}
