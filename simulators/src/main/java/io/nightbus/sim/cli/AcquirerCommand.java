package io.nightbus.sim.cli;

import io.nightbus.sim.Plan;
import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.traffic.Cards;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts an acquirer's host. */
@Command(
    name = "acquirer",
    description = {
      "An acquirer's host: dials the gateway, signs on and asks for cards of other issuers.",
      "Prints one line of JSON when it has started; it dials until it is connected."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped, nothing owed",
      "1:stopped with reversals owed, or with an incomplete file",
      "2:the command line is wrong",
      "3:a port or a file can't be had"
    })
final class AcquirerCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Mixin Common common = new Common();
  @Mixin LiveOptions live = new LiveOptions();

  @Option(
      names = "--connect",
      paramLabel = "HOST:PORT",
      required = true,
      split = ",",
      description = "The gateway; one link for each address. They are called a1, a2, ...")
  List<String> addresses = List.of();

  @Option(
      names = "--cards",
      paramLabel = "PREFIX",
      defaultValue = "555500",
      description = "First digits of the cards it asks for (${DEFAULT-VALUE}).")
  String cards = "555500";

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> common.run(plan(), reporting));
  }

  private Plan plan() {
    var asked = new Cards(cards, live.count);
    Plan plan =
        Acquirer.plan(
            asked, addresses.stream().map(Common::address).toArray(InetSocketAddress[]::new));
    live.into(plan, Acquirer.live(asked));
    return plan;
  }
}
