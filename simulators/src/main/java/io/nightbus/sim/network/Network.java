package io.nightbus.sim.network;

import io.nightbus.sim.Plan;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.host.Host;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.traffic.LiveTraffic;
import java.util.Set;

/** A card network: it answers for every issuer, and asks for the cards of the gateway's own. */
public final class Network {
  /** DE 32 of what the network brings from its other members. */
  public static final String ACQUIRER = "900001";

  private Network() {}

  /** A network that guarantees this much; sites and links are the caller's. */
  public static Plan plan(Set<Guarantee> guarantees) {
    return new Plan("network").host(Host.Settings.network(guarantees));
  }

  /** What it asks: requests for cards of the issuer behind the gateway. */
  public static LiveTraffic live(Cards ofTheIssuer) {
    return LiveTraffic.of('N', ofTheIssuer, ACQUIRER);
  }
}
