package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightbus saf}. */
@Command(
    name = "saf",
    description = "Advices and reversals that we owe: look at them, and take up what is parked.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SafCommand.Listing.class, SafCommand.Retry.class, SafCommand.Settle.class})
final class SafCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus saf list}. */
  @Command(
      name = "list",
      description = "List what is parked: reason, age, amount. Exits with 1 where there is any.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:nothing is parked",
        "1:something is parked and needs a person",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Looking looking = new Looking();

    @Option(
        names = "--waiting",
        description = "List what is still on its way instead; exits with 0.")
    boolean waiting;

    @Override
    public Integer call() {
      JsonNode said =
          looking.at(
              "/api/v1/saf" + (waiting ? "?state=waiting" : ""),
              answer -> Pictures.owed(answer.path("entries"), Instant.now()));
      return waiting || said.path("entries").isEmpty() ? ExitCode.OK : ExitCode.FINDING;
    }
  }

  /** {@code nightbus saf retry}. */
  @Command(name = "retry", description = "Send a parked entry again, as a new message.")
  static final class Retry implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "NUMBER", description = "As saf list says.")
    long id;

    @Override
    public Integer call() {
      return ordering.give("/api/v1/saf/" + id + "/retry", Ordering.body());
    }
  }

  /** {@code nightbus saf settle}. */
  @Command(
      name = "settle",
      description = "Close a parked entry that was settled with the peer in another way.")
  static final class Settle implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "NUMBER", description = "As saf list says.")
    long id;

    @Override
    public Integer call() {
      return ordering.give("/api/v1/saf/" + id + "/settle", Ordering.body());
    }
  }
}
