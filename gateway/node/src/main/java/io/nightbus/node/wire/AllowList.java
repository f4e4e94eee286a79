package io.nightbus.node.wire;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.List;

/** Networks from which a peer may connect; without any, he may from everywhere. */
public final class AllowList {
  private final List<IpSubnetFilterRule> networks;

  private AllowList(List<IpSubnetFilterRule> networks) {
    this.networks = networks;
  }

  /**
   * Read here, once, and not for each who connects.
   *
   * @param networks as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException naming one that is no network
   */
  public static AllowList of(List<String> networks) {
    return new AllowList(networks.stream().map(AllowList::network).toList());
  }

  private static IpSubnetFilterRule network(String text) {
    try {
      return new IpSubnetFilterRule(text, IpFilterRuleType.ACCEPT);
    } catch (RuntimeException unfit) {
      throw new IllegalArgumentException("\"" + text + "\" is not a network", unfit);
    }
  }

  boolean has(InetSocketAddress from) {
    return networks.isEmpty() || networks.stream().anyMatch(network -> network.matches(from));
  }
}
