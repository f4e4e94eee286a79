package io.nightbus.core.standin;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.Set;

/** What kind of transaction is asked for (domain §6.4), by DE 3, DE 4 and DE 18. */
public enum Kind {
  PURCHASE,
  /** A fare: merchant types of the schemes' transit rules, under a limit of its own. */
  TRANSIT,
  /** For no amount: is this card in order? */
  ACCOUNT_CHECK,
  /** A credit. */
  REFUND,
  CASH,
  CASH_BACK,
  /** Money transfer, gambling, foreign currency: as good as cash. */
  QUASI_CASH,
  /** Account funding and push credits. */
  TRANSFER,
  /** Balances, PIN change, tokens: needs data that we don't have. */
  INQUIRY,
  UNKNOWN;

  private static final Set<String> TRANSIT_TYPES = Set.of("4111", "4112", "4131", "4784", "7523");
  private static final Set<String> CASH_TYPES = Set.of("6010", "6011");
  private static final Set<String> QUASI_CASH_TYPES = Set.of("4829", "6050", "6051", "7995");

  /** The kind of a request; one without a processing code is {@link #UNKNOWN}. */
  public static Kind of(Message request) {
    String code = request.get(De.PROCESSING_CODE, "");
    String merchant = request.get(De.MERCHANT_TYPE, "");
    return switch (code.length() == 6 ? code.substring(0, 2) : "") {
      case "00" -> goods(merchant, request.amount());
      case "01", "17" -> CASH;
      case "09" -> CASH_BACK;
      case "20" -> REFUND;
      case "11" -> QUASI_CASH;
      case "10", "26", "28" -> TRANSFER;
      case "30", "31", "38", "39", "90", "91", "92" -> INQUIRY;
      default -> UNKNOWN;
    };
  }

  /** Goods and services by their processing code; the merchant's type may know better. */
  private static Kind goods(String merchant, long amount) {
    if (CASH_TYPES.contains(merchant)) {
      return CASH;
    }
    if (QUASI_CASH_TYPES.contains(merchant)) {
      return QUASI_CASH;
    }
    if (amount == 0) {
      return ACCOUNT_CHECK;
    }
    return TRANSIT_TYPES.contains(merchant) ? TRANSIT : PURCHASE;
  }
}
