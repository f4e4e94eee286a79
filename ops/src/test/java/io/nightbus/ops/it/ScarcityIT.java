package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Simulated;
import io.nightbus.ops.stage.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped gateway on a machine that has run out of something, with work under way: a disk that
 * is full (H8), file descriptors (N33). Nothing new is taken where there is no room for its end,
 * what is under way ends, and it goes on by itself when there is enough again.
 */
final class ScarcityIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String DISK = "160m";
  private static final long LEFT = 1L << 20;
  private static final String OPEN_FILES = "Max open files";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private Path data = Path.of("");
  private boolean mounted;

  private Stage stage() {
    return Stage.set(
        directory.resolve("stage"),
        Setting.plain(77).timer(3_500),
        Distribution.shipped(),
        Distribution.configuration());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      runs("umount", "--lazy", data.toString());
    }
  }

  private static boolean runs(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void leftOut(boolean able, String why) {
    if (!able) {
      System.out.println("LEFT OUT: " + why);
    }
    assumeTrue(able, why);
  }

  // --- a full disk

  @Test
  void aFullDiskStopsWhatIsNewAndNothingThatIsUnderWay() throws Exception {
    data = Files.createDirectories(directory.resolve("stage/gateway"));
    mounted = runs("mount", "-t", "tmpfs", "-o", "mode=700,size=" + DISK, "nightbus", "" + data);
    leftOut(mounted, "a disk of its own can't be mounted here: it needs root");
    try (Stage stage = stage()) {
      Gateway gateway = stage.gateway();
      Round first = new Round(stage, 901, Round.CHARGES);
      first
          .away(stage.issuer())
          .await("stood in", status -> status.advices() >= 5)
          .slow(stage.network(), 700)
          .handIn()
          .await("queued", status -> status.allCharges() >= Round.CHARGES);
      Path ballast = fill();
      awaitCramped(stage, true);
      GatewayStatus full = gateway.status();
      assertThat(full.chargesAtRest()).as("work is under way").isLessThan(Round.CHARGES);

      Round second = new Round(stage, 902, Round.CHARGES);
      assertThat(handedIn(stage, stage.directory().resolve("night-902.jsonl")))
          .contains("no room in the store: make room on its disk, then send the file again");
      hearsNo(stage.acquirer());
      hearsNo(stage.network());
      first.await("outcomes", status -> status.chargesAtRest() >= Round.CHARGES);
      assertThat(isCramped(stage)).as("all the while").isTrue();
      assertThat(gateway.status().advices()).as("nothing stood in").isEqualTo(full.advices());

      Files.delete(ballast);
      awaitCramped(stage, false);
      Balance balance = second.handIn().settle();
      assertThat(balance.agrees()).as(() -> Round.told(balance)).isTrue();
      assertThat(gateway.status().charges("AUTHORISED")).isGreaterThan(Round.CHARGES);
    }
  }

  /**
   * All but a little. To the last byte within a millisecond a write might fail that had been
   * promised its room a moment before; the process would then end, as it is meant to.
   */
  private Path fill() throws IOException {
    Path ballast = data.resolve("ballast");
    FileStore disk = Files.getFileStore(data);
    byte[] some = new byte[64 * 1024];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (disk.getUsableSpace() > LEFT) {
        out.write(some);
      }
    }
    return ballast;
  }

  private static boolean isCramped(Stage stage) {
    return stage.gateway().metrics().lines().anyMatch("nightbus_store_cramped 1.0"::equals);
  }

  private static void awaitCramped(Stage stage, boolean is) {
    await().atMost(PATIENCE).until(() -> isCramped(stage) == is);
  }

  private String handedIn(Stage stage, Path file) throws IOException {
    return stage
        .gateway()
        .command(
            Files.createTempFile(directory, "submit", ".log"), "batch", "submit", file.toString())
        .output(PATIENCE);
  }

  private static void hearsNo(Simulated client) {
    long before = answered(client, "DECLINED");
    await().atMost(PATIENCE).until(() -> answered(client, "DECLINED") >= before + 10);
  }

  private static long answered(Simulated client, String code) {
    return client.journalSummary().path(code).path("count").asLong();
  }

  // --- no file descriptors

  @Test
  void withoutFileDescriptorsLinksAndBookGoOn() throws Exception {
    try (Stage stage = stage()) {
      Gateway gateway = stage.gateway();
      Round round = new Round(stage, 903, Round.CHARGES);
      round.slowNetwork().handIn().await("queued", s -> s.allCharges() >= Round.CHARGES);
      long pid = gateway.process().pid();
      var crowd = new ArrayList<Socket>();
      try {
        leftOut(
            limited(pid, open(pid) + 4), "prlimit can't be used here: it needs its own process");
        for (int i = 0; i < 40; i++) {
          crowd.add(new Socket(InetAddress.getLoopbackAddress(), stage.port("ACQUIRER")));
        }
        await().atMost(PATIENCE).until(() -> open(pid) >= limit(pid));
        long before = answered(stage.acquirer(), "APPROVED");
        await().atMost(PATIENCE).until(() -> answered(stage.acquirer(), "APPROVED") >= before + 60);
        assertThat(gateway.isAlive()).isTrue();
      } finally {
        for (Socket each : crowd) {
          each.close();
        }
      }
      // Their files are free again, and nobody has to be told.
      gateway.awaitStatus("has lost a link", PATIENCE, status -> status.allUp("network"));
      assertThat(limited(pid, 4_096)).isTrue();
      Balance balance = round.settle();
      assertThat(balance.agrees()).as(() -> Round.told(balance)).isTrue();
    }
  }

  private static boolean limited(long pid, long files) throws Exception {
    // The soft limit alone: only then it can be raised again by anybody.
    return runs("prlimit", "--pid", "" + pid, "--nofile=" + files + ":");
  }

  private static long open(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", "" + pid, "fd"))) {
      return files.count();
    }
  }

  private static long limit(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + pid, "limits")).stream()
        .filter(line -> line.startsWith(OPEN_FILES))
        .mapToLong(line -> new Scanner(line.substring(OPEN_FILES.length())).nextLong())
        .sum();
  }
}
