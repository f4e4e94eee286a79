package io.nightbus.node.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts environment variables into values: {@code ${NAME}}, {@code ${NAME:-otherwise}}. */
record Substitution(Map<String, String> environment) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  String apply(String text, Place place, String path, Findings findings) {
    if (!text.contains("${")) {
      return text;
    }
    Matcher reference = REFERENCE.matcher(text);
    var whole = new StringBuilder();
    int from = 0;
    while (reference.find()) {
      whole.append(text, from, reference.start()).append(value(reference, place, path, findings));
      from = reference.end();
    }
    String rest = text.substring(from);
    if (rest.contains("${")) {
      findings.error(place, path, "a \"${\" without its end", "${NAME} or ${NAME:-otherwise}");
    }
    return whole.append(rest).toString();
  }

  private String value(Matcher reference, Place place, String path, Findings findings) {
    String set = environment.getOrDefault(reference.group(1), "");
    String otherwise = reference.group(2);
    if (set.isEmpty() && otherwise == null) {
      findings.error(
          place,
          path,
          "the environment has no " + reference.group(1),
          "set it, or write ${" + reference.group(1) + ":-otherwise}");
    }
    return set.isEmpty() && otherwise != null ? otherwise : set;
  }
}
