package io.nightbus.node.ops;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An outage as people tell it afterwards: when it began, when it was seen, when somebody or
 * something eased it, when it was over.
 *
 * @param id names it for ever
 * @param key of the trouble that it is about
 * @param name one sentence
 * @param alert that has the same cause
 * @param object an endpoint, site, link or the gateway
 * @param started as far as it is known; never after {@code detected}
 * @param mitigated stand-in began to answer, or traffic went another way
 * @param resolved well again, and stayed so
 * @param updates oldest first
 */
record Incident(
    String id,
    String key,
    String name,
    String alert,
    String object,
    Trouble.Impact impact,
    State state,
    Instant started,
    Instant detected,
    Optional<Instant> mitigated,
    Optional<Instant> resolved,
    List<Update> updates) {

  /** The states of a status page. */
  enum State {
    INVESTIGATING,
    IDENTIFIED,
    MONITORING,
    RESOLVED
  }

  /**
   * Something that was said of it.
   *
   * @param who a person's word, or {@code nightbus}
   */
  record Update(Instant at, State state, String who, String text) {}

  boolean isOpen() {
    return state != State.RESOLVED;
  }

  Incident said(State next, Instant at, String who, String text) {
    var more = new ArrayList<Update>(updates);
    more.add(new Update(at, next, who, text));
    Optional<Instant> end = next == State.RESOLVED ? Optional.of(at) : Optional.empty();
    return new Incident(
        id,
        key,
        name,
        alert,
        object,
        impact,
        next,
        started,
        detected,
        mitigated,
        end,
        List.copyOf(more));
  }

  Incident eased(Instant at) {
    return mitigated.isPresent()
        ? this
        : new Incident(
            id,
            key,
            name,
            alert,
            object,
            impact,
            state,
            started,
            detected,
            Optional.of(at),
            resolved,
            updates);
  }
}
