package io.nightbus.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Flaw;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the transit night ended.
 *
 * @param settled when the last charge was
 * @param report the gateway's own report of the batch
 * @param journalWhole the chain of decisions and actions verifies
 * @param probes charges that were sent to the issuer that was away
 * @param held charges held because nobody can tell
 */
record Morning(
    Draw draw,
    Balance balance,
    Instant settled,
    Instant deadline,
    JsonNode report,
    boolean journalWhole,
    long probes,
    long held,
    int kills,
    double seconds)
    implements Ended {

  private long declined() {
    long declined = 0;
    for (JsonNode row : report.path("totals")) {
      declined += row.path("state").asText().equals("DECLINED") ? row.path("count").asLong() : 0;
    }
    return declined;
  }

  private long told() {
    return report.path("blocks").path("declined").asLong();
  }

  private long secondsEarly() {
    return Duration.between(settled, deadline).toSeconds();
  }

  @Override
  public List<String> shortcomings() {
    var shortcomings = new ArrayList<String>();
    if (settled.isAfter(deadline)) {
      shortcomings.add("the last charge was settled after the deadline");
    }
    if (told() != declined()) {
      shortcomings.add(
          told() + " cards were told as declined, and " + declined() + " charges were");
    }
    if (!report.path("sum").path("addsUp").asBoolean()) {
      shortcomings.add("the report does not add up to what was accepted");
    }
    if (!journalWhole) {
      shortcomings.add("the journal of decisions and actions is not whole");
    }
    return List.copyOf(shortcomings);
  }

  @Override
  public boolean isGood() {
    return balance.agrees() && shortcomings().isEmpty();
  }

  @Override
  public String inShort() {
    return String.format(
        Locale.ROOT,
        "settled %d s before the deadline; %,d cards named as declined, each by its issuer's word;"
            + " %,d attempts and %,d transmissions; %.0f s, %d SIGKILL",
        secondsEarly(),
        told(),
        report.path("attempts").path("attempts").asLong(),
        report.path("attempts").path("transmissions").asLong(),
        seconds,
        kills);
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", draw.seed());
    json.put("good", isGood());
    json.put("guarantees", draw.guarantees().stream().sorted().toList());
    json.put("charges", balance.charges());
    json.put("lost", balance.count(Flaw.Kind.LOST));
    json.put("twice", balance.count(Flaw.Kind.TWICE));
    json.put("wronglyDeclined", balance.count(Flaw.Kind.WRONG_DECLINE));
    json.put("flaws", balance.flaws().size());
    json.put("secondsBeforeDeadline", secondsEarly());
    json.put("toldAsDeclined", told());
    json.put("probes", probes);
    json.put("held", held);
    json.put("attempts", report.path("attempts").path("attempts").asLong());
    json.put("transmissions", report.path("attempts").path("transmissions").asLong());
    json.put("kills", kills);
    json.put("shortcomings", shortcomings());
    json.put("seconds", seconds);
    return json;
  }
}
