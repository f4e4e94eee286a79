package io.nightbus.node.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.core.Status;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Live: the event loop answers. Ready: it also writes to its book and is not stopping. Started: the
 * first sign-on of each link that we dial was tried. Never a question of links that stand: the
 * gateway is needed most when they are down.
 */
final class Health {
  /** A store that has written nothing of what waits for so long is not writable. */
  static final long STUCK_NANOS = 2_000_000_000L;

  private final Gateway gateway;
  private final LongSupplier nanos;
  private volatile boolean stopping;
  private long durable = -1;
  private long since;
  private volatile boolean started;

  Health(Gateway gateway, LongSupplier nanos) {
    this.gateway = gateway;
    this.nanos = nanos;
  }

  void stopping() {
    stopping = true;
  }

  Answer live() {
    return gateway.status().isPresent() ? said(200, "live", "") : said(503, "dead", silent());
  }

  Answer ready() {
    if (stopping) {
      return said(503, "stopping", "the gateway takes no more work");
    }
    Optional<Status> status = gateway.status();
    if (status.isEmpty()) {
      return said(503, "not ready", silent());
    }
    if (isStuck(status.get())) {
      return said(503, "not ready", "the store does not write");
    }
    ObjectNode json = Answer.object().put("status", "ready");
    StatusJson.links(json.putArray("links"), status.get().links());
    return Answer.json(200, json);
  }

  /** Once it has started it stays so. */
  Answer started(Sight sight) {
    started = started || isStarted(sight);
    return started
        ? said(200, "started", "")
        : said(503, "starting", "some link has neither come up nor failed yet");
  }

  /** A peer that has to dial us may take its time, and so may an address that is announced. */
  private static boolean isStarted(Sight sight) {
    return !sight.status().endpoints().isEmpty()
        && sight.status().links().stream()
            .filter(link -> sight.isDialled(link) && !link.health().isCandidate())
            .allMatch(link -> Sight.carries(link) || sight.story(link).attempts() > 0);
  }

  private synchronized boolean isStuck(Status status) {
    long now = nanos.getAsLong();
    if (status.durable() >= status.submitted() || status.durable() != durable) {
      durable = status.durable() >= status.submitted() ? -1 : status.durable();
      since = now;
      return false;
    }
    return now - since >= STUCK_NANOS;
  }

  private static String silent() {
    return "the event loop has not answered for 2 s";
  }

  private static Answer said(int code, String status, String reason) {
    return Answer.json(code, Answer.object().put("status", status).put("reason", reason));
  }
}
