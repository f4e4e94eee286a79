package io.nightbus.core;

import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Inbox.Opening;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import java.util.Map;
import java.util.Optional;

/**
 * The door for what originators send: who cannot be served is told so there, who repeats gets the
 * answer that he had, and only what is new begins an exchange.
 */
final class Arrivals {
  private final Settings settings;
  private final Map<String, Peer> peers;
  private final CardTokens tokens;
  private final Outbox outbox;
  private final Exchanges exchanges;
  private boolean stopping;

  /** The book can take the ends of what is under way, and little else. */
  private boolean cramped;

  Arrivals(
      Settings settings,
      Map<String, Peer> peers,
      CardTokens tokens,
      Outbox outbox,
      Exchanges exchanges) {
    this.settings = settings;
    this.peers = peers;
    this.tokens = tokens;
    this.outbox = outbox;
    this.exchanges = exchanges;
  }

  /** What came of a message at the door. */
  sealed interface Arrival {

    /** A request: it goes on its way. */
    record Asks(Live live) implements Arrival {}

    /** An advice or a reversal, which reports what has been decided. */
    record Tells(Live live) implements Arrival {}

    /** A request that came while nothing new may begin. */
    record Barred(Live live) implements Arrival {}

    /** It has its answer, shares one that is awaited, or gets none. */
    record Dealt() implements Arrival {}
  }

  /** From now on nothing new begins. */
  void stop() {
    stopping = true;
  }

  void room(boolean enough) {
    cramped = !enough;
  }

  /**
   * Takes a request, an advice or a reversal.
   *
   * @param signedOn its link is in service; otherwise nothing new begins, but what was answered
   *     before has its answer
   */
  Arrival received(Peer from, LinkId origin, Message message, boolean signedOn) {
    if (!message.has(De.STAN)
        || !message.has(De.TRANSMISSION_TIME)
        || isZero(message.get(De.STAN))) {
      return refuse(from, origin, message, "30", "no identity");
    }
    if (Live.asks(message) && carriesMac(message)) {
      return refuse(from, origin, message, "30", "carries a MAC");
    }
    Identity identity = Identity.of(from.name(), message);
    return switch (exchanges.look(identity, message)) {
      case Opening.New<Live> _ ->
          begin(from, origin, message, identity, !signedOn ? "not signed on" : barred());
      case Opening.InProgress<Live> running -> {
        running.what().origin = origin;
        yield passOver(Fact.Kind.REQUEST_DUPLICATE, from, "in progress");
      }
      case Opening.Answered<Live> done when done.after() > outbox.durable() ->
          // The first answer still waits for the book, and may yet be withdrawn: one is enough.
          passOver(Fact.Kind.REQUEST_DUPLICATE, from, "in progress");
      case Opening.Answered<Live> done -> {
        outbox.note(Fact.Kind.REQUEST_DUPLICATE, from.name(), "answered");
        exchanges.toldAgain(identity);
        outbox.send(origin, done.answer(), 0, done.after(), Long.MAX_VALUE);
        yield new Arrival.Dealt();
      }
      case Opening.Conflict<Live> _ ->
          refuse(from, origin, message, "94", "same identity, other content");
      case Opening.Full<Live> _ when !Live.asks(message) ->
          passOver(Fact.Kind.REQUEST_REFUSED, from, "too many in progress");
      case Opening.Full<Live> _ -> {
        exchanges.refused(identity, message, from.dialect.response(message, "91").build());
        yield refuse(from, origin, message, "91", "too many in progress");
      }
    };
  }

  /** It covers elements that each leg has of its own, and there is no key here to make another. */
  private static boolean carriesMac(Message message) {
    return message.has(De.MAC_64) || message.has(De.MAC_128);
  }

  private static boolean isZero(String stan) {
    return stan.chars().allMatch(c -> c == '0');
  }

  private String barred() {
    return stopping ? "stopping" : cramped ? "no room in the store" : "";
  }

  /**
   * A request that has not been seen in this run.
   *
   * @param barred why nothing new may begin, empty where it may
   */
  private Arrival begin(
      Peer from, LinkId origin, Message message, Identity identity, String barred) {
    Optional<Settings.Route> route = route(from.name(), message);
    if (route.isEmpty()) {
      return refuse(from, origin, message, "92", "no route");
    }
    if (!barred.isEmpty() && !Live.asks(message)) {
      // No answer: who takes any for an acknowledgement would not tell it again.
      return passOver(Fact.Kind.REQUEST_REFUSED, from, barred);
    }
    Live live = live(from, origin, message, identity, route.get());
    if (!barred.isEmpty()) {
      outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), barred);
      exchanges.open(live);
      return new Arrival.Barred(live);
    }
    if (Live.asks(message)) {
      exchanges.open(live);
      return new Arrival.Asks(live);
    }
    if (message.mti().isAdvice() || message.mti().isReversal()) {
      exchanges.open(live);
      return new Arrival.Tells(live);
    }
    return refuse(from, origin, message, "12", "unknown kind of message");
  }

  private Live live(
      Peer from, LinkId origin, Message message, Identity identity, Settings.Route route) {
    Peer to = peers.get(route.to());
    if (to == null) {
      throw new IllegalStateException("no endpoint " + route.to());
    }
    return new Live(
        outbox.id(),
        identity,
        message,
        to.forwarded(message),
        route,
        from,
        to,
        message.pan().map(tokens::of).orElse(""),
        outbox.nanos(),
        origin);
  }

  private Optional<Settings.Route> route(String from, Message message) {
    String pan = message.get(De.PAN, "");
    for (Settings.Route route : settings.routes()) {
      if (route.from().equals(from)
          && (route.cards().isEmpty() || route.cards().stream().anyMatch(pan::startsWith))) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** It gets no answer, or one that is on its way to it already. */
  private Arrival passOver(Fact.Kind kind, Peer from, String why) {
    outbox.note(kind, from.name(), why);
    return new Arrival.Dealt();
  }

  private Arrival refuse(Peer from, LinkId origin, Message request, String code, String why) {
    outbox.note(Fact.Kind.REQUEST_REFUSED, from.name(), why);
    outbox.send(origin, from.dialect.response(request, code).build(), 0, 0, Long.MAX_VALUE);
    return new Arrival.Dealt();
  }
}
