package io.nightbus.sim;

import io.nightbus.sim.wire.Port;
import io.nightbus.sim.wire.Session;
import io.nightbus.sim.wire.SessionEvents;
import io.nightbus.sim.wire.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One link and whoever is on it. A new sign-on ends the session that was signed on before, as a
 * line has one user.
 */
final class SimLink implements SessionEvents {
  private static final long REDIAL_MILLIS = 200;
  private static final long SIGN_ON_MILLIS = 2_000;

  final String name;
  final String site;
  private final Desk desk;
  private final Wire wire;
  private final int longest;
  private final @Nullable InetSocketAddress target;
  private final Set<Session> open = new LinkedHashSet<>();
  private @Nullable Port port;
  private @Nullable Session signedOn;
  private boolean refusing;
  private boolean dialling;
  private boolean leaving;
  private long received;
  private long sent;
  private long swallowed;

  SimLink(LinkPlan plan, Desk desk, Wire wire, int longest) {
    name = plan.name();
    site = plan.site();
    target = plan.target();
    this.desk = desk;
    this.wire = wire;
    this.longest = longest;
  }

  void start(int number) throws IOException {
    if (target == null) {
      port = wire.listen(number, longest, this);
    } else {
      wire.run(this::dial);
    }
  }

  boolean isDialling() {
    return target != null;
  }

  @Nullable Session signedOn() {
    return signedOn;
  }

  void signOn(Session session) {
    Session before = signedOn;
    signedOn = session;
    if (before != null && before != session) {
      desk.note(name, "signed on anew, the session before is cut");
      before.cut();
    }
  }

  void signOff(Session session) {
    if (signedOn == session) {
      signedOn = null;
    }
  }

  void send(Session session, byte[] message) {
    sent++;
    session.send(message);
  }

  void swallow() {
    swallowed++;
  }

  /** Starts or stops to refuse; cuts everybody at the start. */
  void refuse(boolean refuses) {
    if (refuses == refusing) {
      return;
    }
    refusing = refuses;
    if (port != null && refuses) {
      port.refuse();
    } else if (port != null) {
      port.accept();
    }
    if (refuses) {
      List.copyOf(open).forEach(Session::cut);
    } else {
      dial();
    }
  }

  void leave() {
    leaving = true;
    if (port != null) {
      port.refuse();
    }
    List.copyOf(open).forEach(Session::close);
  }

  Status.OfLink status() {
    Port listening = port;
    return new Status.OfLink(
        name,
        site,
        listening == null ? 0 : listening.number(),
        refusing,
        !open.isEmpty(),
        signedOn != null,
        received,
        sent,
        swallowed);
  }

  @Override
  public void opened(Session session) {
    dialling = false;
    if (refusing || leaving) {
      session.cut();
      return;
    }
    open.add(session);
    desk.note(name, "connected");
    if (isDialling()) {
      desk.signOn(this, session);
      wire.later(() -> expectSignedOn(session), SIGN_ON_MILLIS);
    }
  }

  @Override
  public void frame(Session session, byte[] bytes, int offset, int length) {
    received++;
    desk.frame(this, session, bytes, offset, length);
  }

  @Override
  public void broken(Session session, String reason) {
    desk.error(name, "BAD_FRAME", reason);
  }

  @Override
  public void closed(Session session) {
    if (open.remove(session)) {
      desk.note(name, "disconnected");
    }
    signOff(session);
    redial();
  }

  @Override
  public void distrusted(Session session, String reason) {
    desk.error(name, "NO_TLS", reason);
  }

  @Override
  public void unreachable(String reason) {
    dialling = false;
    redial();
  }

  private void expectSignedOn(Session session) {
    if (signedOn != session && !session.isOver()) {
      desk.error(name, "SIGN_ON_UNANSWERED", "hung up after " + SIGN_ON_MILLIS + " ms");
      session.cut();
    }
  }

  private void redial() {
    if (isDialling() && !leaving) {
      wire.later(this::dial, REDIAL_MILLIS);
    }
  }

  private void dial() {
    InetSocketAddress to = target;
    if (to != null && !dialling && !refusing && !leaving && open.isEmpty()) {
      dialling = true;
      wire.dial(to, longest, this);
    }
  }
}
