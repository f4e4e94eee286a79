package io.nightbus.ops.demo;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.Flaw;
import io.nightbus.ops.demo.Shares.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a demo ended.
 *
 * @param healthy live requests approved while there was a route
 * @param stoodIn live requests approved while the issuer was away
 * @param lackOfLink live requests told "no way" while one site was cut
 * @param held charges held because nobody can tell
 * @param kills SIGKILLs of the gateway
 */
record Ending(
    Draw draw,
    Balance balance,
    Share healthy,
    Share stoodIn,
    long lackOfLink,
    long held,
    int kills,
    double seconds)
    implements Ended {
  static final double LEAST_HEALTHY = 0.95;
  static final double LEAST_STOOD_IN = 0.90;

  @Override
  public List<String> shortcomings() {
    List<String> shortcomings = new ArrayList<>();
    if (healthy.value() < LEAST_HEALTHY) {
      shortcomings.add(
          "of the live requests with a healthy route only " + percent(healthy) + " were approved");
    }
    if (stoodIn.value() < LEAST_STOOD_IN) {
      shortcomings.add(
          "of the requests while the issuer was away only "
              + percent(stoodIn)
              + " were stood in for");
    }
    if (lackOfLink > 0) {
      shortcomings.add(lackOfLink + " requests found no way although one site was up");
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
        "%s of live requests approved while there was a route, %s stood in for while the issuer"
            + " was away; %.0f s, %d SIGKILL",
        percent(healthy),
        percent(stoodIn),
        seconds,
        kills);
  }

  static String percent(Share share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share.value());
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", draw.seed());
    json.put("good", isGood());
    json.put("guarantees", draw.guarantees().stream().sorted().toList());
    json.put("charges", balance.charges());
    json.put("requests", balance.requests());
    json.put("lost", balance.count(Flaw.Kind.LOST));
    json.put("twice", balance.count(Flaw.Kind.TWICE));
    json.put("wronglyDeclined", balance.count(Flaw.Kind.WRONG_DECLINE));
    json.put("flaws", balance.flaws().size());
    json.put("held", held);
    json.put("kills", kills);
    json.put("approvedWhileHealthy", healthy.value());
    json.put("requestsWhileHealthy", healthy.all());
    json.put("stoodIn", stoodIn.value());
    json.put("requestsWhileIssuerAway", stoodIn.all());
    json.put("shortcomings", shortcomings());
    json.put("lackOfLink", lackOfLink);
    json.put("seconds", seconds);
    return json;
  }
}
