package io.nightbus.ops.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Somebody else's ISO 8583 library at the other end of a socket. A message is its elements by
 * number, with the MTI as number 0; binary elements are hexadecimal text.
 */
interface Foreign {
  /** One session. Sending and receiving may happen on two threads. */
  interface Talk extends AutoCloseable {
    void send(Map<Integer, String> message) throws IOException;

    /** Waits for the next message; an {@link IOException} where the session has ended. */
    Map<Integer, String> receive() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Connects to a port on loopback. */
  Talk dial(int port) throws IOException;

  /** Waits for one connection. */
  Talk accept(ServerSocket door) throws IOException;
}
