package io.nightbus.node.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The name service. */
@FunctionalInterface
public interface Resolver {
  /** All addresses of a host; blocks for as long as the name service does. */
  List<InetAddress> addresses(String host) throws UnknownHostException;

  /** The machine's own, as the JDK asks it. */
  static Resolver system() {
    return host -> List.of(InetAddress.getAllByName(host));
  }
}
