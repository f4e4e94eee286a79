package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus figures alerts}: is each fault seen, in time, under its right name. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = {
      "Injects each fault of a list into a running gateway, under the eyes of a real Prometheus and"
          + " Alertmanager with the shipped rules, and prints what was told of it, and when.",
      "Needs prometheus, prometheus-alertmanager, prlimit and strace, and root for the full disk."
          + " The whole takes about three quarters of an hour, and the healthy hour."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every fault was told in time under its right name, and nothing else paged",
      "1:one was not, or something else paged",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck"
    })
public final class AlertsCommand implements Callable<Integer> {
  /** The healthy time alone. */
  private static final String HEALTHY = "HEALTHY";

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "One JSON array on standard output instead of a table.")
  boolean json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "FAULT",
      description =
          "Some rows alone, as N24,P8; --list tells them. HEALTHY plays the healthy time alone.")
  List<String> only = List.of();

  @Option(names = "--list", description = "The faults, and what is expected of each.")
  boolean list;

  @Option(
      names = "--healthy",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description =
          "Afterwards so long of healthy traffic with ordinary noise, in which nothing may page"
              + " (${DEFAULT-VALUE}; none with --only, unless that names HEALTHY). It has a gateway"
              + " and a Prometheus of its own, so that no fault of before excuses a page.")
  int healthy = 60;

  @Option(
      names = "--rules",
      paramLabel = "FOLDER",
      description = "Where prometheus/ and alertmanager/ are; default: those of the distribution.")
  Path rules = Path.of(System.getProperty("nightbus.home", "."));

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    var known = new TreeSet<String>();
    AlertFigures.all().forEach(fault -> known.add(fault.row()));
    known.add(HEALTHY);
    if (!known.containsAll(only)) {
      err.println("nightbus figures alerts: --only takes " + String.join(",", known));
      return 2;
    }
    if (list) {
      PrintWriter out = spec.commandLine().getOut();
      AlertFigures.all()
          .forEach(fault ->
              out.printf("%-4s %-58s %s%n", fault.row(), fault.what(), fault.expected().words()));
      out.flush();
      return 0;
    }
    try {
      return measure(err);
    } catch (StageFailure | IOException failed) {
      err.println("nightbus figures alerts: " + failed.getMessage());
      return 3;
    }
  }

  private int measure(PrintWriter err) throws IOException {
    Path directory = Files.createTempDirectory("nightbus-alerts-");
    say(err, "Logs are in " + directory);
    boolean allHold = true;
    List<String> rows = only.stream().filter(row -> !row.equals(HEALTHY)).toList();
    if (only.isEmpty() || !rows.isEmpty()) {
      allHold = faults(rows, directory, err);
    }
    if (healthy > 0 && (only.isEmpty() || only.contains(HEALTHY))) {
      allHold &= healthy(Files.createDirectory(directory.resolve("healthy")), err);
    }
    return allHold ? 0 : 1;
  }

  private boolean faults(List<String> rows, Path directory, PrintWriter err) throws IOException {
    return on(
        directory,
        err,
        figures -> {
          AlertTable table = figures.play(rows);
          table.print(spec.commandLine().getOut(), json);
          return table.holds();
        });
  }

  private boolean healthy(Path directory, PrintWriter err) throws IOException {
    return on(
        directory,
        err,
        figures -> {
          List<String> paged = figures.healthy(Duration.ofMinutes(healthy));
          say(err, healthy + " healthy minutes, pages: " + (paged.isEmpty() ? "none" : paged));
          return paged.isEmpty();
        });
  }

  /** On a rig of its own, which is taken down also where somebody ends us. */
  private boolean on(Path directory, PrintWriter err, Predicate<AlertFigures> what)
      throws IOException {
    try (var figures =
        new AlertFigures(Shipped.asRunning(), rules, directory, line -> say(err, line))) {
      var atEnd = new Thread(figures::close);
      Runtime.getRuntime().addShutdownHook(atEnd);
      boolean holds = what.test(figures);
      Runtime.getRuntime().removeShutdownHook(atEnd);
      return holds;
    }
  }

  private static void say(PrintWriter err, String line) {
    err.println(line);
    err.flush();
  }
}
