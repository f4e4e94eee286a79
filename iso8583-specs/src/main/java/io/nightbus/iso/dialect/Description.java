package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.List;
import java.util.Locale;

/** A message for people: its type in words, and a line for each element; masked. */
record Description(Dialect dialect, Message message) {
  private static final List<String> CLASSES =
      List.of(
          "class 0",
          "authorisation",
          "financial",
          "file action",
          "reversal",
          "reconciliation",
          "administrative",
          "fee collection",
          "network management",
          "class 9");
  private static final List<String> FUNCTIONS =
      List.of(
          "request",
          "response",
          "advice",
          "advice response",
          "notification",
          "notification acknowledgement",
          "function 6",
          "function 7",
          "function 8",
          "function 9");

  String text() {
    var text = new StringBuilder(type(message.mti())).append('\n');
    List<De> elements = message.elements();
    int widest =
        elements.stream().mapToInt(de -> dialect.layout().name(de).length()).max().orElse(0);
    for (De de : elements) {
      String line = "DE %3d  %-" + Math.max(1, widest) + "s  %s%s\n";
      text.append(
          line.formatted(de.number(), dialect.layout().name(de), message.shown(de), meaning(de)));
    }
    return text.toString();
  }

  private static String type(Mti mti) {
    String words = CLASSES.get(mti.messageClass()) + " " + FUNCTIONS.get(mti.function());
    return mti + "  " + words + (mti.isRepeat() ? ", repeat" : "");
  }

  /** What a code stands for in this dialect. */
  private String meaning(De de) {
    if (de.equals(De.RESPONSE_CODE)) {
      return words(dialect.classify(message.responseCode()).name());
    }
    return de.equals(dialect.networkElement())
        ? dialect.networkCode(message).map(code -> words(code.name())).orElse("")
        : "";
  }

  private static String words(String constant) {
    return " (" + constant.toLowerCase(Locale.ROOT).replace('_', ' ') + ")";
  }
}
