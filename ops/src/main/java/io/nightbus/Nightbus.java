package io.nightbus;

import io.nightbus.node.cli.GatewayCommands;
import io.nightbus.ops.books.BooksCommand;
import io.nightbus.ops.demo.DemoCommand;
import io.nightbus.ops.figures.FiguresCommand;
import io.nightbus.sim.cli.SimCommand;
import io.nightbus.sim.world.SimulateCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code nightbus}: everything that is shipped is reached from here. */
@Command(
    name = "nightbus",
    mixinStandardHelpOptions = true,
    versionProvider = Nightbus.Version.class,
    description =
        "Keeps card payments answered while their hosts are away, and settles the outage exactly"
            + " once.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SimCommand.class,
      SimulateCommand.class,
      DemoCommand.class,
      BooksCommand.class,
      FiguresCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:it failed, or what was checked is not so",
      "2:the command line, a configuration or an input file is wrong",
      "3:a gateway, peer, port or file that is needed can't be had",
      "69:no Java 25, or in the repository no Maven, was found",
      "72:in the repository: the build failed"
    })
public final class Nightbus implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // numbers look the same everywhere
    System.exit(commandLine().execute(arguments));
  }

  /** The whole command, for running and for looking at its help. */
  public static CommandLine commandLine() {
    return GatewayCommands.addTo(new CommandLine(new Nightbus()));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See nightbus --help.");
  }

  /** Version, licence and where the source is, as section 13 of the licence asks. */
  public static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Properties about = new Properties();
      try (InputStream in = Nightbus.class.getResourceAsStream("/nightbus.properties")) {
        about.load(in);
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      return new String[] {
        "nightbus " + about.getProperty("version"),
        "Licence: " + about.getProperty("licence") + "; uses jPOS under the same licence",
        "Source:  " + about.getProperty("source")
      };
    }
  }
}
