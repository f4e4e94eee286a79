package io.nightbus.node.wire;

import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Message;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wire's end of one link: at most one connection at a time. */
final class Line {
  private static final Logger LOG = LoggerFactory.getLogger(Line.class);

  private final Wire wire;
  private final Passed passed;
  private Wiring wiring;
  private Lookup lookup;
  private @Nullable Connection connection;
  private boolean paused;
  private boolean leaving;
  private String told = "";

  Line(Wiring wiring, Wire wire) {
    this.wiring = wiring;
    this.wire = wire;
    this.passed = wire.passed(wiring);
    this.lookup = new Lookup(wiring.address());
  }

  Wiring wiring() {
    return wiring;
  }

  Passed passed() {
    return passed;
  }

  /** Its next connection is had in this way; the one that stands is left alone. */
  void use(Wiring next) {
    leaving = false;
    if (!next.equals(wiring)) {
      wiring = next;
      lookup = new Lookup(next.address());
    }
  }

  /** No connection after the one that stands, if there is one. */
  void leave() {
    leaving = true;
  }

  boolean isGone() {
    return leaving && connection == null;
  }

  boolean isFree() {
    return connection == null && !leaving;
  }

  boolean isPaused() {
    return paused;
  }

  /** Nothing happens where a connection stands or is being had. */
  void dial() {
    if (connection == null) {
      var attempt = new Connection(this, wire);
      connection = attempt;
      lookup.find(
          wiring.connect(),
          wire.loop(),
          address -> wire.dials().begin(address, () -> dial(attempt, address)),
          failure -> failed(attempt, failure));
    }
  }

  private void dial(Connection attempt, InetSocketAddress address) {
    if (connection != attempt) {
      // Cut while the name was looked up, or another link was dialled.
      wire.dials().over(address);
      return;
    }
    wire.dial(attempt, wiring, address)
        .addListener(done -> {
          if (done.isSuccess()) {
            told = "";
          } else {
            failed(attempt, done.cause());
          }
          wire.dials().over(address);
        });
  }

  private void failed(Connection attempt, Throwable cause) {
    LossReason why = Losses.ofConnect(cause);
    boolean ours = why == LossReason.NO_LOCAL_PORT || why == LossReason.IO_ERROR;
    if (ours && connection == attempt) {
      tell(cause);
    }
    attempt.end(why);
  }

  /**
   * That may be our own machine's want, of a port or a file: in the system's words, once for as
   * long as they stay the same.
   */
  private void tell(Throwable cause) {
    String words = String.valueOf(cause.getMessage());
    if (!words.equals(told)) {
      told = words;
      LOG.warn("{}: can't be dialled: {}", wiring.id(), words);
    }
  }

  /** A connection from outside takes this line, which has to be free. */
  Connection accept() {
    var accepted = new Connection(this, wire);
    connection = accepted;
    return accepted;
  }

  boolean stands() {
    return connection != null;
  }

  void send(Message message, long token, long until) {
    if (connection == null) {
      wire.unsent(wiring.id(), token, Arrivals.Unsent.GONE);
    } else {
      connection.send(message, token, until);
    }
  }

  void cut(LossReason why) {
    if (connection != null) {
      switch (why) {
        case SIGNED_OFF, DRAINED, STOPPING -> connection.endAfterWrite(why);
        case REFUSED,
            CONNECT_TIMEOUT,
            UNREACHABLE,
            NO_LOCAL_PORT,
            RESET,
            CLOSED_BY_PEER,
            UNREADABLE,
            FRAME_TOO_LONG,
            FRAME_TOO_SLOW,
            STALLED,
            TLS_EXPIRED,
            TLS_OTHER_HOST,
            TLS_UNKNOWN_CA,
            TLS_NO_CERTIFICATE,
            TLS_REFUSED,
            TLS_TIMEOUT,
            TLS_FAILED,
            SIGN_ON_REFUSED,
            SIGN_ON_TIMEOUT,
            ECHO_TIMEOUT,
            SILENT,
            UNANSWERED,
            MISPAIRED,
            RESTARTED,
            REMOVED,
            IO_ERROR ->
            connection.end(why);
      }
    }
  }

  void reading(boolean on, long now) {
    paused = !on;
    if (connection != null) {
      connection.forgive(now);
      connection.reading(on);
    }
  }

  void watch(long now) {
    if (connection != null) {
      connection.watch(now);
    }
  }

  void forgive(long now) {
    if (connection != null) {
      connection.forgive(now);
    }
  }

  void ended(Connection which) {
    if (connection == which) {
      connection = null;
      if (leaving) {
        wire.forget(this);
      }
    }
  }
}
