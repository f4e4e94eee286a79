package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightbus maintenance}. */
@Command(
    name = "maintenance",
    description =
        "Announce work on an endpoint or a site: what fails there meanwhile pages nobody.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      MaintenanceCommand.Listing.class,
      MaintenanceCommand.Start.class,
      MaintenanceCommand.End.class
    })
final class MaintenanceCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus maintenance list}. */
  @Command(name = "list", description = "Show the windows that have not ended.")
  static final class Listing implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Looking looking = new Looking();

    @Override
    public Integer call() {
      looking.at("/api/v1/maintenance", Pictures::maintenance);
      return ExitCode.OK;
    }
  }

  /** {@code nightbus maintenance start}. */
  @Command(
      name = "start",
      description = {
        "Announce a window. While it is open, alerts about the links and answers of that endpoint,",
        "or about that site's links, are silent, no incident opens for them, and the status page",
        "says so. Traffic is not changed: see nightbus link drain, nightbus standin force."
      })
  static final class Start implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "OBJECT", description = "ENDPOINT or ENDPOINT/SITE.")
    String object = "";

    @Option(
        names = "--for",
        required = true,
        paramLabel = "TIME",
        converter = Length.Reader.class,
        description = "How long: 30m, 4h, 1d; at most 7d. It ends by itself.")
    Length length = new Length(0);

    @Option(
        names = "--at",
        paramLabel = "INSTANT",
        description = "When it begins, as 2026-11-26T22:00:00Z; now where it is not said.")
    String from = "";

    @Override
    public Integer call() {
      ObjectNode body = Ordering.body().put("object", object).put("seconds", length.seconds());
      if (!from.isEmpty()) {
        body.put("from", from);
      }
      return ordering.give("/api/v1/maintenance/start", body);
    }
  }

  /** {@code nightbus maintenance end}. */
  @Command(name = "end", description = "End a window before its time, or call one off.")
  static final class End implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Ordering ordering = new Ordering();

    @Parameters(paramLabel = "ID", description = "As maintenance list says.")
    String id = "";

    @Override
    public Integer call() {
      return ordering.give("/api/v1/maintenance/end", Ordering.body().put("id", id));
    }
  }
}
