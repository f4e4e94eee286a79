package io.nightbus.node.cli;

import io.nightbus.core.Result;
import io.nightbus.node.config.ConfigChange;
import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.ops.Reload;
import io.nightbus.node.ops.log.PanScanner;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The file of a running gateway, read again: links, sites and weights change, or nothing does. */
final class Reloading implements Reload {
  private final Path file;
  private final Roster roster;

  Reloading(Path file, Roster roster) {
    this.file = file;
    this.roster = roster;
  }

  /** What the file says now, or why it can't be taken. */
  private record Read(GatewayConfig config, ConfigChange change) {}

  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;

    Unfit(String why) {
      super(why);
    }
  }

  private Read read() throws Unfit {
    ConfigFile.Checked checked = ConfigFile.check(file, Map.copyOf(System.getenv()));
    if (checked.config().isEmpty()) {
      var words = new StringWriter();
      new FindingPrinter(new PrintWriter(words), new PanScanner()).print(checked);
      throw new Unfit(file + " is not in order, nothing was changed:\n" + words);
    }
    GatewayConfig next = checked.config().get();
    ConfigChange change = ConfigChange.between(roster.config(), next);
    if (!change.restarts().isEmpty()) {
      throw new Unfit(
          "nothing was changed: a running gateway takes other links, sites and weights; what also"
              + " differs needs a restart: "
              + String.join(", ", change.restarts()));
    }
    return new Read(next, change);
  }

  @Override
  public synchronized Outcome look() {
    try {
      return new Outcome.Changes(read().change().lines());
    } catch (Unfit unfit) {
      return new Outcome.Refused(String.valueOf(unfit.getMessage()));
    }
  }

  @Override
  public synchronized Outcome reload(List<String> seen, String by, String reason) {
    try {
      Read read = read();
      if (!read.change().lines().equals(seen)) {
        return new Outcome.Refused(
            "nothing was changed: the difference is another one than was shown; look again");
      }
      return seen.isEmpty() ? new Outcome.Changes(seen) : apply(read, by, reason);
    } catch (Unfit unfit) {
      return new Outcome.Refused(String.valueOf(unfit.getMessage()));
    }
  }

  private Outcome apply(Read read, String by, String reason) {
    Result result = roster.reload(read.config(), read.change(), by, reason);
    return result instanceof Result.Refused(var why)
        ? new Outcome.Refused(why)
        : new Outcome.Changes(read.change().lines());
  }
}
