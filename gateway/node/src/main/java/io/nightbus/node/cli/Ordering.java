package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every order of an operator takes: to which gateway, who says so, and why. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class Ordering {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin Where where = new Where();

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the book for ever.")
  String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who; the user of this process where it is not said.")
  String by = System.getProperty("user.name", "");

  @Option(names = "--dry-run", description = "Only say what would be done.")
  boolean dryRun;

  static ObjectNode body() {
    return JSON.createObjectNode();
  }

  /** Sends the order; prints what the gateway made of it. */
  int give(String path, ObjectNode body) {
    body.put("by", by).put("reason", reason).put("dryRun", dryRun);
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      AdminClient.Said said =
          client.post(path, BodyPublishers.ofString(body.toString()), Duration.ofSeconds(30));
      if (!said.isGood()) {
        throw new Complaint(
            said.status() == 503 ? ExitCode.UNREACHABLE : ExitCode.REFUSED, said.text("detail"));
      }
      spec.commandLine().getOut().println(said.text("id") + ": " + said.text("done"));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }
}
