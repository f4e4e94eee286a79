package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.saf.Duty;
import io.nightbus.core.saf.Obligation;
import io.nightbus.core.saf.Obligation.Word;
import io.nightbus.iso.De;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DebtsTest {
  private static final Stamp SENT = new Stamp(Mti.AUTHORISATION_ADVICE, 4_711, "0301120000");
  private final Debts debts = new Debts(new Outbox(0, new Moment(BookSamples.NOON, 0)));

  /** An originator's own; its exchange has the number of the obligation. */
  private static Obligation passedOn(long id) {
    return BookSamples.advice(id, id, "lane").saying(Word.ORIGINATORS, 0);
  }

  private static Obligation naming(long exchange) {
    Obligation one = passedOn(1_000_000);
    return new Obligation(
            one.id(),
            one.order(),
            one.endpoint(),
            one.lane(),
            Duty.REVERSAL,
            one.message().with(De.ORIGINAL_DATA, "0120000001" + "0".repeat(32)),
            one.exchange(),
            0,
            one.created(),
            Optional.empty(),
            0)
        .saying(Word.ORIGINATORS, exchange);
  }

  private String named(long exchange) {
    return debts.named(naming(exchange)).message().get(De.ORIGINAL_DATA);
  }

  @Test
  void whatNamesAnAdviceSaysUnderWhichStampThatWentOut() {
    debts.put(passedOn(7));
    assertThat(named(7)).startsWith("0120000001");
    debts.put(passedOn(7).attempted(Optional.of(SENT), 1));
    assertThat(named(7)).startsWith("0120004711");
    assertThat(named(8)).startsWith("0120000001");
    debts.remove(7);
    assertThat(named(7)).startsWith("0120000001");
  }

  /** It is asked for each that is read of a backlog, on the event loop. */
  @Test
  void thatIsFoundWithoutGoingThroughTheBacklog() {
    for (long id = 1; id <= 10_000; id++) {
      debts.put(passedOn(id));
    }
    Obligation reversal = naming(10_000);
    long began = System.nanoTime();
    for (int i = 0; i < 100_000; i++) {
      debts.named(reversal);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }
}
