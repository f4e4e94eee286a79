package io.nightbus.core;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Message;
import java.util.List;

/**
 * What the core wants done. {@code after} names the store transaction that has to be durable
 * before; 0 = none. The engine keeps the order of effects on one link where they do not wait.
 */
public sealed interface Effect {

  /**
   * Hand the message to the socket.
   *
   * @param token names this transmission in {@link Event.Unsent}; 0 = nobody asks
   * @param until monotonic nanoseconds after which no byte of it may go out any more; where {@code
   *     after} is durable only then, it is dropped and {@link Event.Unsent} says so
   */
  record Send(LinkId link, Message message, long token, long after, long until) implements Effect {}

  /**
   * Connect the link; {@code LinkOpened} or {@code LinkLost} follows. Only for links that we dial.
   */
  record Open(LinkId link) implements Effect {}

  /**
   * Cut the connection by RST, so that nothing that waits in a buffer is delivered later; {@code
   * LinkLost} follows.
   */
  record Close(LinkId link, LossReason why) implements Effect {}

  /** One store transaction; sequences ascend by one. */
  record Store(long sequence, List<Change> changes) implements Effect {}

  record Load(long query, Query what) implements Effect {}

  /** Answer a command. */
  record Reply(long command, Result result, long after) implements Effect {}

  /** Something worth counting or telling; never account data. */
  record Note(Fact fact) implements Effect {}
}
