package io.nightbus.sim.cli;

/** What the commands exit with. */
final class ExitCode {
  static final int DONE = 0;

  /** It ran, and something that was asked for did not come about. */
  static final int FELL_SHORT = 1;

  /** The command line or a file that it names is wrong. */
  static final int WRONG_INPUT = 2;

  /** A port, file or peer could not be had. */
  static final int ENVIRONMENT = 3;

  private ExitCode() {}
}
