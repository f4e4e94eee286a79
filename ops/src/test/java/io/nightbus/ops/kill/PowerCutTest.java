package io.nightbus.ops.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strace recorded, and what is found after the power cut. */
final class PowerCutTest {
  @TempDir Path directory;

  private Path store;
  private Path log;

  @BeforeEach
  void prepare() throws Exception {
    store = Files.writeString(directory.resolve("nightbus.db"), "book");
    log = Files.writeString(directory.resolve("nightbus.db-wal"), "log.");
  }

  private static String hexadecimal(String text) {
    return HexFormat.of().withPrefix("\\x").formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private String write(Path file, String text, int at) {
    return "7 pwrite64(3<%s>, \"%s\", %d, %d) = %d"
        .formatted(
            hexadecimal(file.toString()), hexadecimal(text), text.length(), at, text.length());
  }

  private String sync(Path file) {
    return "7 fsync(3<" + hexadecimal(file.toString()) + ">) = 0";
  }

  private int cut(String... trace) throws Exception {
    PowerCut cut = new PowerCut(store);
    cut.follow(Files.write(directory.resolve("trace"), Arrays.asList(trace)));
    cut.leave(new Random(1), false);
    return cut.unsynced();
  }

  @Test
  void whatWasSyncedStays() throws Exception {
    assertThat(cut(write(log, "frame", 4), sync(log))).isZero();

    assertThat(log).hasContent("log.frame");
    assertThat(store).hasContent("book");
  }

  @Test
  void whatWasNotSyncedIsGone() throws Exception {
    Files.writeString(log, "log.frame");

    assertThat(cut(write(log, "frame", 4), sync(log), write(log, "later", 9))).isOne();

    assertThat(log).hasContent("log.frame");
  }

  @Test
  void aSyncOfOneFileIsNoneOfTheOther() throws Exception {
    assertThat(cut(write(store, "BOOK", 0), sync(log))).isOne();

    assertThat(store).hasContent("book");
  }

  @Test
  void aSyncThatFailedMakesNothingDurable() throws Exception {
    String failed = sync(log).replace("= 0", "= -1 EIO (Input/output error) (INJECTED)");

    assertThat(cut(write(log, "frame", 4), failed)).isOne();
    assertThat(log).hasContent("log.");
  }

  @Test
  void whatWasWrittenAfterASyncBeganIsNotPartOfIt() throws Exception {
    String path = hexadecimal(log.toString());

    assertThat(
            cut(
                write(log, "1", 4),
                "7 fsync(3<" + path + "> <unfinished ...>",
                write(log, "2", 5).replace("7 ", "8 "),
                "7 <... fsync resumed>) = 0"))
        .isOne();

    assertThat(log).hasContent("log.1");
  }

  @Test
  void aSyncThatNeverReturnedMakesNothingDurable() throws Exception {
    String path = hexadecimal(log.toString());

    assertThat(cut(write(log, "1", 4), "7 fsync(3<" + path + "> <unfinished ...>")).isOne();

    assertThat(log).hasContent("log.");
  }

  @Test
  void aFileIsCutToItsNewLengthOnceThatIsSynced() throws Exception {
    String path = hexadecimal(log.toString());

    assertThat(cut("7 ftruncate(3<" + path + ">, 2) = 0", sync(log))).isZero();

    assertThat(log).hasContent("lo");
  }

  @Test
  void someOfTheUnsyncedWritesMayStayEachWhole() throws Exception {
    PowerCut cut = new PowerCut(store);
    Path trace = directory.resolve("trace");
    cut.follow(Files.write(trace, Arrays.asList(write(log, "AA", 4), write(log, "BB", 6))));

    for (int seed = 0; seed < 20; seed++) {
      cut.leave(new Random(seed), true);
      assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
          .isIn("log.", "log.AA", "log.\0\0BB", "log.AABB");
    }
  }
}
