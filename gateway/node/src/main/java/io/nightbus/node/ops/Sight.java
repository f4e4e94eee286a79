package io.nightbus.node.ops;

import io.nightbus.core.Fact;
import io.nightbus.core.Status;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.node.ops.LinkStories.Story;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is known of the gateway at one moment; metrics, {@code why}, the status page and
 * incidents are made of it, and of nothing else. No account data.
 *
 * @param outline what the configuration says
 * @param at wall time of the look
 * @param status the core's picture, the last one that it gave
 * @param loopAnswered how long the event loop took to give it
 * @param unanswered since when the event loop has given none, where it does not answer
 * @param storeStuck since when transactions wait and none becomes durable
 * @param stories by link ({@code endpoint/site/link})
 * @param owing what the book says that we owe
 * @param batches newest first
 * @param exposure approved by stand-in and not acknowledged by the host
 * @param differences batches whose charges do not add up
 * @param lately what happened within the last minute
 * @param store the book's file
 * @param planned maintenance windows that are open or announced
 * @param past what happened before the last minute
 * @param own what the process tells of itself
 * @param low since when its files or memory come to an end
 */
record Sight(
    Outline outline,
    Instant at,
    Status status,
    Duration loopAnswered,
    Optional<Instant> unanswered,
    Optional<Instant> storeStuck,
    Map<String, Story> stories,
    List<Owing> owing,
    List<BatchReport> batches,
    Sum exposure,
    long differences,
    Lately lately,
    StoreFile store,
    List<Maintenance.Window> planned,
    Past past,
    Own own,
    Optional<Instant> low) {

  /**
   * The book's file.
   *
   * @param bytes of the file
   * @param free left on its disk
   * @param size of that disk
   */
  record StoreFile(long bytes, long free, long size) {
    static final StoreFile UNKNOWN = new StoreFile(0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The open window in which work on this object, or on what it belongs to, was planned. */
  Optional<Maintenance.Window> planned(String object) {
    return planned.stream()
        .filter(window -> window.isOpen(at) && window.covers(object))
        .findFirst();
  }

  Story story(Status.LinkView link) {
    String id = link.endpoint() + "/" + link.site() + "/" + link.name();
    return stories.getOrDefault(id, Story.unknown(link.since()));
  }

  /** We dial it; one that the peer dials may be unused. */
  boolean isDialled(Status.LinkView link) {
    return outline.address(link.endpoint() + "/" + link.site() + "/" + link.name()).dialled();
  }

  List<Status.LinkView> links(String endpoint) {
    return status.links().stream().filter(link -> link.endpoint().equals(endpoint)).toList();
  }

  /** Stand-in decides in the host's place, for every card or by an operator's order for some. */
  boolean standsIn(Status.EndpointView endpoint) {
    return endpoint.answering().equals("STAND_IN")
        || status.forced().stream().anyMatch(forcing -> forcing.endpoint().equals(endpoint.name()));
  }

  /** May carry traffic now. */
  static boolean carries(Status.LinkView link) {
    return link.state().equals("UP") || link.state().equals("SUSPECT");
  }

  /** Charges that still wait for their answer, of every batch. */
  Sum remaining() {
    Sum sum = Sum.NONE;
    for (BatchReport report : batches) {
      for (var entry : report.charges().entrySet()) {
        sum = waits(report, entry.getKey()) ? sum.plus(entry.getValue()) : sum;
      }
    }
    return sum;
  }

  /** Held charges, and those of a file that is not complete, are not replayed. */
  private static boolean waits(BatchReport report, ChargeState state) {
    return !state.isTerminal()
        && state != ChargeState.HELD
        && report.batch().state() == Batch.State.QUEUED;
  }

  /** The earliest deadline of a batch that has charges to replay. */
  Optional<Instant> deadline() {
    return batches.stream()
        .filter(report ->
            report.charges().entrySet().stream()
                .anyMatch(entry -> waits(report, entry.getKey()) && entry.getValue().count() > 0))
        .map(report -> report.batch().deadline())
        .min(Instant::compareTo);
  }

  /** Charges a second that come to an end; while nothing can go, what the contract allows. */
  double replayPerSecond() {
    String to = outline.transitTo().orElse("");
    long ended =
        lately.of(Fact.Kind.CHARGE_MOVED, to, "authorised")
            + lately.of(Fact.Kind.CHARGE_MOVED, to, "declined")
            + lately.of(Fact.Kind.CHARGE_MOVED, to, "held");
    return canReplay() ? ended / 60.0 : outline.replayRate();
  }

  /** Some link carries charges to where they go. */
  boolean canReplay() {
    return links(outline.transitTo().orElse("")).stream().anyMatch(Sight::carries);
  }

  /** Of the newest file of charges; empty where there is none. */
  String chargeCurrency() {
    return batches.stream().findFirst().map(report -> report.batch().currency()).orElse("");
  }
}
