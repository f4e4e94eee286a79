package io.nightbus.sim.cli;

import io.nightbus.sim.Plan;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.rules.RulesException;
import io.nightbus.sim.traffic.Cards;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a card network. */
@Command(
    name = "network",
    description = {
      "A card network: answers for every issuer, and asks for the cards of the gateway's own.",
      "Prints one line of JSON with its ports when it listens."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped, nothing owed",
      "1:stopped with reversals owed, or with an incomplete file",
      "2:the command line or the rules file is wrong",
      "3:a port or a file can't be had"
    })
final class NetworkCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Mixin Common common = new Common();
  @Mixin Common.Books books = new Common.Books();
  @Mixin LiveOptions live = new LiveOptions();

  @Option(
      names = "--site",
      paramLabel = "SITE=LINK[:PORT],...",
      description =
          "A site and its links; once for each site. Without a port a free one is taken."
              + " Default: north=n1,n2 and south=s1,s2.")
  List<String> sites = List.of();

  @Option(
      names = "--guarantees",
      paramLabel = "WHAT",
      defaultValue = "duplicates",
      description = {
        "What it promises (${DEFAULT-VALUE}):",
        "duplicates: a message that comes twice has one effect and the first answer;",
        "tombstone: a reversal that comes first keeps its original out;",
        "duplicates,tombstone: both; nothing: neither."
      })
  String guarantees = "duplicates";

  @Option(
      names = "--ledger-mode",
      paramLabel = "MODE",
      defaultValue = "full",
      description = "full, or counts: keeps totals only, for measuring (${DEFAULT-VALUE}).")
  String mode = "full";

  @Option(
      names = "--cards",
      paramLabel = "PREFIX",
      defaultValue = "476173",
      description =
          "First digits of the gateway's own cards, which it asks for (${DEFAULT-VALUE}).")
  String cards = "476173";

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> common.run(plan(), reporting));
  }

  private Plan plan() throws RulesException {
    Plan plan = Network.plan(Guarantee.parse(guarantees));
    for (String site : sites.isEmpty() ? List.of("north=n1,n2", "south=s1,s2") : sites) {
      int equals = site.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "--site \"" + site + "\": use SITE=LINK[:PORT],LINK[:PORT]");
      }
      Common.listening(plan, site.substring(0, equals), site.substring(equals + 1));
    }
    books.into(plan, mode());
    live.into(plan, Network.live(new Cards(cards, live.count)));
    return plan;
  }

  private Ledger.Mode mode() {
    return switch (mode.toLowerCase(Locale.ROOT)) {
      case "full" -> Ledger.Mode.FULL;
      case "counts" -> Ledger.Mode.COUNTS;
      default ->
          throw new IllegalArgumentException("--ledger-mode \"" + mode + "\": full or counts");
    };
  }
}
