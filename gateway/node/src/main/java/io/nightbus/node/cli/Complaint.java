package io.nightbus.node.cli;

/** A command ends with one line for a person: what, where, why, what to do. */
final class Complaint extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final int exitCode;
  private final String line;

  Complaint(int exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
    this.line = line;
  }

  Complaint(int exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
    this.line = line;
  }

  int exitCode() {
    return exitCode;
  }

  String line() {
    return line;
  }
}
