package io.nightbus.core.standin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Within what limits we decide for absent issuers.
 *
 * @param sets one for each card range; where several fit, the longest prefix counts
 * @param exposure over all sets together
 * @param cards token to status, from the file of hot cards
 */
public record StandInRules(List<RuleSet> sets, Limit exposure, Map<String, CardStatus> cards) {

  /** The rules for a card number; empty where none of the ranges is ours to decide for. */
  public Optional<RuleSet> of(String pan) {
    RuleSet best = null;
    int longest = -1;
    for (RuleSet set : sets) {
      for (String prefix : set.cards()) {
        if (prefix.length() > longest && pan.startsWith(prefix)) {
          best = set;
          longest = prefix.length();
        }
      }
    }
    return Optional.ofNullable(best);
  }

  public StandInRules with(Map<String, CardStatus> others) {
    return new StandInRules(sets, exposure, others);
  }
}
