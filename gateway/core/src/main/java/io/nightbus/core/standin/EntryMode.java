package io.nightbus.core.standin;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;

/** How the card's number came in, by the first two digits of DE 22. */
public enum EntryMode {
  CHIP,
  CONTACTLESS,
  /** Also where a chip card was swiped because its chip could not be read. */
  MAGSTRIPE,
  KEYED,
  ECOMMERCE,
  ON_FILE,
  UNKNOWN;

  public static EntryMode of(Message request) {
    String mode = request.get(De.ENTRY_MODE, "");
    return switch (mode.length() == 3 ? mode.substring(0, 2) : "") {
      case "05", "95" -> CHIP;
      case "07", "91" -> CONTACTLESS;
      case "02", "80", "90" -> MAGSTRIPE;
      case "01" -> KEYED;
      case "81" -> ECOMMERCE;
      case "10" -> ON_FILE;
      default -> UNKNOWN;
    };
  }
}
