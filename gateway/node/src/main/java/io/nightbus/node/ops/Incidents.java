package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.node.ops.Incident.State;
import io.nightbus.node.ops.Incident.Update;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Opens an incident when a trouble stays for a moment, follows it, and closes it when it has been
 * gone for a while. People may add their words. For any thread; bounded.
 */
final class Incidents {
  /** Kept; older ones are forgotten here and stay in the file. */
  static final int MOST = 200;

  static final int MOST_UPDATES = 100;

  /** A trouble that is gone again at once is no incident. */
  static final Duration STAYS = Duration.ofSeconds(2);

  /** Well for so long: it is over. */
  static final Duration QUIET = Duration.ofSeconds(10);

  private final LinkedHashMap<String, Incident> byId = new LinkedHashMap<>();
  private final Map<String, Instant> seen = new TreeMap<>();
  private final Map<String, Instant> gone = new TreeMap<>();
  private final Consumer<Incident> keeper;

  /**
   * @param before what the last run left; those that were open are closed by it or go on
   * @param keeper hears every change
   */
  Incidents(Collection<Incident> before, Consumer<Incident> keeper) {
    this.keeper = keeper;
    before.forEach(incident -> byId.put(incident.id(), incident));
    trim();
  }

  /** Newest first. */
  synchronized List<Incident> all() {
    return List.copyOf(byId.values()).reversed();
  }

  /** When a trouble was seen first, for one whose state does not tell. */
  synchronized Instant since(Trouble trouble, Instant otherwise) {
    return seen.getOrDefault(trouble.key(), otherwise);
  }

  /** Takes in a new look at the gateway. */
  synchronized void look(List<Trouble> troubles, Sight sight) {
    Instant now = sight.at();
    var present = new TreeMap<String, Trouble>();
    troubles.stream()
        .filter(trouble -> !trouble.kind().isTask())
        .forEach(trouble -> present.put(trouble.key(), trouble));
    seen.keySet().retainAll(present.keySet());
    for (Trouble trouble : present.values()) {
      Instant first = seen.computeIfAbsent(trouble.key(), _ -> now);
      Optional<Incident> open = open(trouble.key());
      if (open.isPresent()) {
        follow(open.get(), trouble, sight);
      } else if (!now.isBefore(first.plus(STAYS))) {
        begin(trouble, first, sight);
      }
    }
    for (Incident incident : List.copyOf(byId.values())) {
      boolean goesOn = present.containsKey(incident.key()) || isHidden(incident, sight);
      if (incident.isOpen() && !goesOn) {
        fade(incident, now);
      }
    }
  }

  /** Whether it is over nobody can tell while somebody works there. */
  private static boolean isHidden(Incident incident, Sight sight) {
    return sight.planned(incident.object()).isPresent();
  }

  private Optional<Incident> open(String key) {
    return byId.values().stream()
        .filter(incident -> incident.isOpen() && incident.key().equals(key))
        .findFirst();
  }

  private void begin(Trouble trouble, Instant first, Sight sight) {
    Instant started = trouble.since().isBefore(first) ? trouble.since() : first;
    State state = trouble.cause().isEmpty() ? State.INVESTIGATING : State.IDENTIFIED;
    String id = freshId(sight.at());
    var incident =
        new Incident(
            id,
            trouble.key(),
            trouble.what(),
            trouble.kind().alert(),
            trouble.object(),
            trouble.kind().impact(),
            state,
            started,
            sight.at(),
            Optional.empty(),
            Optional.empty(),
            List.of(
                new Update(
                    sight.at(),
                    state,
                    "nightbus",
                    (trouble.what() + " " + trouble.cause()).strip())));
    put(isEased(trouble, sight) ? incident.eased(sight.at()) : incident);
    trim();
  }

  /** Several may begin at one look. */
  private String freshId(Instant at) {
    String time = Long.toString(at.toEpochMilli(), 36);
    int more = 0;
    while (byId.containsKey(time + more)) {
      more++;
    }
    return time + more;
  }

  /** Somebody answers all the same. */
  private static boolean isEased(Trouble trouble, Sight sight) {
    return switch (trouble.kind()) {
      case SITE_DOWN, LINK_DOWN, LINK_FLAPPING -> true;
      case ALL_LINKS_DOWN, HOST_NOT_ANSWERING ->
          sight.status().endpoints().stream()
              .filter(endpoint -> endpoint.name().equals(trouble.object()))
              .map(Status.EndpointView::answering)
              .anyMatch("STAND_IN"::equals);
      default -> false;
    };
  }

  private void follow(Incident incident, Trouble trouble, Sight sight) {
    gone.remove(incident.id());
    Incident now = incident;
    if (isEased(trouble, sight) && incident.mitigated().isEmpty()) {
      now = now.eased(sight.at());
    }
    if (now.state() == State.MONITORING) {
      now = now.said(State.IDENTIFIED, sight.at(), "nightbus", "It is back: " + trouble.what());
    }
    if (!now.equals(incident)) {
      put(now);
    }
  }

  private void fade(Incident incident, Instant now) {
    Instant since = gone.computeIfAbsent(incident.id(), _ -> now);
    if (!now.isBefore(since.plus(QUIET))) {
      gone.remove(incident.id());
      put(
          incident.said(
              State.RESOLVED,
              now,
              "nightbus",
              "Over since "
                  + Words.clock(since)
                  + ", after "
                  + Words.age(incident.started(), since)
                  + "."));
    } else if (incident.state() != State.MONITORING) {
      put(incident.said(State.MONITORING, now, "nightbus", "It is well again; being watched."));
    }
  }

  /** There is such an incident, and it has room for words. */
  synchronized boolean takesNotes(String id) {
    Incident incident = byId.get(id);
    return incident != null && incident.updates().size() < MOST_UPDATES;
  }

  /** Adds a person's word; false where there is no such incident or it has too many words. */
  synchronized boolean note(String id, Instant at, String who, String text) {
    Incident incident = byId.get(id);
    if (incident == null || !takesNotes(id)) {
      return false;
    }
    State state = incident.state();
    Incident noted = incident.said(state, at, who, text);
    put(
        state == State.RESOLVED
            ? new Incident(
                noted.id(),
                noted.key(),
                noted.name(),
                noted.alert(),
                noted.object(),
                noted.impact(),
                state,
                noted.started(),
                noted.detected(),
                noted.mitigated(),
                incident.resolved(),
                noted.updates())
            : noted);
    return true;
  }

  private void put(Incident incident) {
    byId.put(incident.id(), incident);
    keeper.accept(incident);
  }

  private void trim() {
    var ids = new ArrayList<>(byId.keySet());
    for (int i = 0; byId.size() > MOST && i < ids.size(); i++) {
      byId.remove(ids.get(i));
    }
  }
}
