package io.nightbus.sim.cli;

import io.nightbus.sim.Plan;
import io.nightbus.sim.issuer.Issuer;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.rules.RulesException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts an issuer's authorisation host. */
@Command(
    name = "issuer",
    description = {
      "An issuer's host: accounts, advices, reversals; removes duplicates and honours an early"
          + " reversal.",
      "Prints one line of JSON with its ports when it listens."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped",
      "1:stopped with an incomplete file",
      "2:the command line or the rules file is wrong",
      "3:a port or a file can't be had"
    })
final class IssuerCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Mixin Common common = new Common();
  @Mixin Common.Books books = new Common.Books();

  @Option(
      names = "--links",
      paramLabel = "LINK[:PORT],...",
      defaultValue = "h1,h2",
      description = "Its links; without a port a free one is taken (${DEFAULT-VALUE}).")
  String links = "h1,h2";

  @Option(
      names = "--balance",
      paramLabel = "MINOR",
      defaultValue = "10000000",
      description = "What each card can spend at first, in minor units (${DEFAULT-VALUE}).")
  long balance = Issuer.BALANCE;

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> common.run(plan(), reporting));
  }

  private Plan plan() throws RulesException {
    if (balance < 0) {
      throw new IllegalArgumentException("--balance: not below 0");
    }
    Plan plan = Issuer.plan(balance);
    Common.listening(plan, "host", links);
    books.into(plan, Ledger.Mode.FULL);
    return plan;
  }
}
