package io.nightbus.core;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;

/** What happens to the core. */
public sealed interface Event {

  record Received(LinkId link, Message message) implements Event {}

  /** A frame of the agreed length that is not a message. */
  record Unreadable(LinkId link, Decoded.Malformed flaw) implements Event {}

  /** Where we dial and TLS is spoken: TCP stands, and the handshake begins. */
  record LinkConnected(LinkId link) implements Event {}

  /**
   * The connection stands, dialled or accepted. Nothing may be sent on it before the core says so.
   */
  record LinkOpened(LinkId link) implements Event {}

  /** For a while the peer has taken none of the bytes that wait for it. */
  record LinkStalls(LinkId link) implements Event {}

  /**
   * The connection is gone, or could not be had. Every {@link Unsent} of the link has been told
   * before, also of what still waited for the book: none of it may go out over a later connection.
   */
  record LinkLost(LinkId link, LossReason why) implements Event {}

  /**
   * Of this {@link Effect.Send} no byte was handed to the socket. Without this event, bytes may
   * have left.
   */
  record Unsent(LinkId link, long token, Why why) implements Event {
    /** Why nothing was handed over. */
    public enum Why {
      /** The link was gone or its buffer full. */
      LINK_GONE,
      /** What it depended on was not durable by the time after which it must not go out. */
      TOO_LATE
    }
  }

  /**
   * The socket has taken everything that was to go out on this link so far: no {@link Unsent} of it
   * follows. Not told after each message, and not at all where the link is lost.
   */
  record Written(LinkId link) implements Event {}

  /**
   * Every store transaction up to this one is durable. Told in the same turn in which what waited
   * for it is done: the core hears of nothing else in between.
   */
  record Stored(long sequence) implements Event {}

  /**
   * This transaction was not applied, because its {@link Change.Intended} has an identity that the
   * book knows. What depended on it has been dropped.
   */
  record Clashed(long sequence, Known known) implements Event {}

  record Loaded(long query, Loads loads) implements Event {}

  /** Where there is not enough room in the book, nothing new begins. */
  record Room(boolean enough) implements Event {}

  record Commanded(long command, Command what) implements Event {}

  /** Time has passed. */
  record Tick() implements Event {}
}
