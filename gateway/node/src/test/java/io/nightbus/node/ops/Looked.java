package io.nightbus.node.ops;

import io.nightbus.core.Status;
import io.nightbus.core.standin.Forcing;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.LinkStories.Story;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pictures of a gateway for tests: everything is well until a test says otherwise. */
final class Looked {
  static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

  final List<Status.LinkView> links = new ArrayList<>();
  final Map<String, Story> stories = new TreeMap<>();
  final List<Status.EndpointView> endpoints = new ArrayList<>();
  final List<Owing> owing = new ArrayList<>();
  final List<Status.HoldView> holds = new ArrayList<>();
  final List<BatchReport> batches = new ArrayList<>();
  final Map<Past.Window, Lately> past = new EnumMap<>(Past.Window.class);
  final Map<String, Instant> last = new TreeMap<>();
  final Map<String, Long> lately = new TreeMap<>();
  final Map<String, Outline.Address> addresses = new TreeMap<>();
  final Map<String, Announcement> announcements = new TreeMap<>();
  final List<Status.Stray> strays = new ArrayList<>();
  final List<Forcing> forced = new ArrayList<>();
  final List<Maintenance.Window> planned = new ArrayList<>();
  Sum exposure = Sum.NONE;
  long differences;
  long submitted = 7;
  Optional<Instant> unanswered = Optional.empty();
  Own own = Own.UNKNOWN;
  Optional<Instant> low = Optional.empty();
  Optional<Instant> storeStuck = Optional.empty();
  Sight.StoreFile store = new Sight.StoreFile(1_000_000, 90_000_000_000L, 100_000_000_000L);

  /** A network with two sites of two links, an issuer with two, and nothing wrong. */
  static Looked well() {
    var looked = new Looked();
    for (String id :
        List.of(
            "network/north/n1",
            "network/north/n2",
            "network/south/s1",
            "network/south/s2",
            "issuer/main/i1",
            "issuer/main/i2")) {
      looked.up(id);
      looked.addresses.put(
          id, new Outline.Address("10.0.0." + looked.addresses.size() + ":7001", true));
    }
    looked.endpoint("network", "HOST", "CLOSED", 0);
    looked.endpoint("issuer", "HOST", "CLOSED", 0);
    return looked;
  }

  Looked up(String id) {
    return link(id, "UP", "", new Story(true, NOW.minusSeconds(3600), "", "", 0, List.of()));
  }

  Looked down(String id, String why, int attempts) {
    Instant since = NOW.minusSeconds(120);
    return link(id, "DOWN", why, new Story(false, since, "RESET", why, attempts, List.of(since)));
  }

  /** A link whose address was announced, with what it has shown. */
  Looked announced(String id, String verdict) {
    String[] parts = id.split("/", -1);
    boolean up = verdict.equals(Status.LinkHealth.VERIFIED);
    var health = new Status.LinkHealth(0, 0, 0, 7, false, false, false, false, verdict);
    links.add(
        new Status.LinkView(
            parts[0], parts[1], parts[2], up ? "UP" : "DOWN", "", NOW.minusSeconds(9), 0, health));
    addresses.put(id, new Outline.Address("10.1.0." + parts[2] + ":7001", true));
    return this;
  }

  /** The link has answered, in this time. */
  Looked answered(String id, Duration roundTrip) {
    var health =
        new Status.LinkHealth(roundTrip.toNanos(), 0, 0, 0, false, false, false, false, "");
    links.replaceAll(link ->
        id.equals(link.endpoint() + "/" + link.site() + "/" + link.name())
            ? new Status.LinkView(
                link.endpoint(),
                link.site(),
                link.name(),
                link.state(),
                link.reason(),
                link.since(),
                0,
                health)
            : link);
    return this;
  }

  /** What was heard last of a site whose addresses are announced. */
  Looked heard(String endpoint, String site, String sense, String why) {
    announcements.put(
        endpoint + "/" + site,
        new Announcement(
            endpoint,
            site,
            "name hosts.example:7001",
            NOW,
            NOW.minusSeconds(30),
            sense,
            why,
            2,
            List.of("10.1.0.9:7001"),
            0));
    return this;
  }

  private Looked link(String id, String state, String reason, Story story) {
    String[] parts = id.split("/", -1);
    links.removeIf(link -> link.endpoint().equals(parts[0]) && link.name().equals(parts[2]));
    links.add(new Status.LinkView(parts[0], parts[1], parts[2], state, reason, story.since(), 0));
    stories.put(id, story);
    return this;
  }

  Looked endpoint(String name, String answering, String breaker, long parked) {
    endpoints.removeIf(endpoint -> endpoint.name().equals(name));
    endpoints.add(
        new Status.EndpointView(
            name, answering, breaker, 0, 0, 0, 0, 0, parked, "removes duplicates"));
    return this;
  }

  Looked batch(ChargeState state, long count, Instant deadline) {
    var batch =
        new Batch(
            "night-1",
            "metro",
            "2026-11-22",
            "GBP",
            "network",
            deadline,
            Batch.State.QUEUED,
            "",
            count,
            count * 500,
            "");
    batches.add(new BatchReport(batch, Map.of(state, new Sum(count, count * 500))));
    return this;
  }

  Looked hold(Hold.Scope scope, String value, Hold.Cause cause) {
    Instant since = NOW.minusSeconds(60);
    holds.add(
        new Status.HoldView(
            new Hold(
                "network",
                scope,
                value,
                cause,
                0,
                "because",
                Hold.GATEWAY,
                since,
                Optional.empty()),
            0));
    return this;
  }

  /** An operator's order that no more than so many charges a second go. */
  Looked paused(Hold.Scope scope, String value, int most) {
    Optional<Instant> until = Optional.of(NOW.plusSeconds(600));
    holds.add(
        new Status.HoldView(
            new Hold(
                "network",
                scope,
                value,
                Hold.Cause.OPERATOR,
                most,
                "roadworks",
                "ann",
                NOW.minusSeconds(60),
                until),
            0));
    return this;
  }

  /** An operator's order that stand-in decides for cards of the issuer. */
  Looked forced(String cards, int percent) {
    Instant since = NOW.minusSeconds(60);
    forced.add(
        new Forcing(
            7, "issuer", cards, percent, since, NOW.plusSeconds(600), "ann", "host maintenance"));
    return this;
  }

  /** Somebody works on an endpoint or a site, since a minute and for ten more. */
  Looked maintained(String object) {
    planned.add(
        new Maintenance.Window(
            "w1", object, NOW.minusSeconds(60), NOW.plusSeconds(600), "ann", "new release"));
    return this;
  }

  /** So often within this while. */
  Looked counted(Past.Window window, String what, long count) {
    var counts = new TreeMap<>(past.getOrDefault(window, Lately.NOTHING).counts());
    counts.put(what, count);
    past.put(window, new Lately(counts));
    return this;
  }

  private Status.ReplayView replay() {
    return new Status.ReplayView(
        4, 90, 0.5, Optional.of(NOW.plusSeconds(8)), Optional.empty(), false, holds);
  }

  Sight sight() {
    return new Sight(
        new Outline(
            "demo",
            Optional.of("network"),
            "GBP",
            500_000,
            100,
            addresses,
            Path.of("book.db"),
            announcements),
        NOW,
        new Status(
            NOW,
            links,
            endpoints,
            Map.of("QUEUED", 4L),
            7,
            submitted,
            Optional.of(replay()),
            strays,
            forced),
        Duration.ofMillis(1),
        unanswered,
        storeStuck,
        stories,
        owing,
        batches,
        exposure,
        differences,
        new Lately(lately),
        store,
        planned,
        new Past(past, last),
        own,
        low);
  }
}
