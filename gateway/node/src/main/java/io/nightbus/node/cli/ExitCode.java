package io.nightbus.node.cli;

/** What the gateway's commands exit with; part of the interface. */
public final class ExitCode {
  public static final int OK = 0;

  /** It failed, or what was asked about is not as it should be. */
  public static final int FINDING = 1;

  /** The command line, a configuration or an input file is wrong. */
  public static final int USAGE = 2;

  /** A gateway, peer, port or file that is needed cannot be had. */
  public static final int UNREACHABLE = 3;

  /** A threshold that was asked for was not met. */
  public static final int THRESHOLD = 4;

  /** The gateway refused it: wrong token, a known file id with other content. */
  public static final int REFUSED = 5;

  /** Another process has the store open. */
  public static final int STORE_TAKEN = 6;

  /** The store or its key cannot be used as it is. */
  public static final int STORE_UNUSABLE = 7;

  /** Stopped in good order by Ctrl-C. */
  static final int INTERRUPTED = 130;

  /** Ended at once because a signal came for the third time, as SIGKILL would have done. */
  static final int KILLED = 137;

  /** Stopped in good order by SIGTERM. */
  static final int SIGNAL = 143;

  /** How picocli's help shows them: one constant for every command's footer. */
  static final String OK_TEXT = "0:done";

  static final String FINDING_TEXT = "1:it failed, or records were refused, or a batch is held";
  static final String USAGE_TEXT = "2:the command line, a configuration or an input file is wrong";
  static final String UNREACHABLE_TEXT =
      "3:the gateway cannot be reached, or a port is taken by another process";
  static final String REFUSED_TEXT =
      "5:the gateway refused it: wrong token, or known under other content";
  static final String STORE_TAKEN_TEXT = "6:another process has the store open";
  static final String STORE_UNUSABLE_TEXT = "7:the store or its key cannot be used as it is";
  static final String CORE_FAILED_TEXT =
      "70:a fault of Nightbus; it recovers from the store when started";
  static final String BOOK_FAILED_TEXT =
      "74:the store could not be written; it recovers when started";
  static final String KILLED_TEXT =
      "137:ended at once, as by SIGKILL: SIGTERM or SIGINT came for the third time";
  static final String SIGNAL_TEXT =
      "143:stopped in good order by SIGTERM (130: by SIGINT); a second one shortens that";

  private ExitCode() {}
}
