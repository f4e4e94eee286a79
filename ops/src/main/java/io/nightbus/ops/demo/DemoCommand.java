package io.nightbus.ops.demo;

import picocli.CommandLine.Command;

/** {@code nightbus demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    subcommands = TransitNightCommand.class,
    description = {
      "Plays one night's outage with real processes on loopback and settles it: live traffic, a"
          + " site cut, the issuer away, the network away while a night of transit charges is"
          + " handed in, SIGKILL of the gateway, everything back, the books.",
      "Takes about a minute. On a terminal it shows a picture of what happens; NO_COLOR is"
          + " respected."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the books agree to the penny, nothing lost, nothing twice, and live requests were answered"
          + " as promised",
      "1:they do not agree, or a promise was not kept; the directory is left for looking at",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck; the directory is left for looking at"
    })
public final class DemoCommand extends StoryCommand {
  @Override
  Ended play(Opening opening, Draw draw, Scale scale, Telling telling) {
    return Demo.play(opening, draw, scale, telling);
  }
}
