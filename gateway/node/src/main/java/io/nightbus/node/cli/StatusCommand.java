package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus status}. */
@Command(
    name = "status",
    description = "Show a running gateway: who answers, links, what is owed, charges.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class StatusCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  boolean json;

  @Option(names = "--watch", description = "Show it every second.")
  boolean watch;

  @Override
  public Integer call() {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      Watching.show(
          spec.commandLine().getOut(),
          watch,
          () -> {
            JsonNode status = client.get("/api/v1/status");
            String text = json ? status.toPrettyString() + "\n" : Pictures.status(status);
            return new Watching.Picture(text, false);
          });
    }
    return ExitCode.OK;
  }
}
