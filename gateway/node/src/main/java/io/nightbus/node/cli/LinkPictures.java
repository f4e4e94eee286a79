package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Links as a table for people. */
final class LinkPictures {
  private LinkPictures() {}

  /** Links, and where some of them were found. */
  static String list(JsonNode status) {
    var text = new StringBuilder(table(status.path("links")));
    for (JsonNode site : status.path("discovery")) {
      var missed = new ArrayList<String>();
      site.path("missed").forEach(address -> missed.add(address.asText()));
      text.append("\n")
          .append(site.path("endpoint").asText())
          .append('/')
          .append(site.path("site").asText())
          .append(": ")
          .append(site.path("source").asText())
          .append(", looked up ")
          .append(site.path("at").asText())
          .append(": ")
          .append(site.path("words").asText())
          .append(missed.isEmpty() ? "" : "; kept although left out: " + String.join(", ", missed))
          .append('\n');
    }
    return text.toString();
  }

  private static String table(JsonNode links) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of("LINK", "STATE", "SINCE", "ROUND TRIP", "IN FLIGHT", "ANSWERED", "TRIED", "WHY"));
    for (JsonNode link : links) {
      rows.add(
          List.of(
              link.path("endpoint").asText()
                  + "/"
                  + link.path("site").asText()
                  + "/"
                  + link.path("name").asText(),
              link.path("state").asText(),
              link.path("since").asText(),
              roundTrip(link),
              link.path("outstanding").asText(),
              share(link),
              link.path("tried").asText(),
              why(link)));
    }
    return Pictures.table(rows);
  }

  private static String roundTrip(JsonNode link) {
    double millis = link.path("roundTripMillis").asDouble();
    return millis == 0 ? "-" : String.format(Locale.ROOT, "%.1f ms", millis);
  }

  private static String share(JsonNode link) {
    int answered = link.path("answered").asInt();
    int all = answered + link.path("missed").asInt();
    return all == 0 ? "-" : answered + " of " + all;
  }

  private static String why(JsonNode link) {
    var words = new ArrayList<String>();
    if (!link.path("signature").asText().isEmpty()) {
      words.add(
          "announced as "
              + link.path("address").asText()
              + ", not verified: "
              + link.path("signature").asText());
    } else if (!link.path("reason").asText().isEmpty()) {
      words.add(link.path("reason").asText());
    }
    if (link.path("drained").asBoolean()) {
      words.add("out of service by order");
    }
    if (link.path("flapping").asBoolean()) {
      words.add("lost several times within a minute");
    }
    if (link.path("heldBack").asBoolean()) {
      words.add("came back, others are preferred for a while");
    }
    return String.join("; ", words);
  }
}
