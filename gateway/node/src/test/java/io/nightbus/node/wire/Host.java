package io.nightbus.node.wire;

import io.nightbus.iso.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.function.Predicate;

/** A peer that answers what comes with an approval, on every connection, until it is closed. */
public final class Host implements AutoCloseable {
  private final ServerSocket server;
  private final Predicate<Message> answers;

  private Host(ServerSocket server, Predicate<Message> answers) {
    this.server = server;
    this.answers = answers;
  }

  public static Host at(ServerSocket server) {
    return at(server, _ -> true);
  }

  /**
   * Lives from now on.
   *
   * @param answers which requests; about the others it is silent
   */
  public static Host at(ServerSocket server, Predicate<Message> answers) {
    var host = new Host(server, answers);
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

  private void answer(Peer peer) {
    try (peer) {
      while (true) {
        Message message = peer.read();
        if (!message.mti().isResponse() && answers.test(message)) {
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
