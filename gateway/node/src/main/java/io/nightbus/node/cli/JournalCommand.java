package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.node.store.JournalLine;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus journal}. */
@Command(
    name = "journal",
    description =
        "The journal of operators' actions and the gateway's decisions about charges, chained by"
            + " hash.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {JournalCommand.Show.class, JournalCommand.Verify.class})
final class JournalCommand {
  @Mixin Common common = new Common();

  private static void each(AdminClient client, Consumer<JournalLine> taker) {
    long after = 0;
    while (true) {
      JsonNode answer = client.get("/api/v1/transit/journal?limit=1000&after=" + after);
      for (JsonNode row : answer.path("journal")) {
        taker.accept(
            new JournalLine(
                row.path("sequence").asLong(),
                Instant.parse(row.path("at").asText()),
                row.path("by").asText(),
                row.path("what").asText(),
                row.path("subject").asText(),
                row.path("reason").asText(),
                row.path("previous").asText(),
                row.path("hash").asText()));
      }
      if (answer.path("journal").isEmpty()) {
        return;
      }
      after = answer.path("next").asLong();
    }
  }

  /** {@code nightbus journal show}. */
  @Command(name = "show", description = "Print the journal.")
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Where where = new Where();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("NO", "WHEN", "WHO", "WHAT", "SUBJECT", "WHY"));
      try (AdminClient client = where.client(spec.commandLine().getErr())) {
        each(
            client,
            line ->
                rows.add(
                    List.of(
                        Long.toString(line.sequence()),
                        line.at().toString(),
                        line.by(),
                        line.what(),
                        line.subject(),
                        line.reason())));
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(Pictures.table(rows));
      out.flush();
      return ExitCode.OK;
    }
  }

  /** {@code nightbus journal verify}. */
  @Command(
      name = "verify",
      description = {
        "Check the chain from its first line to its last, and print its head.",
        "Keep the head elsewhere: with --head a later run shows that nothing before it was changed"
            + " or removed, the end included."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:the chain is whole",
        "1:a line was changed, removed or put in; it is named",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Verify implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Where where = new Where();

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--head",
        paramLabel = "HASH",
        description = "A head that was printed before; it has to be in the chain.")
    String head = "";

    private long lines;
    private String previous = JournalLine.FIRST;
    private boolean seen;

    @Override
    public Integer call() {
      seen = head.isEmpty();
      try (AdminClient client = where.client(spec.commandLine().getErr())) {
        each(client, this::check);
      }
      if (!seen) {
        throw new Complaint(
            ExitCode.FINDING,
            "the chain is whole, but " + head + " is not in it: lines are missing");
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("whole: " + lines + " lines, head " + previous);
      out.flush();
      return ExitCode.OK;
    }

    private void check(JournalLine line) {
      if (line.sequence() != lines + 1) {
        throw new Complaint(
            ExitCode.FINDING,
            "line " + (lines + 1) + " is missing; " + line.sequence() + " follows");
      }
      if (!line.previous().equals(previous) || !line.isSound()) {
        throw new Complaint(
            ExitCode.FINDING, "line " + line.sequence() + " is not what its hash says");
      }
      lines++;
      previous = line.hash();
      seen = seen || previous.equalsIgnoreCase(head);
    }
  }
}
