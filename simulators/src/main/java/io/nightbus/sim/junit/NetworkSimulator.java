package io.nightbus.sim.junit;

import io.nightbus.sim.Plan;
import io.nightbus.sim.host.Guarantee;
import io.nightbus.sim.network.Network;
import io.nightbus.sim.traffic.Cards;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A card network for a test class: sites north (n1, n2) and south (s1, s2). */
public final class NetworkSimulator extends SimulatorExtension {
  private final Set<Guarantee> guarantees;
  private final UnaryOperator<Plan> more;

  private NetworkSimulator(Set<Guarantee> guarantees, UnaryOperator<Plan> more) {
    this.guarantees = guarantees;
    this.more = more;
  }

  /** A network that promises this much, and can ask for cards of 476173. */
  public static NetworkSimulator guaranteeing(Guarantee... promises) {
    return new NetworkSimulator(Set.copyOf(List.of(promises)), plan -> plan);
  }

  /** The same with further settings. */
  public NetworkSimulator with(UnaryOperator<Plan> settings) {
    return new NetworkSimulator(guarantees, plan -> settings.apply(more.apply(plan)));
  }

  @Override
  Plan plan() {
    return more.apply(
        Network.plan(guarantees)
            .site("north", "n1", "n2")
            .site("south", "s1", "s2")
            .live(Network.live(new Cards("476173", 200))));
  }
}
