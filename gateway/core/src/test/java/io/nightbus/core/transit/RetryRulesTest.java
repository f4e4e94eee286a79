package io.nightbus.core.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.RetryRule.Answer;
import io.nightbus.core.transit.RetryRule.OfAdvice;
import io.nightbus.core.transit.RetryRule.OfClass;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.ResponseClass;
import io.nightbus.iso.dialect.Spot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryRulesTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Answer SOFT = new OfClass(ResponseClass.DECLINE_SOFT);
  private static final RetryRule OLD = rule(SOFT, 15, 0, Instant.EPOCH);
  private static final RetryRule NEW = rule(SOFT, 20, 1, MAY);
  private static final RetryRule ADVISED = rule(new OfAdvice("X1"), 2, 48, Instant.EPOCH);
  private static final RetryRules RULES =
      new RetryRules(
          Optional.of(new RetryRules.Advice(new Spot(De.PRIVATE_48, 2, "Z9"), 2)),
          List.of(NEW, OLD, ADVISED));

  private static RetryRule rule(Answer answer, int attempts, int hours, Instant from) {
    return new RetryRule(answer, attempts, Duration.ofHours(hours), "invented", from);
  }

  private static List<RetryRule> after(String advice, Instant at) {
    return RULES.after(ResponseClass.DECLINE_SOFT, advice, at);
  }

  @Test
  void aRuleHoldsFromItsDayUntilALaterOneDoes() {
    assertThat(after("", MAY.minusNanos(1))).containsExactly(OLD);
    assertThat(after("", MAY)).containsExactly(NEW);
  }

  @Test
  void anAdviceStandsBesideTheClassAndAnUnknownOneChangesNothing() {
    assertThat(after("X1", MAY)).containsExactly(NEW, ADVISED);
    assertThat(after("X9", MAY)).containsExactly(NEW);
    assertThat(RULES.after(ResponseClass.TECH_ISSUER, "X1", MAY)).containsExactly(ADVISED);
    assertThat(RULES.after(ResponseClass.TECH_ISSUER, "", MAY)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"TZ902X1,X1", "TZ904X1YY,X1", "TA103ABCZ902X1,X1", "TZ901X,''", "T,''", "Z902X1,''"})
  void theAdviceIsFoundWhereTheConfigurationSays(String text, String advice) {
    Message answer = Message.of(Mti.AUTHORISATION_RESPONSE).set(De.PRIVATE_48, text).build();
    assertThat(RULES.adviceOf(answer)).isEqualTo(advice);
  }

  @Test
  void theStrictestOfAllAnswersWins() {
    Tries tries = Tries.NONE.once().heard().bounded(4, MAY.plusSeconds(9)).bounded(6, MAY);
    assertThat(tries).isEqualTo(new Tries(1, 1, 4, MAY.plusSeconds(9), false));
    assertThat(tries.bounded(2, MAY)).isEqualTo(new Tries(1, 1, 2, MAY.plusSeconds(9), false));
  }

  @Test
  void whatMayHaveLeftIsSpentAndWhatDidNotIsNot() {
    Tries two = Tries.NONE.bounded(2, Instant.EPOCH).once();
    assertThat(two.spent(6)).isEmpty();
    assertThat(two.once().spent(6)).hasValue("no more than 2 attempts after such an answer");
    assertThat(two.once().unsent().spent(6)).isEmpty();
    assertThat(Tries.NONE.once().heard().spent(1)).hasValue("no decision in 1 answered attempts");
  }
}
