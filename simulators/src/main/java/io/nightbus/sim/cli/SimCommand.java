package io.nightbus.sim.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus sim}: the outside world. */
@Command(
    name = "sim",
    description = "Simulators of the outside world: who the gateway talks to.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NetworkCommand.class,
      IssuerCommand.class,
      AcquirerCommand.class,
      TransitCommand.class,
      LoadCommand.class,
      ProxyCommand.class
    })
public final class SimCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  /** The simulators alone, without the rest of Nightbus. */
  public static void main(String[] words) {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.WARN);
    }
    System.exit(new CommandLine(new SimCommand()).setCommandName("nightbus sim").execute(words));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say which: network, issuer, acquirer, transit, load or proxy");
  }
}
