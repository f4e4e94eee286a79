package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus incident}. */
@Command(
    name = "incident",
    description = "Look at incidents, which open and close by themselves, and add your words.",
    subcommands = {IncidentCommand.Show.class, IncidentCommand.Note.class})
final class IncidentCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus incident list}. */
  @Command(name = "list", description = "Show incidents, newest first.")
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Looking looking = new Looking();

    @Override
    public Integer call() {
      looking.at("/api/v1/incidents", Pictures::incidents);
      return ExitCode.OK;
    }
  }

  /** {@code nightbus incident note}. */
  @Command(
      name = "note",
      description =
          "Add a note to an incident; it is shown on the status page, and kept in the journal.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        "1:there is no such incident",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Note implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin Common common = new Common();

    @Mixin Where where = new Where();

    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", paramLabel = "ID", description = "From nightbus incident list.")
    String id = "";

    @Parameters(
        index = "1",
        paramLabel = "TEXT",
        description = "What you have to say, in 200 characters with the name.")
    String text = "";

    @Option(
        names = "--who",
        paramLabel = "NAME",
        description = "Who says it (default: your user's name).")
    String who = System.getProperty("user.name", "operator");

    @Option(names = "--dry-run", description = "Only say whether it would be taken.")
    boolean dryRun;

    @Override
    public Integer call() throws Exception {
      try (AdminClient client = where.client(spec.commandLine().getErr())) {
        AdminClient.Said said =
            client.post(
                "/api/v1/incidents/" + id + "/notes",
                BodyPublishers.ofString(
                    JSON.writeValueAsString(Map.of("who", who, "text", text, "dryRun", dryRun))),
                Duration.ofSeconds(10));
        if (!said.isGood()) {
          throw new Complaint(
              said.status() == 404 ? ExitCode.FINDING : ExitCode.REFUSED, said.text("detail"));
        }
        spec.commandLine()
            .getOut()
            .println(
                (dryRun ? "would be noted" : "noted")
                    + "; in the journal: "
                    + said.text("journal"));
        spec.commandLine().getOut().flush();
      }
      return ExitCode.OK;
    }
  }
}
