package io.nightbus.node.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.nightbus.core.link.LossReason;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Gives what the socket says a name; an operator reads the name first. */
final class Losses {
  /** Linux' number, negative as the native transport has it; the others are Netty's constants. */
  private static final int TIMED_OUT = -110;

  private Losses() {}

  /** Why a connect failed. */
  static LossReason ofConnect(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ -> LossReason.CONNECT_TIMEOUT;
      case NoRouteToHostException _ -> LossReason.UNREACHABLE;
      case UnknownHostException _ -> LossReason.UNREACHABLE;
      case IOException failure -> connectWords(String.valueOf(failure.getMessage()));
      case Throwable _ -> LossReason.IO_ERROR;
    };
  }

  private static LossReason connectWords(String words) {
    if (words.contains("refused")) {
      return LossReason.REFUSED;
    }
    if (words.contains("timed out")) {
      return LossReason.CONNECT_TIMEOUT;
    }
    // A firewall's or a route's "prohibited" arrives as EACCES or EPERM.
    if (words.contains("unreachable")
        || words.contains("No route")
        || words.contains("ermission denied")
        || words.contains("not permitted")) {
      return LossReason.UNREACHABLE;
    }
    return LossReason.IO_ERROR;
  }

  /** Why a connection that stood has failed. */
  static LossReason ofConnection(Throwable cause) {
    return switch (cause) {
      case Connection.Overdue _ -> LossReason.STALLED;
      case Errors.NativeIoException failure -> number(failure.expectedErr());
      case IOException failure -> words(String.valueOf(failure.getMessage()));
      case Throwable _ -> LossReason.IO_ERROR;
    };
  }

  private static LossReason number(int error) {
    if (error == Errors.ERRNO_ECONNRESET_NEGATIVE || error == Errors.ERRNO_EPIPE_NEGATIVE) {
      return LossReason.RESET;
    }
    // What we sent was not acknowledged within TCP_USER_TIMEOUT.
    return error == TIMED_OUT ? LossReason.SILENT : LossReason.IO_ERROR;
  }

  private static LossReason words(String words) {
    if (words.contains("reset") || words.contains("Broken pipe")) {
      return LossReason.RESET;
    }
    return words.contains("timed out") ? LossReason.SILENT : LossReason.IO_ERROR;
  }
}
