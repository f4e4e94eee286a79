package io.nightbus.sim.host;

import io.nightbus.iso.De;
import io.nightbus.sim.ledger.Effect;
import io.nightbus.sim.rules.Delay;
import java.util.Map;

/**
 * What a host makes of one message.
 *
 * @param code DE 39
 * @param approval DE 38, or empty
 * @param others further elements of the answer
 * @param withhold booked, but no answer leaves
 * @param of seq of the ledger entry that this one repeats or undoes; 0 for none
 */
public record Verdict(
    String code,
    String approval,
    Map<De, String> others,
    boolean withhold,
    Delay delay,
    Effect effect,
    long of) {

  static Verdict plain(String code, Effect effect, long of) {
    return new Verdict(code, "", Map.of(), false, Delay.NONE, effect, of);
  }

  /** The same answer again, for a message that has no effect any more. */
  Verdict again(long seq) {
    return new Verdict(code, approval, others, false, Delay.NONE, Effect.DUPLICATE, seq);
  }
}
