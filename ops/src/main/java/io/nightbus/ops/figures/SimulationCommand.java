package io.nightbus.ops.figures;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus figures simulation}: how fast the simulation is, and what it catches. */
@Command(
    name = "simulation",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the deterministic simulation: its speed, 500 seeds and the corpus, and whether"
          + " each planted mistake is caught. Takes some minutes; --long some hours."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every figure holds",
      "1:one falls short",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck"
    })
public final class SimulationCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Seeds within which a planted mistake has to be caught (${DEFAULT-VALUE}).")
  int seeds = 10_000;

  @Option(names = "--long", description = "Also a simulated year with at least 100,000 crashes.")
  boolean longRun;

  @Option(names = "--json", description = "One JSON array on standard output instead of a table.")
  boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      Path directory = Files.createTempDirectory("nightbus-simulation-");
      var measure =
          new SimulationFigures(
              Shipped.asRunning(),
              directory,
              line -> {
                err.println(line);
                err.flush();
              });
      var figures = new ArrayList<Figure>();
      figures.add(measure.speed());
      figures.add(measure.verify());
      figures.addAll(measure.bugs(seeds));
      if (longRun) {
        figures.add(measure.year());
      }
      var table = new FigureTable(figures);
      table.print(spec.commandLine().getOut(), json);
      if (!table.holds()) {
        err.println("Logs are in " + directory);
      }
      return table.holds() ? 0 : 1;
    } catch (StageFailure | IOException failed) {
      err.println("nightbus figures simulation: " + failed.getMessage());
      return 3;
    }
  }
}
