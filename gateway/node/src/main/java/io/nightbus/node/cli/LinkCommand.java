package io.nightbus.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightbus link}. */
@Command(
    name = "link",
    description = "Look at links, take them out of service and back, shift traffic between sites.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LinkListCommand.class,
      LinkOrderCommand.Drain.class,
      LinkOrderCommand.Restore.class,
      LinkOrderCommand.Weigh.class
    })
final class LinkCommand {
  @Mixin Common common = new Common();
}
