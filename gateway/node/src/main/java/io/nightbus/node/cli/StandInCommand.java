package io.nightbus.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightbus standin}. */
@Command(
    name = "standin",
    description = "Look at stand-in and order it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StandInCommand.Force.class,
      StandInCommand.Release.class,
      StandInCommand.Show.class,
      ExplainCommand.class
    })
final class StandInCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus standin force}. */
  @Command(name = "force", description = "Let stand-in decide although the host could, for a time.")
  static final class Force implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "ENDPOINT", description = "The host that is left alone.")
    String endpoint = "";

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        converter = Length.Reader.class,
        description = "How long: 30s, 10m, 4h, 1d; at most 7d.")
    Length length = new Length(0);

    @Option(
        names = "--cards",
        paramLabel = "DIGITS",
        description = "Only cards that begin so; never a whole card number.")
    String cards = "";

    @Option(
        names = "--percent",
        defaultValue = "100",
        paramLabel = "N",
        description = "Only a share of the cards, 1 to 100; a card is always in it or never.")
    int percent = 100;

    @Override
    public Integer call() {
      if (cards.length() > 11) {
        throw new Complaint(ExitCode.USAGE, "--cards takes at most 11 leading digits");
      }
      return ordering.give(
          "/api/v1/standin/force",
          Ordering.body()
              .put("endpoint", endpoint)
              .put("cards", cards)
              .put("percent", percent)
              .put("seconds", length.seconds()));
    }
  }

  /** {@code nightbus standin release}. */
  @Command(name = "release", description = "End what was forced before its time.")
  static final class Release implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "NUMBER", description = "As standin show says.")
    long id;

    @Override
    public Integer call() {
      return ordering.give("/api/v1/standin/release", Ordering.body().put("id", id));
    }
  }

  /** {@code nightbus standin show}. */
  @Command(
      name = "show",
      description = "Show what is forced, the exposure over all cards, and how many are refused.")
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Looking looking = new Looking();

    @Override
    public Integer call() {
      looking.at("/api/v1/standin", Pictures::standIn);
      return ExitCode.OK;
    }
  }
}
