package io.nightbus.ops.links;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.NetworkCode;
import io.nightbus.ops.stage.StageFailure;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.wire.Session;
import io.nightbus.sim.wire.SessionEvents;
import io.nightbus.sim.wire.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The acquirer that asks the gateway, at a steady pace whatever comes back. */
final class Asker implements SessionEvents {
  private static final DateTimeFormatter SENT =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Wire wire;
  private final Dialect dialect;
  private final Map<String, Ask> asks = new HashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final CountDownLatch signedOn;
  private long number;
  private long strays;

  /** Requests to one peer's cards, so many a second until it is stopped. */
  final class Course {
    private final int peer;
    private final long interval;
    private final long begin = System.nanoTime();
    private final List<Ask> made = new ArrayList<>();
    private final @Nullable Consumer<Ask> heard;
    private long count;
    private boolean stopped;

    private Course(int peer, double perSecond, @Nullable Consumer<Ask> heard) {
      this.peer = peer;
      this.interval = (long) (1e9 / perSecond);
      this.heard = heard;
    }

    private void keepPace() {
      while (!stopped && begin + count * interval <= System.nanoTime()) {
        count++;
        Ask ask = ask(peer, heard);
        if (heard == null) {
          made.add(ask);
        }
      }
      if (!stopped) {
        wire.laterNanos(this::keepPace, Math.max(1, begin + count * interval - System.nanoTime()));
      }
    }

    /** No more of them. */
    void stop() {
      wire.call(() -> stopped = true);
    }

    /** How many were asked so far. */
    long count() {
      return wire.call(() -> count);
    }

    /** Those that were asked before that moment; they are forgotten here. */
    List<Ask> take(long before) {
      return wire.call(() -> {
        List<Ask> old = made.stream().filter(ask -> ask.asked < before).toList();
        made.removeAll(Set.copyOf(old));
        asks.values().removeAll(Set.copyOf(old));
        return old;
      });
    }

    /** Those that were asked so far; read them on the loop only, or when it has stopped. */
    List<Ask> asks() {
      return wire.call(() -> List.copyOf(made));
    }
  }

  /** Connects so many times and waits until it has signed on. */
  Asker(Wire wire, Dialect dialect, int port, int connections) {
    this.wire = wire;
    this.dialect = dialect;
    signedOn = new CountDownLatch(connections);
    for (int i = 0; i < connections; i++) {
      wire.dial(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          dialect.framing().longest(),
          this);
    }
    try {
      if (!signedOn.await(20, TimeUnit.SECONDS)) {
        throw new StageFailure("the asker was not signed on after 20 s");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  Course begin(int peer, double perSecond) {
    return begin(new Course(peer, perSecond, null));
  }

  /** Keeps none of them: each is handed over when it is answered, on the loop, and forgotten. */
  Course begin(int peer, double perSecond, Consumer<Ask> heard) {
    return begin(new Course(peer, perSecond, heard));
  }

  private Course begin(Course course) {
    wire.run(course::keepPace);
    return course;
  }

  /** Answers to nothing that was asked, or to what was answered before. */
  long strays() {
    return wire.call(() -> strays);
  }

  /** The first digits of this peer's cards. */
  static String range(int peer) {
    return String.format(Locale.ROOT, "5555%02d", peer);
  }

  private Ask ask(int peer, @Nullable Consumer<Ask> heard) {
    String sent = SENT.format(Instant.now());
    long serial = ++number;
    String reference = String.format(Locale.ROOT, "%012d", serial);
    Message request =
        Message.of(Mti.AUTHORISATION_REQUEST)
            .set(De.PAN, Cards.number(range(peer), serial % 100_000).digits())
            .set(De.PROCESSING_CODE, "000000")
            .set(De.AMOUNT, "000000000280")
            .set(De.TRANSMISSION_TIME, sent)
            .set(De.STAN, String.format(Locale.ROOT, "%06d", 1 + serial % 999_999))
            .set(De.LOCAL_TIME, sent.substring(4))
            .set(De.LOCAL_DATE, sent.substring(0, 4))
            .set(De.EXPIRY, "3012")
            .set(De.MERCHANT_TYPE, "4111")
            .set(De.ENTRY_MODE, "071")
            .set(De.CONDITION_CODE, "00")
            .set(De.ACQUIRER, "400001")
            .set(De.RRN, reference)
            .set(De.TERMINAL, "LINKS001")
            .set(De.MERCHANT, "MERCHANT0000001")
            .set(De.CURRENCY, "826")
            .build();
    var ask = new Ask(peer, System.nanoTime(), heard);
    asks.put(reference, ask);
    if (!sessions.isEmpty()) {
      sessions.get((int) (serial % sessions.size())).send(dialect.encode(request));
    }
    return ask;
  }

  /** Whatever of it arrives at a peer. */
  void arrived(Message message, int link) {
    Ask ask = asks.get(message.get(De.RRN, ""));
    if (ask == null) {
      return;
    }
    if (message.mti().isReversal()) {
      ask.reversals++;
    } else {
      ask.repeated |= message.mti().isRepeat();
      ask.link = link;
      ask.arrived = System.nanoTime();
    }
  }

  @Override
  public void opened(Session session) {
    session.send(
        dialect.encode(
            dialect
                .networkRequest(NetworkCode.SIGN_ON)
                .set(De.TRANSMISSION_TIME, SENT.format(Instant.now()))
                .set(De.STAN, String.format(Locale.ROOT, "%06d", ++number))
                .build()));
  }

  @Override
  public void frame(Session session, byte[] bytes, int offset, int length) {
    if (!(dialect.decode(bytes, offset, length) instanceof Decoded.Whole(Message message))) {
      throw new StageFailure("the gateway sent something that is not a message");
    }
    if (!message.mti().isResponse()) {
      session.send(dialect.encode(dialect.response(message, "00").build()));
    } else if (message.mti().isNetworkManagement()) {
      sessions.add(session);
      signedOn.countDown();
    } else {
      String reference = message.get(De.RRN, "");
      Ask ask = asks.get(reference);
      if (ask == null || !ask.isLost()) {
        strays++;
        return;
      }
      ask.answered = System.nanoTime();
      ask.code = message.responseCode();
      if (ask.heard != null) {
        asks.remove(reference);
        ask.heard.accept(ask);
      }
    }
  }

  @Override
  public void broken(Session session, String reason) {
    sessions.remove(session);
  }

  @Override
  public void closed(Session session) {
    sessions.remove(session);
  }
}
