package io.nightbus.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A backlog goes through memory like a window over millions of entries. A collection of the young
 * takes whatever the old generation still points to for alive, dead or not: where an entry that has
 * left points to those that came after it, all of them stay until the next full collection, and are
 * copied meanwhile, for which live requests wait.
 */
class BacklogMemoryTest {
  private static final int WINDOW = 10_000;
  private static final int PASSING = 400_000;

  /** Other things take ids in between. */
  private static final int STEP = 2;

  private static final long MOST = 1L << 20;

  @ParameterizedTest
  @ValueSource(strings = {"debts", "charges"})
  void whatHasLeftHoldsNothingThatCameLater(String what) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "-Xms512m",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                BacklogMemoryTest.class.getName(),
                what)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String grown = said.substring(said.lastIndexOf('\n') + 1);
    assertThat(grown).as(said).matches("-?\\d+");
    assertThat(Long.parseLong(grown)).isLessThan(MOST);
  }

  /** Prints by how many bytes the old generation has grown. */
  public static void main(String[] what) {
    var outbox = new Outbox(0, new Moment(Instant.parse("2026-03-01T12:00:00Z"), 0));
    switch (what[0]) {
      case "debts" -> {
        var debts = new Debts(outbox);
        pass(id -> debts.put(BookSamples.advice(id, id, "lane")), debts::remove);
      }
      case "charges" -> {
        var none = new Settings("node", List.of(), List.of(), Optional.empty(), Optional.empty());
        Recovered nothing = Recovered.nothing();
        var atWork = new AtWork(outbox, new Replay(none, nothing, outbox), nothing);
        pass(
            id -> atWork.attempted(BookSamples.charge(id, "night")),
            id -> atWork.forget(atWork.get(id)));
      }
      default -> throw new IllegalArgumentException(what[0]);
    }
  }

  private static void pass(LongConsumer comes, LongConsumer goes) {
    long id = STEP;
    for (; id <= WINDOW * STEP; id += STEP) {
      comes.accept(id);
    }
    MemoryPoolMXBean old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Tenured Gen"))
            .findFirst()
            .orElseThrow();
    System.gc();
    long before = old.getUsage().getUsed();
    for (; id <= PASSING * STEP; id += STEP) {
      comes.accept(id);
      goes.accept(id - WINDOW * STEP);
    }
    System.out.println(old.getUsage().getUsed() - before);
  }
}
