package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command that only looks takes: at which gateway, and in what form. */
@Command(
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class Looking {
  @Mixin Where where = new Where();

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  boolean json;

  /** Asks, prints the answer or a picture of it, and gives it back. */
  JsonNode at(String path, Function<JsonNode, String> picture) {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      JsonNode said = client.get(path);
      spec.commandLine().getOut().print(json ? said.toPrettyString() + "\n" : picture.apply(said));
      spec.commandLine().getOut().flush();
      return said;
    }
  }
}
