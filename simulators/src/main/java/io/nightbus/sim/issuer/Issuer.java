package io.nightbus.sim.issuer;

import io.nightbus.sim.Plan;
import io.nightbus.sim.host.Host;

/** An issuer's authorisation host: the books of the cards. */
public final class Issuer {
  /** 100,000.00: what a card can spend where nothing else is said. */
  public static final long BALANCE = 10_000_000;

  private Issuer() {}

  /** An issuer whose cards can spend so much each, in minor units; links are the caller's. */
  public static Plan plan(long balance) {
    return new Plan("issuer").host(Host.Settings.issuer(balance));
  }
}
