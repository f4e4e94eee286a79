package io.nightbus.node.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightbus cards}. */
@Command(
    name = "cards",
    description = {
      "Say what is known of cards while their issuer is away: lost, stolen, frozen, closed,"
          + " active.",
      "Reads `NUMBER STATUS` lines from a file or, with -, from standard input: never from the"
          + " command line, where others could see them."
    })
final class CardsCommand implements Callable<Integer> {
  private static final int LONGEST = 900_000;

  @Mixin Common common = new Common();

  @Mixin Ordering ordering = new Ordering();

  @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
  Path file = Path.of("-");

  @Override
  public Integer call() {
    return ordering.give("/api/v1/cards", Ordering.body().put("cards", text()));
  }

  private String text() {
    try {
      byte[] bytes =
          file.toString().equals("-")
              ? System.in.readNBytes(LONGEST + 1)
              : Files.readAllBytes(file);
      if (bytes.length > LONGEST) {
        throw new Complaint(ExitCode.USAGE, file + ": at most " + LONGEST + " bytes at a time");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Complaint(ExitCode.UNREACHABLE, file + ": cannot be read", e);
    }
  }
}
