package io.nightbus.sim;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.sim.ledger.Identity;

/** Messages for tests. */
public final class Asking {
  public static final String CARD = "4111111111111111";

  private Asking() {}

  /** A 0100 for the test card; the STAN makes it one of its own. */
  public static Message request(int stan, long amount) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, CARD)
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "%012d".formatted(amount))
        .set(De.TRANSMISSION_TIME, "1123030000")
        .set(De.STAN, "%06d".formatted(stan))
        .set(De.ACQUIRER, "400001")
        .set(De.RRN, "R%011d".formatted(stan))
        .set(De.TERMINAL, "TERM0001")
        .set(De.MERCHANT, "MERCHANT0000001")
        .set(De.CURRENCY, "826")
        .build();
  }

  public static Message repeat(Message message) {
    return message.as(message.mti().repeat());
  }

  /** A reversal with a STAN of its own. */
  public static Message reversal(Message original, int stan) {
    return original
        .edit()
        .mti(Mti.REVERSAL_ADVICE)
        .set(De.STAN, "%06d".formatted(stan))
        .set(De.ORIGINAL_DATA, Identity.originalData(original))
        .build();
  }

  /** A stand-in advice of an original that may never have been sent. */
  public static Message advice(Message original, int stan, String decided) {
    return reversal(original, stan)
        .edit()
        .mti(Mti.AUTHORISATION_ADVICE)
        .set(De.RESPONSE_CODE, decided)
        .build();
  }
}
