package io.nightbus.node.cli;

import io.nightbus.core.Settings;
import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.ops.log.PanScanner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus config}. */
@Command(
    name = "config",
    description = "Look at configurations, and let a running gateway read its own again.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCommand.Check.class, ConfigReloadCommand.class})
final class ConfigCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus config check}. */
  @Command(
      name = "check",
      description = {
        "Name every mistake in a configuration with line, column, reason and hint.",
        "Nothing is started, connected or written."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:no errors; there may be warnings", ExitCode.USAGE_TEXT})
  static final class Check implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The YAML file.")
    Path file = Path.of("gateway.yaml");

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      ConfigFile.Checked checked = ConfigFile.check(file, Map.copyOf(System.getenv()));
      new FindingPrinter(out, new PanScanner()).print(checked);
      checked
          .config()
          .ifPresent(config -> out.println(file + ": in order; " + summary(config.settings())));
      out.flush();
      return checked.config().isPresent() ? ExitCode.OK : ExitCode.USAGE;
    }

    private static String summary(Settings settings) {
      long links = settings.endpoints().stream().mapToLong(e -> e.links().size()).sum();
      return counted(settings.endpoints().size(), "endpoint")
          + ", "
          + counted(links, "link")
          + ", "
          + counted(settings.routes().size(), "route");
    }

    private static String counted(long count, String what) {
      return count + " " + what + (count == 1 ? "" : "s");
    }
  }
}
