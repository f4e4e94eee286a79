package io.nightbus.node.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.nightbus.core.link.LossReason;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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
      // Where not even a socket could be had, the system's word is behind it.
      case Throwable failure when failure.getCause() != null -> ofConnect(failure.getCause());
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
    return words.contains("assign requested address") || words.contains("oo many open files")
        ? LossReason.NO_LOCAL_PORT
        : LossReason.IO_ERROR;
  }

  /** Why no TLS came about. */
  static LossReason ofHandshake(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      LossReason named = handshake(each);
      if (named != null) {
        return named;
      }
    }
    return LossReason.TLS_FAILED;
  }

  private static @Nullable LossReason handshake(Throwable cause) {
    String words = String.valueOf(cause.getMessage());
    return switch (cause) {
      case CertificateExpiredException _ -> LossReason.TLS_EXPIRED;
      case CertificateNotYetValidException _ -> LossReason.TLS_EXPIRED;
      case SslHandshakeTimeoutException _ -> LossReason.TLS_TIMEOUT;
      case CertPathBuilderException _ -> LossReason.TLS_UNKNOWN_CA;
      case CertPathValidatorException _
          when words.contains("signature check failed") || words.contains("trust anchors") ->
          LossReason.TLS_UNKNOWN_CA;
      case CertificateException _
          when words.contains("No name matching") || words.contains("No subject alternative") ->
          LossReason.TLS_OTHER_HOST;
      case SSLException _ when words.contains("certificate_expired") -> LossReason.TLS_EXPIRED;
      case SSLException _ when words.contains("Empty client certificate chain") ->
          LossReason.TLS_NO_CERTIFICATE;
      case SSLException _ when words.contains("Received fatal alert") -> LossReason.TLS_REFUSED;
      case Throwable _ -> null;
    };
  }

  /** Why a connection that stood has failed. */
  static LossReason ofConnection(Throwable cause) {
    return switch (cause) {
      case Connection.Overdue _ -> LossReason.STALLED;
      // After the handshake: in TLS 1.3 a peer refuses our certificate only then.
      case SSLException failure -> ofHandshake(failure);
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
