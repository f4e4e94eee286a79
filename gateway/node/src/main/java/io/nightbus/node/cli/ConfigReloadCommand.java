package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code nightbus config reload}. */
@Command(
    name = "reload",
    description = {
      "Let a running gateway read its configuration again: shows the difference, then takes other"
          + " links,",
      "sites and weights. What goes finishes what is in flight, signs off and closes, and only once"
          + " another",
      "link of its endpoint carries traffic. Refused as a whole where the file is wrong, or where"
          + " something",
      "else differs, which needs a restart."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      "1:refused; the gateway says why",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class ConfigReloadCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SHORT = Duration.ofSeconds(10);

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--dry-run", description = "Only show the difference.")
  boolean dryRun;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why; kept in the book for ever. Needed without --dry-run.")
  String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who; the user of this process where it is not said.")
  String by = System.getProperty("user.name", "");

  @Override
  public Integer call() {
    if (!dryRun && reason.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--reason TEXT is needed, or --dry-run");
    }
    PrintWriter out = spec.commandLine().getOut();
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      JsonNode changes = look(client);
      changes.forEach(line -> out.println(line.asText()));
      if (!dryRun) {
        order(client, changes);
      }
      if (changes.isEmpty()) {
        out.println("nothing is different");
      } else if (!dryRun) {
        out.println("done; what goes is closed when nothing is in flight on it");
      }
      out.flush();
    }
    return ExitCode.OK;
  }

  /**
   * Where it cannot be taken it is ordered all the same: that it was refused, others have to see.
   */
  private JsonNode look(AdminClient client) {
    try {
      return client.get("/api/v1/config").path("changes");
    } catch (Complaint refused) {
      if (!dryRun && refused.exitCode() == ExitCode.FINDING) {
        order(client, JSON.createArrayNode());
      }
      throw refused;
    }
  }

  private void order(AdminClient client, JsonNode seen) {
    ObjectNode body = JSON.createObjectNode().put("by", by).put("reason", reason);
    body.set("seen", seen);
    AdminClient.Said said =
        client.post("/api/v1/config", BodyPublishers.ofString(body.toString()), SHORT);
    if (!said.isGood()) {
      throw new Complaint(ExitCode.FINDING, said.text("detail"));
    }
  }
}
