package io.nightbus.sim.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.sim.rules.RulesException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import picocli.CommandLine.Model.CommandSpec;

/** One line of JSON on standard output for what went well, one line of words for what did not. */
final class Reporting {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a command does; its result is the exit code. */
  interface Work {
    int run() throws IOException, InterruptedException, RulesException;
  }

  private final CommandSpec spec;

  Reporting(CommandSpec spec) {
    this.spec = spec;
  }

  /** Turns what goes wrong into one line on standard error and an exit code. */
  int run(Work work) {
    try {
      return work.run();
    } catch (RulesException | IllegalArgumentException wrong) {
      return failed(String.valueOf(wrong.getMessage()), ExitCode.WRONG_INPUT);
    } catch (FileSystemException file) {
      String kind = file.getClass().getSimpleName();
      return failed(file.getFile() + ": can't be opened: " + kind, ExitCode.ENVIRONMENT);
    } catch (IOException missing) {
      return failed(String.valueOf(missing.getMessage()), ExitCode.ENVIRONMENT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return ExitCode.FELL_SHORT;
    }
  }

  void print(Object line) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(JSON.writeValueAsString(line));
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException(broken);
    }
    out.flush();
  }

  private int failed(String reason, int code) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(spec.qualifiedName() + ": " + reason);
    err.flush();
    return code;
  }
}
