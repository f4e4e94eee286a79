package io.nightbus.node.wire;

import io.nightbus.iso.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;

/** A peer that answers whatever comes with an approval, on every connection, until it is closed. */
public final class Host implements AutoCloseable {
  private final ServerSocket server;

  private Host(ServerSocket server) {
    this.server = server;
  }

  public static Host at(ServerSocket server) {
    var host = new Host(server);
    Thread.ofVirtual().start(host::accept);
    return host;
  }

  public int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Peer peer = Peer.accept(server);
        Thread.ofVirtual().start(() -> answer(peer));
      } catch (SocketTimeoutException nobody) {
        // Somebody may come yet.
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(Peer peer) {
    try (peer) {
      while (true) {
        Message message = peer.read();
        if (!message.mti().isResponse()) {
          peer.send(Peer.ASCII.response(message, "00").build());
        }
      }
    } catch (UncheckedIOException | IOException gone) {
      // The gateway has closed it.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
