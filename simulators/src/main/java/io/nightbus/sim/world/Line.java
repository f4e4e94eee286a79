package io.nightbus.sim.world;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings;
import io.nightbus.iso.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Where a link runs: how long it takes, and what is wrong with it. */
final class Line {
  final LinkId id;
  final LinkSettings settings;
  final Station station;
  long delayNanos;
  long jitterNanos;

  /** The gateway's configuration names it. */
  boolean named = true;

  /** Nobody listens at the other end: a connection is refused. */
  boolean refuses;

  /** Nothing that the gateway sends gets through. */
  boolean stalledOut;

  /** Nothing that the peer sends gets through. */
  boolean stalledIn;

  /** Of a thousand answers to requests, those that get lost on it; echoes pass. */
  int losesAnswers;

  /** Of a thousand frames, those that come in two segments, the second some time later. */
  int splits;

  /**
   * A message keeps each of its directions to itself for so long: it is narrow. 0 = wide enough.
   */
  long occupiedNanos;

  /** What the peer does with an answer to a request in place of writing it; null = it writes it. */
  @Nullable BiConsumer<Session, Message> slip;

  /** Bytes that may be on the way in one direction; with 0 the other end takes nothing. */
  int window = Pipe.WINDOW;

  /** The connection as the gateway sees it. */
  @Nullable Session session;

  /** Connections that ended at the gateway's end without the peer's having heard of it. */
  final List<Session> halfOpen = new ArrayList<>();

  /** The dial that is under way, 0 for none. */
  long dialling;

  Line(LinkSettings settings, Station station, long delayNanos, long jitterNanos) {
    this.id = settings.id();
    this.settings = settings;
    this.station = station;
    this.delayNanos = delayNanos;
    this.jitterNanos = jitterNanos;
  }

  long delay(SplittableRandom chance) {
    return delayNanos + (jitterNanos == 0 ? 0 : chance.nextLong(jitterNanos));
  }

  boolean isBlackHole() {
    return stalledOut || stalledIn;
  }

  boolean isOpen() {
    return session != null;
  }
}
