package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus why}. */
@Command(
    name = "why",
    description = {
      "Say what is wrong, and what to do: what is down, for which cause, since when, what was"
          + " tried, what money is at stake.",
      "Changes nothing."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing is wrong now; what happened lately is told all the same",
      "1:something is, and was told",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class WhyCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "ENDPOINT",
      description = "Only what concerns this endpoint.")
  String endpoint = "";

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  boolean json;

  @Override
  public Integer call() {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      String query =
          endpoint.isEmpty()
              ? ""
              : "?endpoint=" + URLEncoder.encode(endpoint, StandardCharsets.UTF_8);
      JsonNode why = client.get("/api/v1/why" + query);
      spec.commandLine()
          .getOut()
          .print(json ? why.toPrettyString() + "\n" : why.path("text").asText());
      spec.commandLine().getOut().flush();
      return why.path("troubles").isEmpty() ? ExitCode.OK : ExitCode.FINDING;
    }
  }
}
