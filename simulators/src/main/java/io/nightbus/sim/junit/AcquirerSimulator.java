package io.nightbus.sim.junit;

import io.nightbus.sim.Plan;
import io.nightbus.sim.acquirer.Acquirer;
import io.nightbus.sim.traffic.Cards;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An acquirer's host for a test class; it dials once the first test begins. */
public final class AcquirerSimulator extends SimulatorExtension {
  private final Cards cards;
  private final Supplier<List<InetSocketAddress>> gateway;
  private final UnaryOperator<Plan> more;

  private AcquirerSimulator(
      Cards cards, Supplier<List<InetSocketAddress>> gateway, UnaryOperator<Plan> more) {
    this.cards = cards;
    this.gateway = gateway;
    this.more = more;
  }

  /**
   * An acquirer that asks for these cards.
   *
   * @param gateway asked for its addresses when the simulator starts
   */
  public static AcquirerSimulator asking(Cards cards, Supplier<List<InetSocketAddress>> gateway) {
    return new AcquirerSimulator(cards, gateway, plan -> plan);
  }

  /** The same with further settings. */
  public AcquirerSimulator with(UnaryOperator<Plan> settings) {
    return new AcquirerSimulator(cards, gateway, plan -> settings.apply(more.apply(plan)));
  }

  @Override
  Plan plan() {
    return more.apply(Acquirer.plan(cards, gateway.get().toArray(InetSocketAddress[]::new)));
  }
}
