package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there, whatever happens to the process or the disk. */
class DurabilityTest {
  private static final String WAL = "book.db-wal";
  private static final int ROUNDS = 4;
  private static final int CUTS = 12;

  @TempDir Path folder;

  @BeforeEach
  void prepare() {
    Child.prepare(folder);
  }

  /** Opens the book as after a crash: how many numbered transactions it has, each whole. */
  private static long numbers(Path folder) {
    try (SqliteBook book =
        SqliteBook.open(folder.resolve("book.db"), Keys.read(folder.resolve("keys")))) {
      return BookChild.numbers(book.recover());
    }
  }

  @Test
  void nothing_acknowledged_is_missing_after_sigkill() throws Exception {
    var random = new Random(7);
    long before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      try (Child child = Child.start(folder, 1_000_000)) {
        child.acknowledgements(1 + random.nextInt(200));
        long acknowledged = Child.acknowledged(child.kill());
        long found = numbers(folder);
        assertThat(acknowledged).isGreaterThan(before);
        assertThat(found).isGreaterThanOrEqualTo(acknowledged);
        before = found;
      }
    }
  }

  @Test
  void a_failed_fsync_is_the_end_of_acknowledgements() throws Exception {
    fails("fsync,fdatasync", "error=EIO:when=30+");
  }

  @Test
  void a_full_disk_is_the_end_of_acknowledgements() throws Exception {
    fails("pwrite64", "error=ENOSPC:when=150+");
  }

  private void fails(String calls, String how) throws Exception {
    List<String> strace =
        strace(
            "-o",
            folder.resolve("trace").toString(),
            "-P",
            folder.toRealPath().resolve(WAL).toString(),
            "-e",
            "trace=" + calls,
            "-e",
            "inject=" + calls + ":" + how);
    try (Child child = Child.start(strace, folder, 1_000_000)) {
      List<String> said = child.end();
      int failed = indexOf(said, "failed");
      assertThat(failed).as("it failed: %s", said).isPositive();
      assertThat(indexOf(said, "S ")).as("it worked before").isBetween(0, failed);
      assertThat(said.subList(failed, said.size())).noneMatch(line -> line.startsWith("S "));
      assertThat(said).last().isEqualTo("closed");
      assertThat(numbers(folder)).isGreaterThanOrEqualTo(Child.acknowledged(said));
    }
  }

  private static int indexOf(List<String> said, String beginning) {
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i).startsWith(beginning)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Every write and sync of the book's files is recorded; then the files are built anew as a power
   * cut at an acknowledgement would have left them, without the unsynced writes and with some of
   * them, and opened. Checkpoints fall in between.
   */
  @Test
  void an_fsync_precedes_every_acknowledgement_and_a_power_cut_loses_none() throws Exception {
    var disk = new Disk(folder, "book.db", WAL);
    Path trace = folder.resolve("trace");
    List<String> strace =
        strace(
            "-o",
            trace.toString(),
            "-xx",
            "-s",
            "1000000",
            "-e",
            "trace=openat,close,pwrite64,write,fsync,fdatasync,ftruncate");
    try (Child child = Child.start(strace, folder, 1_000_000)) {
      child.acknowledgements(150);
      child.kill();
    }
    List<Trace.Step> steps = Trace.read(trace);
    long acknowledgements =
        steps.stream().filter(step -> step instanceof Trace.Step.Acknowledged).count();
    long copied =
        steps.stream()
            .filter(step -> step instanceof Trace.Step.Write w && w.file().equals("book.db"))
            .count();
    assertThat(acknowledgements).isGreaterThanOrEqualTo(150);
    assertThat(copied).as("checkpoints in between").isPositive();
    replay(disk, steps, acknowledgements / CUTS);
  }

  private void replay(Disk disk, List<Trace.Step> steps, long every) throws IOException {
    Path cut = Files.createDirectory(folder.resolve("cut"));
    Files.copy(folder.resolve("keys"), cut.resolve("keys"), StandardCopyOption.COPY_ATTRIBUTES);
    var random = new Random(11);
    int syncs = 0;
    int seen = 0;
    long last = 0;
    for (Trace.Step step : steps) {
      disk.step(step);
      switch (step) {
        case Trace.Step.Synced synced -> syncs += synced.file().equals(WAL) ? 1 : 0;
        case Trace.Step.Acknowledged(long number) -> {
          assertThat(syncs).as("syncs of the log before acknowledgement %s", number).isPositive();
          assertThat(disk.unsynced(WAL)).as("unsynced writes at %s", number).isZero();
          syncs = 0;
          last = number;
          if (seen++ % every == 0) {
            disk.cut(cut);
            assertThat(reopened(cut)).isGreaterThanOrEqualTo(number);
          }
        }
        case Trace.Step.Write _ -> {
          if (random.nextInt(150) == 0) {
            disk.cut(cut, random);
            assertThat(reopened(cut)).isGreaterThanOrEqualTo(last);
          }
        }
        case Trace.Step.Syncing _, Trace.Step.Truncated _ -> {}
      }
    }
  }

  private static long reopened(Path cut) throws IOException {
    Files.deleteIfExists(cut.resolve("book.db-shm"));
    return numbers(cut);
  }

  @Test
  void a_second_process_is_told_who_holds_the_book() throws Exception {
    try (Child child = Child.start(folder, 1)) {
      child.until("ready");
      Path file = folder.resolve("book.db");
      Keys keys = Keys.read(folder.resolve("keys"));
      assertThatThrownBy(() -> SqliteBook.open(file, keys))
          .isInstanceOfSatisfying(
              BookTaken.class,
              taken -> assertThat(taken.holder()).isEqualTo(OptionalLong.of(child.pid())))
          .hasMessageContaining(file.toString());
      child.kill();
      assertThat(numbers(folder)).isNotNegative();
    }
  }

  /** Says why it cannot run, and fails where nobody would read that. */
  private static List<String> strace(String... options) {
    var command = new ArrayList<>(List.of("strace", "-f", "-qq", "--seccomp-bpf"));
    command.addAll(List.of(options));
    try {
      Process trial =
          new ProcessBuilder("strace", "-f", "-qq", "-o", "/dev/null", "true")
              .redirectErrorStream(true)
              .start();
      String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (trial.waitFor() == 0) {
        return command;
      }
      return missing("strace may not trace here: " + said);
    } catch (IOException e) {
      return missing("strace is not installed: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> missing(String why) {
    System.out.println("NOT CHECKED, durability under a failing disk: " + why);
    if (System.getenv("CI") != null) {
      return fail(why);
    }
    return abort(why);
  }
}
