package io.nightbus.node.config;

/**
 * One mistake or doubt in a configuration.
 *
 * @param path the key from the top of the file, e.g. {@code routes[0].budget}; empty where none
 * @param what what is wrong, in a sentence without a full stop
 * @param hint what to do about it; may be empty
 */
public record Finding(Severity severity, Place place, String path, String what, String hint) {

  /** An error keeps the gateway from starting. */
  public enum Severity {
    ERROR,
    WARNING
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
