package io.nightbus.node.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class Common {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Option(names = "--verbose", description = "Show stack traces of failures.")
  boolean verbose;
}
