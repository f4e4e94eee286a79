package io.nightbus.node.ops.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** A logged failure as text, bounded. */
final class Failures {
  private static final int CAUSES = 5;

  private Failures() {}

  /** The chain of causes in one line. */
  static String words(IThrowableProxy failure) {
    var words = new StringBuilder();
    IThrowableProxy at = failure;
    for (int i = 0; at != null && i < CAUSES; i++, at = at.getCause()) {
      words.append(i == 0 ? "" : " < ").append(simple(at.getClassName()));
      words.append(at.getMessage() == null ? "" : ": " + at.getMessage());
    }
    return words.toString();
  }

  /** The frames of the failure itself and of its causes, newest first. */
  static String stack(IThrowableProxy failure, int frames) {
    var stack = new StringBuilder();
    IThrowableProxy at = failure;
    for (int i = 0; at != null && i < CAUSES; i++, at = at.getCause()) {
      stack.append(i == 0 ? "" : "caused by ").append(at.getClassName()).append('\n');
      int shown = 0;
      for (StackTraceElementProxy frame : at.getStackTraceElementProxyArray()) {
        if (shown++ == frames) {
          break;
        }
        stack.append("  ").append(frame.getSTEAsString()).append('\n');
      }
    }
    return stack.toString();
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
