package io.nightbus.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The gateway's commands under a bare name, as the shipped command takes them in. */
@Command(name = "nightbus")
public final class CommandLineOfTests {
  public static void main(String[] words) {
    System.exit(make().execute(words));
  }

  static CommandLine make() {
    return GatewayCommands.addTo(new CommandLine(new CommandLineOfTests()));
  }
}
