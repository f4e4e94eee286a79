package io.nightbus.node.engine;

import io.nightbus.core.link.LinkId;
import io.nightbus.node.wire.Passed;
import io.nightbus.node.wire.Passed.Direction;
import io.nightbus.node.wire.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What has passed over the links so far.
 *
 * @param links those that there are now
 * @param codesReceived how often each response code came, by endpoint and code; the codes are a
 *     bounded set, and never a peer's own
 * @param codesSent how often we gave it
 */
public record LinkTraffic(
    List<OfLink> links,
    Map<String, Map<String, Long>> codesReceived,
    Map<String, Map<String, Long>> codesSent) {
  public static final LinkTraffic NONE = new LinkTraffic(List.of(), Map.of(), Map.of());

  /**
   * Over one link, since it is configured.
   *
   * @param heard when a byte came last
   */
  public record OfLink(LinkId link, Way received, Way sent, Optional<Instant> heard) {}

  /**
   * One way.
   *
   * @param messages by the class in their MTI, 0 to 9
   */
  public record Way(long bytes, List<Long> messages) {}

  static LinkTraffic over(Wire wire) {
    return new LinkTraffic(
        wire.passed().stream().map(LinkTraffic::of).toList(),
        wire.codes(Direction.RECEIVED),
        wire.codes(Direction.SENT));
  }

  private static OfLink of(Passed link) {
    Optional<Instant> heard =
        link.heard() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(link.heard()));
    return new OfLink(link.link(), way(link, Direction.RECEIVED), way(link, Direction.SENT), heard);
  }

  private static Way way(Passed link, Direction direction) {
    return new Way(
        link.bytes(direction),
        IntStream.range(0, Passed.CLASSES)
            .mapToObj(each -> link.messages(direction, each))
            .toList());
  }
}
