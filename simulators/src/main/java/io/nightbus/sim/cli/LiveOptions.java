package io.nightbus.sim.cli;

import io.nightbus.sim.Plan;
import io.nightbus.sim.traffic.LiveTraffic;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a simulator asks of others. */
final class LiveOptions {
  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests a second from the first sign-on; 0 waits for POST /traffic (${DEFAULT-VALUE}).")
  double rate;

  @Option(
      names = "--card-count",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many cards it asks for (${DEFAULT-VALUE}).")
  int count = 200;

  @Option(
      names = "--timer",
      paramLabel = "MS",
      defaultValue = "5000",
      description = "After which a request is unanswered and reversed (${DEFAULT-VALUE}).")
  long timer = 5_000;

  @Option(
      names = "--repeat-every",
      paramLabel = "MS",
      defaultValue = "2000",
      description = "After which an unanswered reversal is repeated (${DEFAULT-VALUE}).")
  long repeat = 2_000;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description =
          "What it asked and was answered, JSON Lines, the last line of a number counts;"
              + " overwritten.")
  @Nullable Path journal;

  void into(Plan plan, LiveTraffic traffic) {
    plan.live(traffic.withTimers(timer, repeat)).journal(journal).rateAtSignOn(rate);
  }
}
