package io.nightbus.node.ops.intake;

/** A record is not what it should be. Carries no stack trace: it is an answer. */
final class Flaw extends Exception {
  private static final long serialVersionUID = 1;
  private final String field;
  private final String reason;

  Flaw(String field, String reason) {
    super(reason, null, false, false);
    this.field = field;
    this.reason = reason;
  }

  String field() {
    return field;
  }

  String reason() {
    return reason;
  }
}
