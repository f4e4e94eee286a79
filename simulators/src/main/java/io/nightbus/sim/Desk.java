package io.nightbus.sim;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.NetworkCode;
import io.nightbus.sim.faults.FaultKind;
import io.nightbus.sim.faults.Faults;
import io.nightbus.sim.host.Arrival;
import io.nightbus.sim.host.Host;
import io.nightbus.sim.host.Verdict;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.ledger.LedgerEntry;
import io.nightbus.sim.ledger.Stamp;
import io.nightbus.sim.trace.Spans;
import io.nightbus.sim.traffic.Originator;
import io.nightbus.sim.traffic.Stamps;
import io.nightbus.sim.wire.Session;
import io.nightbus.sim.wire.Wire;
import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a simulator's messages meet its faults, its host and its ledger. On the wire's thread. */
final class Desk implements Originator.Outlet {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final String NOT_SIGNED_ON = "58";
  private static final int TIMELINE = 10_000;

  private final Wire wire;
  private final Dialect dialect;
  private final @Nullable Host host;
  private final Faults faults;
  private final RandomGenerator random;
  private final Spans spans;
  private final Stamps stamps = new Stamps('S');
  private final List<SimLink> links = new ArrayList<>();
  private final Map<String, Long> errors = new TreeMap<>();
  private final List<String> timeline = new ArrayList<>();
  private Ledger ledger;
  private @Nullable Originator originator;
  private double rateAtSignOn;
  private int turn;
  private long undeliverable;
  private long unmatched;

  Desk(
      Wire wire,
      Dialect dialect,
      @Nullable Host host,
      Faults faults,
      Ledger ledger,
      RandomGenerator random,
      Spans spans) {
    this.spans = spans;
    this.wire = wire;
    this.dialect = dialect;
    this.host = host;
    this.faults = faults;
    this.ledger = ledger;
    this.random = random;
  }

  void add(SimLink link) {
    links.add(link);
  }

  List<SimLink> links() {
    return links;
  }

  /** Begins anew, with the sessions there are. */
  void reset(Ledger anew, @Nullable Originator asking) {
    ledger = anew;
    originator = asking;
    errors.clear();
    timeline.clear();
    undeliverable = 0;
    unmatched = 0;
    if (host != null) {
      host.clear();
    }
  }

  /** Who asks, and how much from the first sign-on; 0 leaves that to others. */
  void originator(@Nullable Originator asking, double rate) {
    originator = asking;
    rateAtSignOn = rate;
  }

  Map<String, Long> errors() {
    return new TreeMap<>(errors);
  }

  List<String> timeline() {
    return List.copyOf(timeline);
  }

  long undeliverable() {
    return undeliverable;
  }

  long unmatched() {
    return unmatched;
  }

  void frame(SimLink link, Session session, byte[] bytes, int offset, int length) {
    if (faults.befalls(FaultKind.BLACK_HOLE, link.name, link.site)) {
      link.swallow();
      return;
    }
    switch (dialect.decode(bytes, offset, length)) {
      case Decoded.Whole(Message message) -> message(link, session, message);
      case Decoded.Malformed bad -> {
        error(link.name, bad.flaw().name(), bad.toString());
        session.cut();
      }
    }
  }

  void signOn(SimLink link, Session session) {
    send(link, session, dialect.encode(stamped(NetworkCode.SIGN_ON)));
  }

  /** Sends over the next link that is signed on, in turn. */
  @Override
  public String send(Message message) {
    for (int i = 0; i < links.size(); i++) {
      SimLink link = links.get(turn++ % links.size());
      Session session = link.signedOn();
      if (session != null && !session.isOver()) {
        send(link, session, dialect.encode(message));
        return link.name;
      }
    }
    return "";
  }

  void note(String link, String what) {
    if (timeline.size() < TIMELINE) {
      timeline.add(Stamp.now().wall() + " " + (link.isEmpty() ? what : link + ": " + what));
    }
  }

  /** Counts what a peer did wrong; never with the bytes it sent. */
  void error(String link, String name, String detail) {
    errors.merge(name, 1L, Long::sum);
    note(link, name + ": " + detail);
    LOG.debug("{}: {}: {}", link, name, detail);
  }

  private void message(SimLink link, Session session, Message message) {
    if (message.mti().isNetworkManagement()) {
      management(link, session, message);
    } else if (message.mti().isResponse()) {
      Originator asking = originator;
      if (asking == null || !asking.answered(message, Stamp.now())) {
        unmatched++;
      }
    } else {
      request(link, session, message);
    }
  }

  private void management(SimLink link, Session session, Message message) {
    NetworkCode code = dialect.networkCode(message).orElse(null);
    if (message.mti().isResponse()) {
      if (code == NetworkCode.SIGN_ON && message.responseCode().equals("00")) {
        signedOn(link, session, "signed on");
      } else if (code == NetworkCode.SIGN_ON) {
        error(link.name, "SIGN_ON_REFUSED", "answered " + message.responseCode());
        session.close();
      }
      return;
    }
    if (code == NetworkCode.SIGN_ON) {
      signedOn(link, session, "peer signed on");
    } else if (code == NetworkCode.SIGN_OFF) {
      link.signOff(session);
      note(link.name, "peer signed off");
    }
    send(
        link,
        session,
        dialect.encode(dialect.response(message, code == null ? "12" : "00").build()));
  }

  private void signedOn(SimLink link, Session session, String how) {
    link.signOn(session);
    note(link.name, how);
    if (originator != null && rateAtSignOn > 0) {
      originator.rate(rateAtSignOn, Stamp.now());
      rateAtSignOn = 0;
    }
  }

  private void request(SimLink link, Session session, Message message) {
    Stamp at = Stamp.now();
    Span span = spans.heard(message, link.name);
    var arrival = new Arrival(ledger.next(), link.name, link.site);
    Verdict verdict = verdict(link, session, message, arrival);
    boolean withheld =
        verdict.withhold() || faults.befalls(FaultKind.ANSWER_LOST, link.name, link.site);
    long delay =
        verdict.delay().nanos(random) + faults.lateMillis(link.name, link.site) * 1_000_000;
    ledger.record(
        new LedgerEntry(
            arrival.seq(),
            at,
            link.name,
            link.site,
            message,
            verdict.code(),
            verdict.approval(),
            withheld,
            delay / 1_000_000,
            verdict.effect(),
            verdict.of()));
    if (withheld) {
      Spans.withheld(span);
    } else {
      answer(link, session, message, verdict, delay, span);
    }
  }

  private Verdict verdict(SimLink link, Session session, Message message, Arrival arrival) {
    if (link.signedOn() != session) {
      error(link.name, "NOT_SIGNED_ON", message.mti() + " before a sign-on");
      return Host.refusal(NOT_SIGNED_ON);
    }
    if (message.mti().isRequest()
        && !message.mti().isReversal()
        && faults.rangeOut(message.get(De.PAN, ""), link.name, link.site)) {
      return Host.refusal("91");
    }
    Host judge = host;
    if (judge == null) {
      error(link.name, "UNEXPECTED_MTI", message.mti() + " to one who only asks");
      return Host.refusal("12");
    }
    return judge.judge(message, arrival);
  }

  private void answer(
      SimLink link, Session session, Message message, Verdict verdict, long delayNanos, Span span) {
    byte[] answer;
    try {
      Message.Builder response = dialect.response(message, verdict.code());
      verdict.others().forEach(response::set);
      if (!verdict.approval().isEmpty()) {
        response.set(De.APPROVAL_CODE, verdict.approval());
      }
      answer = dialect.encode(response.build());
    } catch (IllegalArgumentException unfit) {
      error(link.name, "UNFIT_ANSWER", String.valueOf(unfit.getMessage()));
      Spans.withheld(span);
      return;
    }
    if (delayNanos == 0) {
      answer(link, session, answer, verdict.code(), span);
    } else {
      wire.laterNanos(() -> answer(link, session, answer, verdict.code(), span), delayNanos);
    }
  }

  private void answer(SimLink link, Session session, byte[] answer, String code, Span span) {
    send(link, session, answer);
    Spans.answered(span, code);
  }

  private void send(SimLink link, Session session, byte[] message) {
    if (session.isOver()) {
      undeliverable++;
    } else if (faults.befalls(FaultKind.BLACK_HOLE, link.name, link.site)) {
      link.swallow();
    } else {
      link.send(session, message);
    }
  }

  private Message stamped(NetworkCode code) {
    Stamp now = Stamp.now();
    return dialect
        .networkRequest(code)
        .set(De.TRANSMISSION_TIME, stamps.transmissionTime(now))
        .set(De.STAN, stamps.stan())
        .build();
  }
}
