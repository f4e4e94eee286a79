package io.nightbus.node.wire;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what happened on the links, in order, for a test to wait for. */
final class Heard implements Arrivals {
  /** Something that was heard. */
  sealed interface Thing {}

  record Opened(LinkId link) implements Thing {}

  record Received(LinkId link, Message message) implements Thing {}

  record Unreadable(LinkId link, Decoded.Malformed flaw) implements Thing {}

  record NotSent(LinkId link, long token, Unsent why) implements Thing {}

  record Stalls(LinkId link) implements Thing {}

  record Lost(LinkId link, LossReason why) implements Thing {}

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private final BlockingQueue<Thing> things = new LinkedBlockingQueue<>();

  @Override
  public void connected(LinkId link) {
    connected.incrementAndGet();
  }

  /** How often a dial had TCP, and TLS was still to come. */
  int connected() {
    return connected.get();
  }

  @Override
  public void opened(LinkId link) {
    things.add(new Opened(link));
  }

  @Override
  public void received(LinkId link, Message message) {
    things.add(new Received(link, message));
  }

  @Override
  public void unreadable(LinkId link, Decoded.Malformed flaw) {
    things.add(new Unreadable(link, flaw));
  }

  @Override
  public void unsent(LinkId link, long token, Unsent why) {
    things.add(new NotSent(link, token, why));
  }

  @Override
  public void written(LinkId link) {
    written.incrementAndGet();
  }

  /** How often it was said that all is written. */
  int written() {
    return written.get();
  }

  @Override
  public void stalls(LinkId link) {
    things.add(new Stalls(link));
  }

  @Override
  public void lost(LinkId link, LossReason why) {
    things.add(new Lost(link, why));
  }

  Thing next() throws InterruptedException {
    Thing thing = things.poll(10, TimeUnit.SECONDS);
    if (thing == null) {
      throw new AssertionError("nothing was heard for 10 s");
    }
    return thing;
  }

  boolean isQuiet() {
    return things.isEmpty();
  }
}
