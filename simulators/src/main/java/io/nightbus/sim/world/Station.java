package io.nightbus.sim.world;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.NetworkCode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A peer at the other end of links: keeps its sessions, and hands what comes in to the host or the
 * originator in it.
 */
final class Station {
  private static final DateTimeFormatter DE_7 =
      DateTimeFormatter.ofPattern("MMddHHmmss").withZone(ZoneOffset.UTC);

  /** What waited for the book when we signed off may still come. */
  private static final long STRAGGLERS = 20_000_000_000L;

  /** A sign-on that nobody answers is said again: a link that is full loses the answer to it. */
  private static final long AGAIN = 10_000_000_000L;

  final String name;
  final Dialect dialect;
  private final Agenda agenda;
  private final boolean signsOn;
  private final Checks checks;
  private final Map<Line, Seat> seats = new LinkedHashMap<>();
  private @Nullable Wires wires;
  private @Nullable Host host;
  private Consumer<Message> answers = _ -> {};
  private int stan;
  private int turn;

  /** Sign-ons are refused. */
  boolean refusesSignOn;

  /** Network management is not answered: no sign-on, no echo. */
  boolean muteManagement;

  private static final class Seat {
    final Session session;
    boolean signedOn;

    /** Neither has the gateway taken its first sign-on nor anything else been said. */
    boolean isNew = true;

    /** The gateway has been served on it. */
    boolean mayCarry;

    /** When the gateway has to have heard that it is not served any more. */
    long toldBy = Long.MAX_VALUE;

    Seat(Session session) {
      this.session = session;
    }

    void begin() {
      isNew = false;
      signedOn = true;
      mayCarry = true;
      toldBy = Long.MAX_VALUE;
    }
  }

  Station(String name, Dialect dialect, Agenda agenda, boolean signsOn, Checks checks) {
    // Far from where the gateway begins: numbers of two legs that agree by chance prove nothing.
    this.stan = 500_000;
    this.name = name;
    this.dialect = dialect;
    this.agenda = agenda;
    this.signsOn = signsOn;
    this.checks = checks;
  }

  void use(Wires to) {
    wires = to;
  }

  /** Who decides requests that the gateway sends here. */
  void serve(Host decides) {
    host = decides;
  }

  /** Who hears the gateway's answers to what was sent from here. */
  void hear(Consumer<Message> hears) {
    answers = hears;
  }

  boolean isConnected(Line line) {
    Seat seat = seats.get(line);
    return seat != null && seat.session.openAtPeer;
  }

  // --- sessions

  void opened(Session session) {
    Seat old = seats.put(session.line, new Seat(session));
    if (old != null) {
      old.session.openAtPeer = false;
    }
    if (signsOn) {
      signOn(session);
    }
  }

  private void signOn(Session session) {
    Seat seat = seats.get(session.line);
    if (seat != null && seat.session == session && session.openAtPeer && seat.isNew) {
      say(session, NetworkCode.SIGN_ON);
      agenda.in(AGAIN, () -> signOn(session));
    }
  }

  void closed(Session session) {
    Seat seat = seats.get(session.line);
    if (seat != null && seat.session == session) {
      seats.remove(session.line);
    }
  }

  private void say(Session session, NetworkCode code) {
    Message request = dialect.networkRequest(code).build();
    wires().answer(session, new Stamp(request.mti(), nextStan(), now()).onto(request).build());
  }

  private Wires wires() {
    if (wires == null) {
      throw new Violation(Invariant.SOUND, name + " has no wires");
    }
    return wires;
  }

  int nextStan() {
    stan = stan % 999_999 + 1;
    return stan;
  }

  String now() {
    return time(agenda.wall());
  }

  static String time(Instant at) {
    return DE_7.format(at);
  }

  /** Leaves or takes up service on every link. */
  void signOnEverywhere(boolean on) {
    for (Seat seat : seats.values()) {
      seat.isNew = false;
      seat.signedOn = on;
      say(seat.session, on ? NetworkCode.SIGN_ON : NetworkCode.SIGN_OFF);
    }
  }

  // --- messages

  void received(Session session, Message message) {
    Seat seat = seats.get(session.line);
    if (seat == null || seat.session != session || !session.openAtPeer) {
      return;
    }
    if (message.mti().isNetworkManagement()) {
      managed(seat, message);
    } else if (message.mti().isResponse()) {
      answers.accept(message);
    } else {
      checks.that(
          seat.mayCarry && agenda.now() < seat.toldBy,
          Invariant.VERIFIED_LINKS,
          () -> name + " gets " + message.mti() + " before sign-on");
      Host decides = host;
      if (decides != null) {
        decides.take(session.link().site(), message, answer -> wires().answer(session, answer));
      }
    }
  }

  private void managed(Seat seat, Message message) {
    if (message.mti().isResponse()) {
      answeredUs(seat, message);
      return;
    }
    if (muteManagement) {
      return;
    }
    boolean signOn = dialect.networkCode(message).filter(NetworkCode.SIGN_ON::equals).isPresent();
    boolean refused = signOn && refusesSignOn;
    if (signOn && !refused) {
      seat.begin();
    }
    wires().answer(seat.session, dialect.response(message, refused ? "91" : "00").build());
  }

  /** The gateway has heard that we are in service, or that we are not any more. */
  private void answeredUs(Seat seat, Message answer) {
    if (!answer.responseCode().equals("00")) {
      return;
    }
    boolean on = dialect.networkCode(answer).filter(NetworkCode.SIGN_ON::equals).isPresent();
    boolean off = dialect.networkCode(answer).filter(NetworkCode.SIGN_OFF::equals).isPresent();
    if (on) {
      seat.begin();
    } else if (off) {
      seat.toldBy = seat.signedOn ? Long.MAX_VALUE : agenda.now() + STRAGGLERS;
    }
  }

  /** Sends over a link that is in service; empty where there is none. */
  Optional<String> send(Message message) {
    List<Seat> able =
        seats.values().stream()
            .filter(seat -> seat.signedOn && seat.session.openAtPeer && !seat.session.line.refuses)
            .toList();
    if (able.isEmpty()) {
      return Optional.empty();
    }
    Session session = able.get(turn++ % able.size()).session;
    wires().answer(session, message);
    return Optional.of(session.link().toString());
  }

  boolean isInService() {
    return seats.values().stream().anyMatch(seat -> seat.signedOn && seat.session.openAtPeer);
  }

  static String originalKey(Message reversal) {
    return reversal.get(De.ORIGINAL_DATA, "").length() == 42
        ? reversal.get(De.ORIGINAL_DATA).substring(1, 20)
        : "";
  }
}
