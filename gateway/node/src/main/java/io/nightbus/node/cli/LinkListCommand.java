package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus link list}. */
@Command(
    name = "list",
    description = {
      "Show each link: state, since when, round trip, requests in flight, share of requests"
          + " answered",
      "in the last ten seconds, attempts to connect in a row that failed, and why it is not up."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class LinkListCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print the links as JSON.")
  boolean json;

  @Option(names = "--watch", description = "Show them every second.")
  boolean watch;

  @Override
  public Integer call() {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      Watching.show(
          spec.commandLine().getOut(),
          watch,
          () -> {
            JsonNode status = client.get("/api/v1/status");
            String text =
                json ? status.path("links").toPrettyString() + "\n" : LinkPictures.list(status);
            return new Watching.Picture(text, false);
          });
    }
    return ExitCode.OK;
  }
}
