package io.nightbus.node.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A name that stands for several addresses, all with the same port.
 *
 * @param host kept as the addresses' host name: a certificate is held against it
 */
public record DnsName(Resolver resolver, String host, int port) implements Source {
  @Override
  public List<InetSocketAddress> look() throws IOException {
    var found = new ArrayList<InetSocketAddress>();
    try {
      for (InetAddress address : resolver.addresses(host)) {
        var named = InetAddress.getByAddress(host, address.getAddress());
        found.add(new InetSocketAddress(named, port));
      }
    } catch (UnknownHostException unknown) {
      throw new IOException("the name service knows no address of " + host, unknown);
    }
    return found;
  }

  @Override
  public String words() {
    return "name " + host + ":" + port;
  }
}
