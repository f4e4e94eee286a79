package io.nightbus.core;

import io.nightbus.core.link.Link;
import io.nightbus.core.route.Choice.Permit;
import io.nightbus.core.saf.Entry;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.NetworkCode;

/** What is out at an endpoint. */
sealed interface Flight {

  Link link();

  /** Names this one transmission in {@link Event.Unsent}; even, or 0 where nobody asks. */
  long token();

  /** The store transaction that the engine waits for before it lets it go. */
  long after();

  /** First digits of its card, empty where there is none. */
  String range();

  /** Its link counts it from now on. */
  default void leaves(Outbox outbox) {
    link().sent(token(), range(), after(), outbox.durable(), outbox.nanos());
  }

  /** Its link is told what came of it. */
  default void ended(boolean answered, Outbox outbox) {
    link().ended(token(), answered, outbox.nanos());
  }

  /** It was not sent after all. */
  default void takenBack() {
    link().unsent(token());
  }

  /** A live request of an originator. */
  record Request(Live live, Link link, Permit permit, Stamp stamp, long token, long after)
      implements Flight {
    @Override
    public String range() {
      return permit.range();
    }
  }

  /**
   * An obligation or a charge of the backlog.
   *
   * @param sent monotonic nanoseconds
   */
  record Delivery(
      Entry entry, Link link, Permit permit, Stamp stamp, long token, long after, long sent)
      implements Flight {
    @Override
    public String range() {
      return permit.range();
    }
  }

  /** Our own sign-on, echo or sign-off. */
  record Management(Link link, NetworkCode code, long after) implements Flight {
    @Override
    public long token() {
      return 0;
    }

    @Override
    public String range() {
      return "";
    }
  }
}
