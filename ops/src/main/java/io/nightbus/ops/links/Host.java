package io.nightbus.ops.links;

import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.sim.wire.Session;
import io.nightbus.sim.wire.SessionEvents;
import io.nightbus.sim.wire.Wire;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** The peer at the end of one link: answers at once, until it is told to misbehave. */
final class Host implements SessionEvents {
  private final Wire wire;
  private final Dialect dialect;
  private final int link;
  private final BiConsumer<Message, Integer> arrivals;
  private final Set<Session> sessions = new LinkedHashSet<>();
  private int unansweredOf;
  private long delayMillis;
  private long seen;

  /**
   * @param arrivals is told each message but network management, and the link
   */
  Host(Wire wire, Dialect dialect, int link, BiConsumer<Message, Integer> arrivals) {
    this.wire = wire;
    this.dialect = dialect;
    this.link = link;
    this.arrivals = arrivals;
  }

  /** Answers everything, at once. */
  void behave() {
    wire.call(() -> {
      unansweredOf = 0;
      delayMillis = 0;
      sessions.forEach(session -> session.reading(true));
      return true;
    });
  }

  /** Of so many requests one gets no answer; 1 = none does. Echoes and sign-ons are answered. */
  void leavesUnanswered(int oneOf) {
    wire.call(() -> unansweredOf = oneOf);
  }

  void answersAfter(long millis) {
    wire.call(() -> delayMillis = millis);
  }

  void stopsReading() {
    wire.call(() -> {
      sessions.forEach(session -> session.reading(false));
      return true;
    });
  }

  @Override
  public void opened(Session session) {
    sessions.add(session);
  }

  @Override
  public void frame(Session session, byte[] bytes, int offset, int length) {
    if (!(dialect.decode(bytes, offset, length) instanceof Decoded.Whole(Message message))
        || message.mti().isResponse()) {
      return;
    }
    if (message.mti().isNetworkManagement()) {
      answer(session, message);
      return;
    }
    arrivals.accept(message, link);
    seen++;
    boolean silent = unansweredOf > 0 && seen % unansweredOf == 0;
    if (!silent && delayMillis > 0) {
      wire.later(() -> answer(session, message), delayMillis);
    } else if (!silent) {
      answer(session, message);
    }
  }

  private void answer(Session session, Message message) {
    session.send(dialect.encode(dialect.response(message, "00").build()));
  }

  @Override
  public void broken(Session session, String reason) {}

  @Override
  public void closed(Session session) {
    sessions.remove(session);
  }

  /** Connections that stand; on the loop only. */
  List<Session> sessions() {
    return List.copyOf(sessions);
  }
}
