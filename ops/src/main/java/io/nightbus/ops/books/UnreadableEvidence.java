package io.nightbus.ops.books;

/** A file of the evidence is missing or broken; the message names it, and where. */
public final class UnreadableEvidence extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableEvidence(String message) {
    super(message);
  }
}
