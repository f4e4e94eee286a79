package io.nightbus.sim.junit;

import io.nightbus.sim.Plan;
import io.nightbus.sim.issuer.Issuer;
import java.util.function.UnaryOperator;

/** An issuer's host for a test class: links h1 and h2. */
public final class IssuerSimulator extends SimulatorExtension {
  private final long balance;
  private final UnaryOperator<Plan> more;

  private IssuerSimulator(long balance, UnaryOperator<Plan> more) {
    this.balance = balance;
    this.more = more;
  }

  /** An issuer whose cards can spend so much each, in minor units. */
  public static IssuerSimulator withBalance(long balance) {
    return new IssuerSimulator(balance, plan -> plan);
  }

  /** The same with further settings. */
  public IssuerSimulator with(UnaryOperator<Plan> settings) {
    return new IssuerSimulator(balance, plan -> settings.apply(more.apply(plan)));
  }

  @Override
  Plan plan() {
    return more.apply(Issuer.plan(balance).site("host", "h1", "h2"));
  }
}
