package io.nightbus.node.cli;

import io.nightbus.node.ops.log.PanScanner;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Every failure in one line, and a stack trace only for {@code --verbose}. */
final class Failing implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final PanScanner scanner = new PanScanner();

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult fullParseResult) {
    PrintWriter err = command.getErr();
    boolean expected = failure instanceof Complaint;
    String line =
        failure instanceof Complaint complaint
            ? complaint.line()
            : "a fault of Nightbus: "
                + failure
                + (isVerbose(command) ? "" : "; --verbose shows where");
    err.println(scanner.clean("nightbus: " + line));
    if (isVerbose(command)) {
      failure.printStackTrace(err);
    }
    err.flush();
    return expected ? ((Complaint) failure).exitCode() : ExitCode.FINDING;
  }

  @Override
  public int handleParseException(ParameterException wrong, String[] words) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(scanner.clean("nightbus: " + wrong.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static boolean isVerbose(CommandLine command) {
    ParseResult parsed = command.getParseResult();
    return parsed != null && parsed.hasMatchedOption("--verbose");
  }
}
