package io.nightbus.sim.rules;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One line of the rules: what it is about, and what is answered. */
public record Rule(When when, Reply reply) {

  /**
   * What a rule is about; what is not said matches everything.
   *
   * @param mti matches its repeat too
   * @param cards prefixes of card numbers
   * @param from least amount in minor units
   * @param to largest amount
   * @param share of the messages that match otherwise, 0 to 1
   */
  public record When(
      @Nullable Mti mti,
      List<String> cards,
      long from,
      long to,
      @Nullable String link,
      @Nullable String site,
      double share) {
    public static final When ALWAYS = new When(null, List.of(), 0, Long.MAX_VALUE, null, null, 1);

    boolean matches(Message message, String ofLink, String ofSite, RandomGenerator random) {
      return (mti == null || mti.equals(message.mti()) || mti.equals(message.mti().original()))
          && (link == null || link.equals(ofLink))
          && (site == null || site.equals(ofSite))
          && message.amount() >= from
          && message.amount() <= to
          && (cards.isEmpty() || startsWithOne(message.get(De.PAN, "")))
          && (share >= 1 || random.nextDouble() < share);
    }

    private boolean startsWithOne(String card) {
      for (String prefix : cards) {
        if (card.startsWith(prefix)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * What is answered.
   *
   * @param code DE 39; empty leaves the decision to the host
   * @param others further elements of the answer
   * @param withhold it is decided and booked as said, but no answer leaves
   */
  public record Reply(String code, Map<De, String> others, boolean withhold, Delay delay) {
    public static final Reply AS_THE_HOST_DECIDES = new Reply("", Map.of(), false, Delay.NONE);
  }
}
