package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Http;
import java.time.Duration;

/** A simulator or a row of proxies as a process, and its switches. */
record Peer(Child process, Http control) implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(10);

  static Peer of(Child process) {
    return new Peer(
        process, new Http(process.name(), process.firstJson(START).path("control").asInt()));
  }

  /**
   * Switches a fault of a simulator on.
   *
   * @param fields the inside of a JSON object
   */
  Undo fault(String fields) {
    int id = control.json("POST", "/faults", "{" + fields + "}", CALL).path("id").asInt();
    return () -> control.call("DELETE", "/faults/" + id, "", CALL);
  }

  /** Requests a second, from now on. */
  void traffic(double perSecond) {
    control.call("POST", "/traffic", "{\"rate\": " + perSecond + "}", CALL);
  }

  /** Puts something into a proxy's way. */
  Undo toxic(String proxy, String fields) {
    control.call("POST", "/toxics", "{\"proxy\": \"" + proxy + "\", " + fields + "}", CALL);
    return () -> proxy("heal", proxy);
  }

  /** {@code down}, {@code reset}, {@code hang-up} or {@code heal}; an empty name means all. */
  void proxy(String deed, String proxy) {
    control.call("POST", "/" + deed, "{\"proxy\": \"" + proxy + "\"}", CALL);
  }

  @Override
  public void close() {
    process.kill();
    process.close();
  }
}
