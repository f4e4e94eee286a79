package io.nightbus.node.ops;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps open status pages up to date by server-sent events. A page that does not read is dropped
 * when its response has lasted as long as any may; it comes again by itself. Bounded: who finds no
 * place is told to ask now and then instead.
 */
final class Live {
  static final int MOST = 64;

  private final Semaphore places = new Semaphore(MOST);
  private final Object turn = new Object();
  private @Nullable Picture latest;
  private byte[] event = new byte[0];
  private long number;
  private long drawn;
  private boolean closed;

  /** How many pages are open. */
  int watchers() {
    return MOST - places.availablePermits();
  }

  /** A new picture for everybody. */
  void tell(Picture picture) {
    synchronized (turn) {
      latest = picture;
      number++;
      turn.notifyAll();
    }
  }

  /** Drawn for the first page that wants it, and for none where nobody looks. */
  private byte[] event() {
    if (drawn != number && latest != null) {
      event = ("data: " + PageJson.of(latest) + "\n\n").getBytes(StandardCharsets.UTF_8);
      drawn = number;
    }
    return event;
  }

  void close() {
    synchronized (turn) {
      closed = true;
      turn.notifyAll();
    }
  }

  /** On the page's own thread until it goes away; false where there is no place. */
  boolean watch(HttpExchange exchange) throws IOException {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
        stream(out);
      }
      return true;
    } finally {
      places.release();
    }
  }

  private void stream(OutputStream out) throws IOException {
    long seen = -1;
    while (true) {
      byte[] next;
      synchronized (turn) {
        while (seen == number && !closed) {
          try {
            turn.wait();
          } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return;
          }
        }
        if (closed) {
          return;
        }
        seen = number;
        next = event();
      }
      out.write(next);
      out.flush();
    }
  }
}
