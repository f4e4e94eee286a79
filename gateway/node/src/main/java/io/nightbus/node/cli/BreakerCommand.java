package io.nightbus.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightbus breaker}. */
@Command(
    name = "breaker",
    description = "Look at breakers, hold one open, or close it by hand.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BreakerCommand.Listing.class,
      BreakerCommand.Open.class,
      BreakerCommand.Close.class
    })
final class BreakerCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus breaker list}. */
  @Command(
      name = "list",
      description = "Show each endpoint's breaker, and those of card ranges that are not closed.")
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Looking looking = new Looking();

    @Override
    public Integer call() {
      looking.at("/api/v1/breakers", Pictures::breakers);
      return ExitCode.OK;
    }
  }

  /** {@code nightbus breaker open}. */
  @Command(
      name = "open",
      description = {
        "Send nothing to an endpoint, or to one card range behind it, for a time: stand-in decides",
        "where it may, other requests get 91, charges and what is owed wait. Afterwards one"
            + " request",
        "probes, as after any opening."
      })
  static final class Open implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Mixin Which which = new Which();

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        converter = Length.Reader.class,
        description = "How long: 30s, 10m, 4h, 1d; at most 7d.")
    Length length = new Length(0);

    @Override
    public Integer call() {
      return ordering.give(
          "/api/v1/breakers/open",
          Ordering.body()
              .put("endpoint", which.endpoint)
              .put("range", which.range)
              .put("seconds", length.seconds()));
    }
  }

  /** {@code nightbus breaker close}. */
  @Command(
      name = "close",
      description = "Close a breaker, whatever opened it; what failed before is forgotten.")
  static final class Close implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Mixin Which which = new Which();

    @Override
    public Integer call() {
      return ordering.give(
          "/api/v1/breakers/close",
          Ordering.body().put("endpoint", which.endpoint).put("range", which.range));
    }
  }

  /** Which breaker. */
  static final class Which {
    @Parameters(paramLabel = "ENDPOINT", description = "As in the configuration.")
    String endpoint = "";

    @Option(
        names = "--range",
        paramLabel = "BIN",
        description = "Only cards that begin with these six digits.")
    String range = "";
  }
}
