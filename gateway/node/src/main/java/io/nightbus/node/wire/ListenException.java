package io.nightbus.node.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;

/** We can't listen at a configured address; the message says where, why and what to do. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  ListenException(InetSocketAddress address, Throwable cause) {
    super(words(address, cause), cause);
  }

  private static String words(InetSocketAddress address, Throwable cause) {
    String where = "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": ";
    if (address.isUnresolved()) {
      return where + "the host name is not known here";
    }
    String why = String.valueOf(cause.getMessage());
    if (why.contains("in use")) {
      return where + "another process listens there; stop it or choose another port";
    }
    if (why.contains("assign")) {
      return where + "this machine does not have that address";
    }
    if (cause instanceof BindException || why.contains("denied")) {
      return where + why + "; ports below 1024 need a permission";
    }
    return where + why;
  }
}
