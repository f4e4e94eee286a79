package io.nightbus.core.standin;

/** What is known of a card while its issuer is away; a card that is not listed is active. */
public enum CardStatus {
  ACTIVE(""),
  LOST("41"),
  STOLEN("43"),
  PICK_UP("04"),
  /** By its holder, for a while. */
  FROZEN("62"),
  CLOSED("14"),
  NOT_YET_ACTIVE("78");

  private final String code;

  CardStatus(String code) {
    this.code = code;
  }

  /** DE 39 of the decline; empty for an active card. */
  public String code() {
    return code;
  }
}
