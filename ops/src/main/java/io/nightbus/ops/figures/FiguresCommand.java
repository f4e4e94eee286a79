package io.nightbus.ops.figures;

import io.nightbus.ops.figures.alerts.AlertsCommand;
import io.nightbus.ops.kill.KillsCommand;
import io.nightbus.ops.links.LinksCommand;
import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus figures SET}: measures a set of promises on this machine. */
@Command(
    name = "figures",
    mixinStandardHelpOptions = true,
    subcommands = {
      AlertsCommand.class,
      KillsCommand.class,
      LinksCommand.class,
      SimulationCommand.class
    },
    description = {
      "Measures what is promised, with the shipped command as separate processes on loopback, and"
          + " prints a table.",
      "Sets: main, standin, transit, telemetry."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every figure holds",
      "1:one falls short",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck"
    })
public final class FiguresCommand implements Callable<Integer> {
  /** The parts of the sets, in the order in which they are measured. */
  enum Part {
    START("main"),
    LATENCY("main"),
    THROUGHPUT("main"),
    REPLAY("main"),
    DEMO("main"),
    VANISH("standin"),
    APPROVALS("standin"),
    DRAIN("standin"),
    POISON("standin"),
    INTAKE("transit"),
    SETTLE("transit"),
    RANGE("transit"),
    KILLS("transit"),
    TELEMETRY("telemetry");

    private final String set;

    Part(String set) {
      this.set = set;
    }
  }

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "SET",
      description =
          "Which set of figures: main, standin, transit or telemetry; alerts, kills, links and"
              + " simulation are commands of their own.")
  String set = "";

  @Option(names = "--json", description = "One JSON object on standard output instead of a table.")
  boolean json;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "50",
      description = "Seeds of the demo, each a small night (${DEFAULT-VALUE}).")
  int seeds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Length of each measured run (${DEFAULT-VALUE}).")
  int seconds;

  @Option(
      names = "--charges",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Charges of the transit night's files, 100 to 5000000 (${DEFAULT-VALUE}).")
  int charges = 1_000_000;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "500",
      description = "SIGKILLs in the transit night's replay (${DEFAULT-VALUE}).")
  int kills = 500;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Some parts alone: ${COMPLETION-CANDIDATES}.")
  List<Part> only = List.of(Part.values());

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    if (Arrays.stream(Part.values()).noneMatch(part -> part.set.equals(set))) {
      err.println(
          "nightbus figures: there is no set "
              + set
              + "; there are: main, standin, transit, telemetry");
      return 2;
    }
    if (charges < 100 || charges > 5_000_000 || kills < 1) {
      err.println("nightbus figures: --charges is 100 to 5000000, --kills at least 1");
      return 2;
    }
    try {
      Path directory = Files.createTempDirectory("nightbus-figures-");
      var figures = measure(directory, err);
      var table = new FigureTable(figures);
      table.print(spec.commandLine().getOut(), json);
      boolean allHold = table.holds();
      if (allHold) {
        delete(directory);
      } else {
        err.println("Logs are in " + directory);
      }
      return allHold ? 0 : 1;
    } catch (StageFailure | IOException failed) {
      err.println("nightbus figures: " + failed.getMessage());
      return 3;
    }
  }

  private List<Figure> measure(Path directory, PrintWriter err) {
    var main = new MainFigures(Shipped.asRunning(), directory, seconds, line -> say(err, line));
    var standIn =
        new StandInFigures(Shipped.asRunning(), directory, seconds, line -> say(err, line));
    var transit =
        new TransitFigures(
            Shipped.asRunning(), directory, charges, seconds, line -> say(err, line));
    var figures = new ArrayList<Figure>();
    for (Part part : Part.values()) {
      if (part.set.equals(set) && only.contains(part)) {
        List<Figure> measured =
            switch (part) {
              case START -> main.start();
              case LATENCY -> main.latency();
              case THROUGHPUT -> main.throughput();
              case REPLAY -> main.replay();
              case VANISH -> standIn.vanish();
              case APPROVALS -> standIn.approvals();
              case DRAIN -> standIn.drain();
              case POISON -> standIn.poison();
              case INTAKE -> transit.intake();
              case SETTLE -> transit.settle();
              case RANGE -> transit.range();
              case KILLS -> transit.kills(kills);
              case TELEMETRY ->
                  new TelemetryFigures(
                          Shipped.asRunning(), directory, seconds, line -> say(err, line))
                      .measure();
              case DEMO ->
                  new DemoFigures(Shipped.asRunning(), directory, line -> say(err, line))
                      .measure(seeds, System.getProperty("nightbus.home", ""));
            };
        // A later part may fail: what was measured is told all the same.
        measured.forEach(it -> say(err, "  " + it.name() + ": " + it.measured()));
        figures.addAll(measured);
      }
    }
    return figures;
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
