package io.nightbus.ops.links;

import io.nightbus.ops.figures.Figure;
import io.nightbus.ops.figures.FigureTable;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus figures links}: how links fail over. */
@Command(
    name = "links",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how links fail over: the shipped gateway as a process, peers behind byte proxies"
          + " that do what networks do, and somebody who asks all the time.",
      "A figure is the median of many runs; each run has a peer of its own with two links.",
      "The whole takes about two hours: HOUR one of them, OVERLOAD half of one, CROWD a quarter,"
          + " RETURN ten minutes, any other half a minute to two."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every figure holds",
      "1:one falls short",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck"
    })
public final class LinksCommand implements Callable<Integer> {
  /** What is measured, in this order. */
  enum Part {
    RESET,
    CLOSE,
    BLACK_HOLE,
    IDLE,
    GREY,
    PARTIAL,
    STALL,
    RELOAD,
    RETURN,
    OVERLOAD,
    ANNOUNCED,
    CROWD,
    HOUR
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "20",
      description = "Runs of each fault, 1 to 100 (${DEFAULT-VALUE}).")
  int runs = 20;

  @Option(
      names = "--cut",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long all links are away in RETURN (${DEFAULT-VALUE}).")
  int cut = 600;

  @Option(
      names = "--overload",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long ten times the load lasts in OVERLOAD (${DEFAULT-VALUE}).")
  int overload = 300;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "60",
      description = "How long links fail at random in HOUR (${DEFAULT-VALUE}).")
  int minutes = 60;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws the faults of HOUR (${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Some parts alone: ${COMPLETION-CANDIDATES}.")
  List<Part> only = List.of(Part.values());

  @Option(names = "--json", description = "One JSON object on standard output instead of a table.")
  boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (runs < 1 || runs > 100 || cut < 1 || overload < 1 || minutes < 1) {
      err.println("nightbus figures links: 1 to 100 runs, and times of a second or more");
      return 2;
    }
    try {
      Path directory = Files.createTempDirectory("nightbus-links-");
      var table = new FigureTable(measure(directory, line -> say(err, line)));
      table.print(spec.commandLine().getOut(), json);
      if (!table.holds()) {
        err.println("Logs are in " + directory);
      }
      return table.holds() ? 0 : 1;
    } catch (StageFailure | IOException failed) {
      err.println("nightbus figures links: " + failed.getMessage());
      return 3;
    }
  }

  private List<Figure> measure(Path directory, java.util.function.Consumer<String> progress) {
    Shipped shipped = Shipped.asRunning();
    var faults = new LinkFigures(shipped, directory, runs, Duration.ofSeconds(cut), progress);
    var figures = new ArrayList<Figure>();
    for (Part part : Part.values()) {
      if (only.contains(part)) {
        figures.addAll(
            switch (part) {
              case RESET -> faults.reset();
              case CLOSE -> faults.close();
              case BLACK_HOLE -> faults.blackHole();
              case IDLE -> faults.idle();
              case GREY -> faults.grey();
              case PARTIAL -> faults.partial();
              case STALL -> faults.stall();
              case RELOAD -> faults.reload();
              case RETURN -> faults.comeBack();
              case OVERLOAD ->
                  new Overload(shipped, directory, runs, Duration.ofSeconds(overload), progress)
                      .measure();
              case ANNOUNCED -> new Announcing(shipped, directory, runs, progress).measure();
              case CROWD -> new Crowding(shipped, directory, runs, progress).measure();
              case HOUR ->
                  new FaultHour(shipped, directory, Duration.ofMinutes(minutes), seed, progress)
                      .measure();
            });
      }
    }
    return figures;
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }
}
