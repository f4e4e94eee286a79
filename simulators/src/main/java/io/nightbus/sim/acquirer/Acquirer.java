package io.nightbus.sim.acquirer;

import io.nightbus.sim.LinkPlan;
import io.nightbus.sim.Plan;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.traffic.LiveTraffic;
import java.net.InetSocketAddress;

/** An acquirer's host: it dials, signs on and asks for cards of other issuers. */
public final class Acquirer {
  /** DE 32 of what it asks. */
  public static final String ID = "400001";

  private Acquirer() {}

  /** What it asks. */
  public static LiveTraffic live(Cards ofOthers) {
    return LiveTraffic.of('A', ofOthers, ID);
  }

  /** An acquirer that asks for these cards over links that it dials. */
  public static Plan plan(Cards ofOthers, InetSocketAddress... gateway) {
    Plan plan = new Plan("acquirer").live(live(ofOthers));
    int number = 1;
    for (InetSocketAddress address : gateway) {
      plan.link(LinkPlan.dialling("acquirer", "a" + number++, address));
    }
    return plan;
  }
}
