package io.nightbus.ops.books;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus books DIR}: the comparison alone, over what a demo left. */
@Command(
    name = "books",
    mixinStandardHelpOptions = true,
    description =
        "Compares ledgers, journals, files and the gateway's store of a run that has come to rest.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the books agree to the penny, with nothing lost and nothing twice",
      "1:they do not",
      "2:the command line is wrong, or a file is missing or can't be read"
    })
public final class BooksCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "What nightbus demo --keep DIR left there.")
  Path directory = Path.of(".");

  @Override
  public Integer call() {
    try {
      Balance balance = Books.audit(EvidenceFiles.read(directory));
      PrintWriter out = spec.commandLine().getOut();
      BalanceText.of(balance).forEach(out::println);
      return balance.agrees() ? 0 : 1;
    } catch (UnreadableEvidence unreadable) {
      spec.commandLine().getErr().println("nightbus books: " + unreadable.getMessage());
      return 2;
    }
  }
}
