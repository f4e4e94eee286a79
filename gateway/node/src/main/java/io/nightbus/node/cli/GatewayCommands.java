package io.nightbus.node.cli;

import picocli.CommandLine;

/** The gateway's commands, for the shipped command line to take in. */
public final class GatewayCommands {
  private GatewayCommands() {}

  /**
   * Adds {@code run}, {@code config}, {@code batch}, {@code tx}, {@code journal}, {@code link},
   * {@code breaker}, {@code maintenance}, {@code status}, {@code why}, {@code incident}, {@code
   * standin}, {@code cards}, {@code saf} and {@code stop}, and the way in which failures are told:
   * one line, no stack trace without {@code --verbose}.
   */
  public static CommandLine addTo(CommandLine root) {
    root.addSubcommand(new RunCommand());
    root.addSubcommand(new ConfigCommand());
    root.addSubcommand(new BatchCommand());
    root.addSubcommand(new TxCommand());
    root.addSubcommand(new JournalCommand());
    root.addSubcommand(new LinkCommand());
    root.addSubcommand(new BreakerCommand());
    root.addSubcommand(new MaintenanceCommand());
    root.addSubcommand(new StatusCommand());
    root.addSubcommand(new WhyCommand());
    root.addSubcommand(new IncidentCommand());
    root.addSubcommand(new StandInCommand());
    root.addSubcommand(new CardsCommand());
    root.addSubcommand(new SafCommand());
    root.addSubcommand(new StopCommand());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    var failing = new Failing();
    root.setExecutionExceptionHandler(failing);
    root.setParameterExceptionHandler(failing);
    return root;
  }
}
