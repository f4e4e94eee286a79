package io.nightbus.node.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code nightbus stop}. */
@Command(
    name = "stop",
    description = {
      "Stop a running gateway in good order and wait for its end.",
      "It takes no more work, lets what is in flight end, signs off, and closes its store."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      "1:it has not ended within a minute",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class StopCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  @Mixin Common common = new Common();

  @Mixin Ordering ordering = new Ordering();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    int given = ordering.give("/api/v1/stop", Ordering.body());
    if (ordering.dryRun) {
      return given;
    }
    try (AdminClient client = ordering.where.client(spec.commandLine().getErr())) {
      long end = System.nanoTime() + LONGEST.toNanos();
      while (client.answers()) {
        if (System.nanoTime() > end) {
          throw new Complaint(
              ExitCode.FINDING, "the gateway at " + client.base() + " has not ended yet");
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    spec.commandLine().getOut().println("stopped");
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
