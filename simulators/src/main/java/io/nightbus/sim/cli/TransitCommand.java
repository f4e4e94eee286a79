package io.nightbus.sim.cli;

import io.nightbus.sim.transit.Night;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a night's charges. */
@Command(
    name = "transit",
    description = {
      "A transit operator's night: writes a file of charges, drawn from a seed, for"
          + " `nightbus batch submit`.",
      "The same options give the same bytes. The card numbers are test numbers."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the file is written; one line of JSON says what is in it",
      "2:the command line is wrong",
      "3:the file can't be written"
    })
final class TransitCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "Overwritten.")
  Path out = Path.of("night.jsonl");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws cards, fares and times (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--day",
      paramLabel = "YYYY-MM-DD",
      defaultValue = "2026-11-22",
      description = "The day of travel (${DEFAULT-VALUE}).")
  LocalDate day = LocalDate.of(2026, 11, 22);

  @Option(
      names = "--deadline",
      paramLabel = "INSTANT",
      description = "Settle until then, as 2026-11-23T06:00:00Z, the default for that day.")
  @Nullable Instant deadline;

  @Option(
      names = "--ranges",
      paramLabel = "PREFIX,...",
      split = ",",
      description = "First 4 to 6 digits of the cards (400010,455610,520010).")
  List<String> ranges = List.of();

  @Option(
      names = "--cards",
      paramLabel = "N",
      defaultValue = "15000",
      description = "How many cards travel (${DEFAULT-VALUE}).")
  int cards = 15_000;

  @Option(
      names = "--charges",
      paramLabel = "N",
      defaultValue = "20000",
      description = "How many charges there are, at least one a card (${DEFAULT-VALUE}).")
  int charges = 20_000;

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> write(reporting));
  }

  private int write(Reporting reporting) throws IOException {
    Night usual = Night.of(seed, day);
    var night =
        new Night(
            seed,
            usual.operator(),
            day,
            deadline == null ? usual.deadline() : deadline,
            ranges.isEmpty() ? usual.ranges() : ranges,
            cards,
            charges);
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(out))) {
      Night.Totals totals = night.write(to);
      var line = new LinkedHashMap<String, Object>();
      line.put("written", out.toString());
      line.put("file", night.file());
      line.put("count", totals.count());
      line.put("amount", totals.amount());
      line.put("sha256", totals.sha256());
      reporting.print(line);
    }
    return ExitCode.DONE;
  }
}
