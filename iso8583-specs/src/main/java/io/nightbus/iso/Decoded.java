package io.nightbus.iso;

/** What became of a frame: a whole message, or one named error; never an exception. */
public sealed interface Decoded {

  record Whole(Message message) implements Decoded {}

  /**
   * The frame can't be read; it may have been anything, also an approval.
   *
   * @param flaw what is wrong
   * @param field the element at which reading ended; 0 is the MTI, 1 a bitmap
   * @param offset bytes from the start of the message to where that element starts; for {@link
   *     Flaw#TRAILING_BYTES} to the first byte too many
   */
  record Malformed(Flaw flaw, int field, int offset) implements Decoded {
    @Override
    public String toString() {
      return flaw.words()
          + " at "
          + (field == 0 ? "MTI" : field == 1 ? "bitmap" : "DE " + field)
          + ", offset "
          + offset;
    }
  }

  /** Every way in which a frame can be unreadable. */
  enum Flaw {
    TRUNCATED("element truncated"),
    BAD_MTI("MTI is not four digits"),
    BAD_BITMAP("bitmap impossible"),
    BAD_LENGTH("length indicator impossible"),
    BAD_CONTENT("content not of the element's kind"),
    UNKNOWN_FIELD("element not in this dialect"),
    TRAILING_BYTES("bytes after the last element");

    private final String words;

    Flaw(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
