package io.nightbus.node.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightbus batch}. */
@Command(
    name = "batch",
    description = "Hand in files of fare charges and follow them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BatchSubmitCommand.class,
      BatchStatusCommand.class,
      BatchReportCommand.class,
      BatchReconcileCommand.class,
      BatchEventsCommand.class,
      BatchOrders.Pause.class,
      BatchOrders.Resume.class,
      BatchOrders.Throttle.class,
      BatchOrders.Cancel.class,
      BatchOrders.Retry.class,
      BatchOrders.Recover.class,
      BatchOrders.Settle.class
    })
final class BatchCommand {
  @Mixin Common common = new Common();
}
