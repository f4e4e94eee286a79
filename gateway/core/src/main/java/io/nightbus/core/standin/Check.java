package io.nightbus.core.standin;

/**
 * What is asked of a request, in this order; the first refusal decides (domain §6.3). A duplicate
 * never comes so far: it gets the answer that it had.
 */
public enum Check {
  FORM("has the elements that a decision needs"),
  CARD_RANGE("is of a range that is ours to decide for"),
  CHECK_DIGIT("the card number's check digit agrees"),
  CARD_STATUS("the card is not lost, stolen, frozen or closed"),
  EXPIRY("the card has not expired"),
  MODE("stand-in may approve for this range"),
  KIND("transactions of this kind may be approved"),
  ENTRY_MODE("cards that came in this way may be approved"),
  ONLINE_PIN("there is nothing that only the issuer can verify"),
  CURRENCY("the limits are in its currency"),
  LIMITS("stays within every limit"),
  EXPOSURE("stays within what may be outstanding over all cards");

  private final String words;

  Check(String words) {
    this.words = words;
  }

  /** What it asks, for people. */
  public String words() {
    return words;
  }
}
