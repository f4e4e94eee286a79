package io.nightbus.sim.world;

import io.nightbus.core.Effect;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** All lines between the gateway and its peers, and the connections on them. */
final class Wires {
  /** Messages that the gateway's wire holds for one link beyond what the kernel took. */
  private static final int UNHANDED = 64;

  /** A connection whose peer takes nothing for so long is cut. */
  private static final long STALL = 2_000_000_000L;

  /** After so long the peer takes nothing, the gateway's wire says so. */
  private static final long STALLS = 500_000_000L;

  private static final long PEER_DIALS_EVERY = 1_000_000_000L;

  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Trace trace;
  private final GatewayEnd gateway;
  private final Watch watch;
  private final Map<LinkId, Line> lines = new LinkedHashMap<>();

  /** Addresses at which nobody is. */
  private final Map<LinkId, Line> announced = new LinkedHashMap<>();

  private long sessions;

  /** What the wires tell the gateway. */
  interface GatewayEnd {
    boolean isRunning();

    void opened(LinkId link);

    void received(LinkId link, Message message);

    void unreadable(LinkId link);

    /** The peer has taken nothing for a while. */
    void stalls(LinkId link);

    /** Its process stands still, and reads nothing. */
    boolean isPaused();

    /** Monotonic nanoseconds by its own clock. */
    long nanos();

    /** Of this no byte was handed to the socket. */
    void unsent(Effect.Send send, boolean tooLate);

    /** All that was sent so far has been handed to the socket. */
    void written(LinkId link);

    void lost(LinkId link, LossReason why);

    /** About to be handed to the socket: from here on it may have left. */
    void handing(LinkId link, Message message);
  }

  Wires(Agenda agenda, SplittableRandom chance, Trace trace, GatewayEnd gateway, Watch watch) {
    this.agenda = agenda;
    this.chance = chance;
    this.trace = trace;
    this.gateway = gateway;
    this.watch = watch;
  }

  void add(Line line) {
    lines.put(line.id, line);
    if (!line.settings.dials()) {
      agenda.in(chance.nextLong(PEER_DIALS_EVERY), () -> peerDials(line));
    }
  }

  /**
   * It is announced, and nobody will ever answer there.
   *
   * @param silent nothing comes back at all; otherwise connections are refused
   */
  void announce(Line line, boolean silent) {
    line.refuses = !silent;
    line.stalledIn = silent;
    announced.put(line.id, line);
  }

  Line line(LinkId id) {
    Line line = lines.getOrDefault(id, announced.get(id));
    if (line == null) {
      throw new Violation(Invariant.SOUND, "there is no link " + id);
    }
    return line;
  }

  /** Those at whose other end somebody is. */
  List<Line> lines() {
    return new ArrayList<>(lines.values());
  }

  /** The file names these links of an endpoint; whoever dials over another is not let in. */
  void name(String endpoint, List<LinkId> named) {
    lines.values().stream()
        .filter(line -> line.id.endpoint().equals(endpoint))
        .forEach(line -> line.named = named.contains(line.id));
  }

  // --- connecting

  /** The gateway dials. */
  void open(LinkId id) {
    Line line = line(id);
    if (!line.settings.dials() || line.isOpen()) {
      throw new Violation(Invariant.SOUND, "the core opens " + id + ", which it may not");
    }
    watch.dialled(id);
    long dialled = ++sessions;
    line.dialling = dialled;
    long answer = 2 * line.delay(chance);
    if (line.isBlackHole()) {
      agenda.in(line.settings.connect(), () -> refuse(line, dialled, LossReason.CONNECT_TIMEOUT));
    } else if (line.refuses) {
      agenda.in(answer, () -> refuse(line, dialled, LossReason.REFUSED));
    } else {
      agenda.in(
          answer,
          () -> {
            if (line.dialling == dialled) {
              line.dialling = 0;
              establish(line);
            }
          });
    }
  }

  private void refuse(Line line, long dialled, LossReason why) {
    if (line.dialling == dialled) {
      line.dialling = 0;
      gateway.lost(line.id, why);
    }
  }

  private void peerDials(Line line) {
    agenda.in(PEER_DIALS_EVERY / 2 + chance.nextLong(PEER_DIALS_EVERY), () -> peerDials(line));
    boolean reachable = gateway.isRunning() && line.named && !line.refuses && !line.isBlackHole();
    if (reachable && !line.station.isConnected(line)) {
      if (line.session != null) {
        lose(line, LossReason.RESET);
      }
      establish(line);
    }
  }

  private void establish(Line line) {
    long number = ++sessions;
    var atPeer = new PeerReads(this);
    var atGateway = new GatewayReads(this, agenda);
    var session =
        new Session(
            line,
            number,
            new Pipe(agenda, chance, line, true, atPeer),
            new Pipe(agenda, chance, line, false, atGateway));
    atPeer.session = session;
    atGateway.session = session;
    session.openAtGateway = true;
    session.openAtPeer = true;
    line.session = session;
    line.station.opened(session);
    gateway.opened(line.id);
  }

  // --- what arrives

  /** The gateway reads a whole frame. */
  void arrived(Session session, Message message) {
    if (session.openAtGateway) {
      trace.message(session.link(), false, message);
      watch.heard(session.link(), message);
      gateway.received(session.link(), message);
    }
  }

  /** The gateway reads that nothing more will come. */
  void finished(Session session) {
    if (session.openAtGateway) {
      session.toPeer.cut();
      peerSees(session);
      lose(session.line, LossReason.CLOSED_BY_PEER);
    }
  }

  boolean gatewayStands() {
    return gateway.isPaused();
  }

  /** Something reaches a machine that knows nothing of the connection: its kernel resets. */
  void resetBack(Session session) {
    agenda.in(
        session.line.delay(chance),
        () -> {
          if (session.line.session == session && !session.line.stalledIn) {
            session.toPeer.shut();
            lose(session.line, LossReason.RESET);
          }
        });
  }

  // --- messages

  /** The gateway has a connection that messages are written to. */
  boolean stands(LinkId link) {
    return line(link).session != null;
  }

  /** The gateway's wire takes a message: on to the kernel, or it waits for room there. */
  void send(Effect.Send send) {
    Session session = line(send.link()).session;
    if (session == null || session.unhanded.size() >= UNHANDED) {
      gateway.unsent(send, false);
    } else {
      session.unhanded.add(send);
      handOver(session);
      if (!session.unhanded.isEmpty() && !session.watched) {
        session.watched = true;
        long gone = session.toPeer.gone();
        agenda.in(STALLS, () -> doubt(session, gone));
        watch(session, gone);
      }
    }
  }

  private void doubt(Session session, long gone) {
    if (session.openAtGateway && !session.unhanded.isEmpty() && session.toPeer.gone() == gone) {
      gateway.stalls(session.link());
    }
  }

  private void watch(Session session, long gone) {
    agenda.in(
        STALL,
        () -> {
          if (session.unhanded.isEmpty() || !session.openAtGateway) {
            session.watched = false;
          } else if (session.toPeer.gone() == gone) {
            close(session.link(), LossReason.STALLED);
          } else {
            watch(session, session.toPeer.gone());
          }
        });
  }

  /** The kernel takes what it has room for, while there is a process to hand it over. */
  void handOver(Session session) {
    if (gateway.isPaused()) {
      return;
    }
    boolean asked = false;
    while (!session.unhanded.isEmpty() && session.toPeer.hasRoom()) {
      Effect.Send send = session.unhanded.remove();
      if (gateway.nanos() > send.until()) {
        gateway.unsent(send, true);
      } else {
        gateway.handing(send.link(), send.message());
        if (!session.openAtGateway) {
          return;
        }
        trace.message(send.link(), true, send.message());
        session.toPeer.send(send.message());
        asked |= send.token() != 0;
      }
    }
    if (asked && session.unhanded.isEmpty()) {
      gateway.written(session.link());
    }
  }

  /** The peer writes. */
  void answer(Session session, Message message) {
    if (session.openAtPeer && !session.finished && !isLost(session.line, message)) {
      BiConsumer<Session, Message> slip = session.line.slip;
      if (slip != null && isAnswer(message)) {
        slip.accept(session, message);
      } else {
        session.toGateway.send(message);
      }
    }
  }

  private static boolean isAnswer(Message message) {
    return message.mti().isResponse() && !message.mti().isNetworkManagement();
  }

  private boolean isLost(Line line, Message message) {
    return line.losesAnswers > 0 && isAnswer(message) && chance.nextInt(1_000) < line.losesAnswers;
  }

  // --- endings

  /** The core cuts a link: by a reset. */
  void close(LinkId id, LossReason why) {
    Line line = line(id);
    if (line.dialling != 0) {
      refuse(line, line.dialling, why);
      return;
    }
    Session session = line.session;
    if (session == null) {
      return;
    }
    session.toPeer.cut();
    session.toGateway.shut();
    peerSees(session);
    lose(line, why);
  }

  private void peerSees(Session session) {
    if (session.line.stalledOut) {
      session.line.halfOpen.add(session);
    } else {
      agenda.in(session.line.delay(chance), () -> endAtPeer(session));
    }
  }

  private static void endAtPeer(Session session) {
    if (session.openAtPeer) {
      session.openAtPeer = false;
      session.line.station.closed(session);
    }
  }

  /** The connection is gone at the gateway's end: first what was never handed over, then it. */
  private void lose(Line line, LossReason why) {
    Session session = line.session;
    if (session == null) {
      return;
    }
    line.session = null;
    session.openAtGateway = false;
    session.toGateway.shut();
    trace.event("lost " + line.id + " " + why);
    List<Effect.Send> unsent = List.copyOf(session.unhanded);
    session.unhanded.clear();
    unsent.forEach(send -> gateway.unsent(send, false));
    watch.lost(line.id);
    gateway.lost(line.id, why);
  }

  /** The peer, or something between, resets the connection. */
  void reset(Line line) {
    Session session = line.session;
    if (session != null) {
      session.toPeer.cut();
      endAtPeer(session);
      lose(line, LossReason.RESET);
    }
  }

  /**
   * The peer closes its end, behind what it has sent.
   *
   * @param readsOn it goes on reading, and acts on what it reads, though it can't answer
   */
  void finish(Line line, boolean readsOn) {
    Session session = line.session;
    if (session != null) {
      session.finished = true;
      session.toGateway.end();
      if (!readsOn) {
        endAtPeer(session);
      }
    }
  }

  /** The peer's machine is new, and knows nothing of the connection; nobody tells the gateway. */
  void forget(Line line) {
    Session session = line.session;
    if (session != null) {
      session.toGateway.cut();
      endAtPeer(session);
    }
  }

  /** The gateway's process is gone: its kernel resets everything. */
  void gatewayDied() {
    announced.values().forEach(line -> line.dialling = 0);
    for (Line line : lines.values()) {
      line.named = true;
      line.dialling = 0;
      Session session = line.session;
      if (session != null) {
        line.session = null;
        session.openAtGateway = false;
        session.unhanded.clear();
        session.toPeer.cut();
        session.toGateway.shut();
        peerSees(session);
      }
    }
  }

  // --- what goes wrong on the way

  void refuse(Line line, boolean on) {
    trace.event((on ? "refuses " : "listens ") + line.id);
    line.refuses = on;
    if (on) {
      reset(line);
    }
  }

  /** The peer sends what is not a message. */
  void garbage(Line line) {
    if (line.session != null) {
      gateway.unreadable(line.id);
    }
  }

  /** Holds up what the gateway sends, what the peer sends, or both; or lets it through again. */
  void stall(Line line, boolean out, boolean in) {
    trace.event("stalls " + line.id + " " + out + " " + in);
    line.stalledOut = out;
    line.stalledIn = in;
    if (!out) {
      line.halfOpen.forEach(Wires::endAtPeer);
      line.halfOpen.clear();
    }
    heal(line);
  }

  private static void heal(Line line) {
    Session session = line.session;
    if (session != null) {
      session.toPeer.heal();
      session.toGateway.heal();
    }
  }

  /** The window of this line is another now. */
  void flow(Line line) {
    heal(line);
  }

  /** The gateway runs again: what waited for it is read, and what it had left to write goes. */
  void flow() {
    for (Line line : lines.values()) {
      heal(line);
      Session session = line.session;
      if (session != null) {
        handOver(session);
      }
    }
  }
}
