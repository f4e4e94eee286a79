package io.nightbus.ops.demo;

import picocli.CommandLine.Command;

/** {@code nightbus demo transit-night}. */
@Command(
    name = "transit-night",
    mixinStandardHelpOptions = true,
    description = {
      "Plays the night that this product exists for: the day's fares are handed in while the"
          + " network is away, one issuer stays away when it is back, the gateway is killed in the"
          + " replay, and every card has to be released before the deadline, none of them blocked"
          + " wrongly.",
      "Takes about a minute. On a terminal it shows the clock, the deadline and the forecast."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the books agree to the penny, all was settled before the deadline, and no card was named"
          + " to the operator without its issuer's word",
      "1:they do not agree, or a promise was not kept; the directory is left for looking at",
      "2:the command line is wrong",
      "3:a process could not be started or got stuck; the directory is left for looking at"
    })
final class TransitNightCommand extends StoryCommand {
  @Override
  Ended play(Opening opening, Draw draw, Scale scale, Telling telling) {
    return TransitNight.play(opening, draw, scale, telling);
  }
}
