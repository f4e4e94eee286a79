package io.nightbus.node.wire;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.Message;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What has passed over one link, whichever connections it had. Counted on the event loop, read by
 * any thread.
 */
public final class Passed {
  /** The hundreds of an MTI. */
  public static final int CLASSES = 10;

  /** As we see it. */
  public enum Direction {
    RECEIVED,
    SENT
  }

  private final LinkId link;
  private final Way received;
  private final Way sent;
  private volatile long heard;

  private record Way(LongAdder bytes, List<LongAdder> messages, Codes codes) {
    static Way of(Codes codes) {
      return new Way(
          new LongAdder(), Stream.generate(LongAdder::new).limit(CLASSES).toList(), codes);
    }

    void message(Message message) {
      messages.get(message.mti().messageClass()).increment();
      codes.count(message);
    }
  }

  /**
   * @param received what counts the codes that come, {@code sent} those that go; shared by an
   *     endpoint's links
   */
  Passed(LinkId link, Codes received, Codes sent) {
    this.link = link;
    this.received = Way.of(received);
    this.sent = Way.of(sent);
  }

  private Way way(Direction direction) {
    return direction == Direction.RECEIVED ? received : sent;
  }

  void cameIn(int bytes) {
    received.bytes.add(bytes);
    heard = System.currentTimeMillis();
  }

  void wentOut(long bytes) {
    sent.bytes.add(bytes);
  }

  void message(Direction direction, Message message) {
    way(direction).message(message);
  }

  public LinkId link() {
    return link;
  }

  public long bytes(Direction direction) {
    return way(direction).bytes.sum();
  }

  /** Messages whose MTI has this class, 0 to 9. */
  public long messages(Direction direction, int messageClass) {
    return way(direction).messages.get(messageClass).sum();
  }

  /** When a byte came last, wall milliseconds; 0 where none ever did. */
  public long heard() {
    return heard;
  }
}
