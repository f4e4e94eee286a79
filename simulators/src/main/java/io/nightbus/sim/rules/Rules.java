package io.nightbus.sim.rules;

import io.nightbus.iso.Message;
import java.util.List;
import java.util.random.RandomGenerator;

/** The rules in their order: the first that matches decides. */
public record Rules(List<Rule> list) {
  /** No rule: the host approves what it can. */
  public static final Rules NONE = new Rules(List.of());

  public Rules {
    list = List.copyOf(list);
  }

  public static Rules of(Rule... rules) {
    return new Rules(List.of(rules));
  }

  public Rule.Reply replyTo(Message message, String link, String site, RandomGenerator random) {
    for (Rule rule : list) {
      if (rule.when().matches(message, link, site, random)) {
        return rule.reply();
      }
    }
    return Rule.Reply.AS_THE_HOST_DECIDES;
  }
}
