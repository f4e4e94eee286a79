package io.nightbus.sim;

import io.nightbus.sim.faults.Fault;
import java.util.List;
import java.util.Map;

/**
 * How a simulator is doing.
 *
 * @param errors what peers did wrong, counted by name
 * @param faults what is switched on, by number
 * @param file why a ledger or journal file is not complete; empty while it is
 */
public record Status(
    String kind,
    List<OfLink> links,
    OfTraffic traffic,
    long undeliverable,
    Map<String, Long> errors,
    Map<Integer, Fault> faults,
    String file) {

  /**
   * One link.
   *
   * @param port 0 where it dials
   * @param swallowed messages that went into a black hole, both ways
   */
  public record OfLink(
      String name,
      String site,
      int port,
      boolean refusing,
      boolean connected,
      boolean signedOn,
      long received,
      long sent,
      long swallowed) {}

  /**
   * What is being asked.
   *
   * @param draining nothing new is asked until the outstanding is settled
   * @param unmatched answers that answer nothing, second acknowledgements among them
   */
  public record OfTraffic(
      double rate,
      int outstanding,
      int reversalsOwed,
      boolean draining,
      long mispaired,
      long unmatched) {}
}
