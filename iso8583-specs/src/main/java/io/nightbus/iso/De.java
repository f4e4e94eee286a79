package io.nightbus.iso;

import java.util.Optional;

/**
 * A data element, by its number; the constants carry the names of ISO 8583:1987.
 *
 * @param number 2 to 128
 */
public record De(int number) {
  private static final De[] ALL = new De[129];

  static {
    for (int i = 2; i <= 128; i++) {
      ALL[i] = new De(i);
    }
  }

  public static final De PAN = of(2);
  public static final De PROCESSING_CODE = of(3);
  public static final De AMOUNT = of(4);
  public static final De TRANSMISSION_TIME = of(7);
  public static final De STAN = of(11);
  public static final De LOCAL_TIME = of(12);
  public static final De LOCAL_DATE = of(13);
  public static final De EXPIRY = of(14);
  public static final De SETTLEMENT_DATE = of(15);
  public static final De MERCHANT_TYPE = of(18);
  public static final De ENTRY_MODE = of(22);
  public static final De CARD_SEQUENCE = of(23);
  public static final De CONDITION_CODE = of(25);
  public static final De ACQUIRER = of(32);
  public static final De FORWARDER = of(33);
  public static final De TRACK_2 = of(35);
  public static final De TRACK_3 = of(36);
  public static final De RRN = of(37);
  public static final De APPROVAL_CODE = of(38);
  public static final De RESPONSE_CODE = of(39);
  public static final De TERMINAL = of(41);
  public static final De MERCHANT = of(42);
  public static final De MERCHANT_NAME = of(43);
  public static final De ADDITIONAL_RESPONSE = of(44);
  public static final De TRACK_1 = of(45);
  public static final De PRIVATE_48 = of(48);
  public static final De CURRENCY = of(49);
  public static final De PIN_BLOCK = of(52);
  public static final De CHIP_DATA = of(55);
  public static final De PRIVATE_60 = of(60);
  public static final De MAC_64 = of(64);
  public static final De NETWORK_CODE = of(70);
  public static final De ORIGINAL_DATA = of(90);
  public static final De REPLACEMENT_AMOUNTS = of(95);
  public static final De MAC_128 = of(128);

  public De {
    if (number < 2 || number > 128) {
      throw new IllegalArgumentException("data elements run from 2 to 128, not " + number);
    }
  }

  public static De of(int number) {
    return number >= 2 && number <= 128 ? ALL[number] : new De(number);
  }

  /** Reads "DE 11", "DE11" or "11". */
  public static Optional<De> parse(String text) {
    String digits = text.strip().replaceFirst("^DE ?", "");
    if (digits.isEmpty()
        || digits.length() > 3
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int number = Integer.parseInt(digits);
    return number >= 2 && number <= 128 ? Optional.of(of(number)) : Optional.empty();
  }

  @Override
  public String toString() {
    return "DE " + number;
  }
}
