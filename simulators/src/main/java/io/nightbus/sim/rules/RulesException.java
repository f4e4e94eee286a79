package io.nightbus.sim.rules;

/** A rules file that can't be used; the message starts with file:line:column. */
public final class RulesException extends Exception {
  private static final long serialVersionUID = 1L;

  public RulesException(String file, int line, int column, String reason) {
    super(file + ":" + line + ":" + column + ": " + reason);
  }
}
