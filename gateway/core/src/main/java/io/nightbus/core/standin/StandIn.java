package io.nightbus.core.standin;

import io.nightbus.core.standin.Counters.Move;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Decides one request by rules and counters. Changes nothing: the caller books what it says. */
public final class StandIn {
  /** For cards of no range of ours. */
  static final RuleSet NOBODYS =
      new RuleSet("", List.of(), Mode.OFF, "", Set.of(), Set.of(), List.of());

  private static final Check[] CHECKS = Check.values();

  private final StandInRules rules;
  private final Checks checks;
  private Days days = Days.upTo(LocalDate.EPOCH);

  public StandIn(StandInRules rules, Cards cards, Counters counters) {
    this.rules = rules;
    this.checks = new Checks(rules, cards, counters);
  }

  /** A check that was made, and what it found. */
  public record Step(Check check, Finding finding) {}

  /**
   * The first check that fails decides.
   *
   * @param card keyed token of DE 2
   * @param today the day whose counters count, UTC
   */
  public Ruling decide(Message request, String card, LocalDate today) {
    Asked asked = asked(request, card, today);
    for (Check check : CHECKS) {
      switch (checks.ask(check, asked)) {
        case Finding.Pass _ -> {}
        case Finding.Decline(var code, var _) -> {
          return new Ruling.Decline(code, check);
        }
        case Finding.MayNot _ -> {
          return new Ruling.MayNot(check);
        }
      }
    }
    return new Ruling.Approve(counted(asked));
  }

  /** The checks that {@link #decide} makes, up to the one that decides. */
  public List<Step> explain(Message request, String card, LocalDate today) {
    Asked asked = asked(request, card, today);
    var steps = new ArrayList<Step>();
    for (Check check : CHECKS) {
      Finding finding = checks.ask(check, asked);
      steps.add(new Step(check, finding));
      if (!(finding instanceof Finding.Pass)) {
        break;
      }
    }
    return steps;
  }

  private Asked asked(Message request, String card, LocalDate today) {
    if (!days.today().equals(today)) {
      days = Days.upTo(today);
    }
    RuleSet set = rules.of(request.get(De.PAN, "")).orElse(NOBODYS);
    return new Asked(request, set, card, Kind.of(request), EntryMode.of(request), days);
  }

  /** Rows over one day and over several share the counters of their days. */
  private List<Move> counted(Asked asked) {
    var moves = new LinkedHashSet<Move>();
    if (asked.kind() != Kind.REFUND) {
      for (Limit limit : asked.rules().limits()) {
        if (limit.per() != Limit.Per.TRANSACTION && limit.isAbout(asked)) {
          moves.add(new Move(limit.scope(asked), asked.days().back(0), 1, asked.amount()));
        }
      }
    }
    return List.copyOf(moves);
  }
}
