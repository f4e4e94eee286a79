package io.nightbus.ops.kill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus figures kills}: the kill matrix. */
@Command(
    name = "kills",
    mixinStandardHelpOptions = true,
    description = {
      "Ends the shipped gateway at the writes, fsyncs, sends and receives of one outage, at random"
          + " moments, while it recovers, and with its unsynced writes thrown away; starts it again"
          + " each time and does the books.",
      "Needs strace. A whole matrix takes hours: --every 50 --random 50 takes some minutes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:after every blow the books balance, and every blow had work under way",
      "1:not so",
      "2:the command line is wrong",
      "3:strace or a process can't be started, or one got stuck"
    })
public final class KillsCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--every",
      paramLabel = "N",
      defaultValue = "1",
      description = "Each N-th write, fsync, send and receive; 0 none (${DEFAULT-VALUE}).")
  int every = 1;

  @Option(
      names = "--from",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "With --every N the first of them, 1 to N: N runs are a whole matrix; 0 for the middle of"
              + " the step (${DEFAULT-VALUE}).")
  int from;

  @Option(
      names = "--random",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Kills at random moments (${DEFAULT-VALUE}).")
  int random = 1_000;

  @Option(
      names = "--cuts",
      paramLabel = "N",
      defaultValue = "100",
      description = "Power cuts at fsyncs, and as many at sends (${DEFAULT-VALUE}).")
  int cuts = 100;

  @Option(
      names = "--failures",
      paramLabel = "N",
      defaultValue = "30",
      description = "Failed fsyncs of log and of book, full disks: of each (${DEFAULT-VALUE}).")
  int failures = 30;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "BLOW",
      description = "Some blows alone: ${COMPLETION-CANDIDATES}.")
  Set<Blow> only = Set.of(Blow.values());

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws order and random moments (${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--at-a-time",
      paramLabel = "N",
      defaultValue = "1",
      description = "Outages played side by side, 1 to 8 (${DEFAULT-VALUE}).")
  int atATime = 1;

  @Option(names = "--json", description = "One JSON object on standard output instead of a table.")
  boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (every < 0 || random < 0 || cuts < 0 || failures < 0) {
      err.println("nightbus figures kills: numbers are 0 or more");
      return 2;
    }
    if (from < 0 || from > every) {
      err.println("nightbus figures kills: --from is 0, or 1 to what --every says");
      return 2;
    }
    if (atATime < 1 || atATime > 8) {
      err.println("nightbus figures kills: --at-a-time is 1 to 8");
      return 2;
    }
    Optional<String> missing = KillMatrix.missing();
    if (missing.isPresent()) {
      err.println("nightbus figures kills: " + missing.get());
      return 3;
    }
    try {
      Path directory = Files.createTempDirectory("nightbus-kills-");
      var matrix =
          new KillMatrix(
              Shipped.asRunning(),
              directory,
              seed,
              atATime,
              line -> {
                err.println(line);
                err.flush();
              });
      var rounds = matrix.play(KillPlan.every(every, from, random, cuts, failures).only(only));
      var table = new KillTable(rounds, matrix.points());
      print(table);
      if (!table.holds()) {
        err.println("what did not balance lies in " + directory);
      }
      return table.holds() ? 0 : 1;
    } catch (StageFailure | IOException failed) {
      err.println("nightbus figures kills: " + failed.getMessage());
      return 3;
    }
  }

  private void print(KillTable table) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.print(
          json
              ? new ObjectMapper()
                      .writeValueAsString(Map.of("holds", table.holds(), "rows", table.rows()))
                  + "\n"
              : table.text());
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
    out.flush();
  }
}
