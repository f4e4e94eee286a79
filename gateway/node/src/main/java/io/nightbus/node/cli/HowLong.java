package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** For how long an order holds, where it is not taken back before: a shift, if nothing is said. */
final class HowLong {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "8h",
      converter = Length.Reader.class,
      description = "How long: 30s, 10m, 4h, 1d; at most 7d. Default: ${DEFAULT-VALUE}.")
  Length length = new Length(0);

  void into(ObjectNode order) {
    order.put("seconds", length.seconds());
  }
}
