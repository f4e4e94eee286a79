package io.nightbus.node.wire;

import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;

/** Hears what happens on the links, on the event loop, also while it is calling {@link Wire}. */
public interface Arrivals {

  /** Dialled, and TCP stands; {@link #opened} follows the TLS handshake. Not told without TLS. */
  void connected(LinkId link);

  void opened(LinkId link);

  void received(LinkId link, Message message);

  /** A frame of an agreed length that is not a message; the link stays until it is closed. */
  void unreadable(LinkId link, Decoded.Malformed flaw);

  /**
   * No byte of this transmission was handed to the socket, and none will be. Not told for token 0.
   */
  void unsent(LinkId link, long token, Unsent why);

  /** The socket has taken all that was sent so far: no {@link #unsent} of it follows. */
  void written(LinkId link);

  /** For a while the peer has taken none of the bytes that wait for it; told once per while. */
  void stalls(LinkId link);

  /** The connection is gone or could not be had; every {@link #unsent} of it was told before. */
  void lost(LinkId link, LossReason why);

  /** Why a transmission never left. */
  enum Unsent {
    /** There was no connection, it ended, or too much was waiting for the peer to read. */
    GONE,
    /** The time after which it must not go out had come. */
    LATE,
    /** It has an element that does not fit the peer's dialect. */
    UNWRITABLE
  }
}
