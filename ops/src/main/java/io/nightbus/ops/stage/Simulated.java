package io.nightbus.ops.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A simulator as a process, moved over its HTTP interface. */
public final class Simulated implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(10);

  private final Child child;
  private final Http http;

  private Simulated(Child child, int control) {
    this.child = child;
    this.http = new Http("the " + child.name() + " simulator", control);
  }

  /**
   * Starts {@code nightbus sim WHAT …}; it stops with us.
   *
   * @param log takes what it prints
   */
  static Starting starting(
      Shipped shipped,
      String what,
      List<String> options,
      Map<String, String> environment,
      Path log) {
    List<String> words = new ArrayList<>(List.of("sim", what, "--while-stdin-open"));
    words.addAll(options);
    return new Starting(Child.start(what, shipped.small(words), environment, log));
  }

  /** Started, and not yet asked whether it is ready: several may start at a time. */
  record Starting(Child child) {
    Simulated ready() {
      try {
        return new Simulated(child, child.firstJson(START).path("control").asInt());
      } catch (StageFailure failed) {
        child.close();
        throw failed;
      }
    }
  }

  public Child process() {
    return child;
  }

  private JsonNode post(String path, String body, Duration atMost) {
    return http.json("POST", path, body, atMost);
  }

  /** Switches a fault on; {@code fields} is the inside of a JSON object. */
  public int fault(String fields) {
    return post("/faults", "{" + fields + "}", CALL).path("id").asInt();
  }

  public void heal(int fault) {
    http.json("DELETE", "/faults/" + fault, "", CALL);
  }

  public void healAll() {
    http.json("DELETE", "/faults", "", CALL);
  }

  public void traffic(double perSecond) {
    post("/traffic", "{\"rate\": " + perSecond + "}", CALL);
  }

  /** Asks nothing new and waits until all is answered or reversed; false where time ran out. */
  public boolean drain(Duration atMost) {
    return post("/drain", "{\"seconds\": " + atMost.toSeconds() + "}", atMost.plusSeconds(5))
        .path("drained")
        .asBoolean();
  }

  /** Forgets everything that was asked and decided; files keep what they have. */
  public void reset() {
    post("/reset", "{}", CALL);
  }

  /** Its files are complete up to now when this returns. */
  public void flush() {
    http.call("GET", "/ledger", "", CALL);
    http.call("GET", "/journal", "", CALL);
  }

  public JsonNode status() {
    return http.json("GET", "/status", "", CALL);
  }

  /** Requests by their state, as {@code {"APPROVED": {"count": 1, "amount": 100}}}. */
  public JsonNode journalSummary() {
    return http.json("GET", "/journal/summary", "", CALL);
  }

  /** Writes its files to the end and waits for it. */
  @Override
  public void close() {
    if (child.isAlive()) {
      child.closeInput();
      try {
        child.exitCode(Duration.ofSeconds(15));
      } catch (StageFailure late) {
        child.kill();
      }
    }
  }
}
