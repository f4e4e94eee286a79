package io.nightbus.core;

import io.nightbus.core.exchange.Awaiting.Match;
import io.nightbus.core.link.Doubt;
import io.nightbus.core.link.Link;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.core.link.Step;
import io.nightbus.core.route.Health;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.transit.Tally;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.NetworkCode;
import io.nightbus.iso.dialect.StandInReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The core that ships: takes every event, asks the rooms, and turns what they say into effects. All
 * control flow begins here; a transaction can be read from top to bottom in {@link LiveTraffic} and
 * ends in {@link Exchanges}, a delivery in {@link Deliveries}.
 */
public final class Switchboard implements Core {
  /** Echoes that a peer who answers requests leaves unanswered before people are told. */
  private static final int ECHOES_IGNORED = 2;

  private final Outbox outbox;
  private final Map<String, Peer> peers = new LinkedHashMap<>();
  private final Map<LinkId, Link> links = new HashMap<>();
  private final Recovered recovered;
  private final Strays strays;
  private final Recovery recovery;
  private final Arrivals arrivals;
  private final LiveTraffic live;
  private final TakeOver takeOver;
  private final Exchanges exchanges;
  private final Deliveries deliveries;
  private final Reading reading;
  private final Replay replay;
  private final Intake intake;
  private final Hand hand;
  private final LinkChanges linkChanges;
  private final LinkOrders linkOrders;
  private final BreakerOrders breakerOrders;
  private final Orders orders;
  private final Parking parking;
  private final Overview overview;
  private final List<Long> stopCommands = new ArrayList<>();
  private boolean stopping;

  /**
   * Makes the core; {@link #start} sets it going.
   *
   * @param jitter the only source of chance; seeded, so that a run can be repeated
   */
  public Switchboard(
      Settings settings,
      Recovered recovered,
      CardTokens tokens,
      RandomGenerator jitter,
      Moment now) {
    this.recovered = recovered;
    this.outbox = new Outbox(recovered.lastId(), now);
    this.strays = new Strays(outbox);
    var counters = new Counters();
    recovered
        .counters()
        .forEach(it -> counters.add(it.scope(), it.window(), it.count(), it.amount()));
    var tally = new Tally();
    recovered.charges().forEach(it -> tally.add(it.state(), it.count(), it.amount()));
    for (Settings.Endpoint endpoint : settings.endpoints()) {
      var peer =
          new Peer(
              endpoint,
              settings.backlogRate(endpoint),
              settings.clients(endpoint),
              recovered,
              outbox,
              jitter);
      peers.put(endpoint.name(), peer);
      peer.links.forEach(link -> links.put(link.id(), link));
    }

    this.replay = new Replay(settings, recovered, outbox);
    var atWork = new AtWork(outbox, replay, recovered);
    var moves = new Moves(outbox, tally, atWork, replay);
    var budgets = new Budgets(outbox, atWork, replay);
    var charges = new Charges(outbox, jitter, atWork, moves, budgets, replay);

    var debts = new Debts(outbox);
    var obligations = new Obligations(outbox, jitter, counters, debts, charges);
    this.reading = new Reading(outbox, obligations, charges, replay);
    this.deliveries = new Deliveries(outbox, obligations, charges, replay, reading);

    var owing = new Owing(outbox, debts);
    var decisions = new Decisions(settings, recovered, outbox, owing, counters);
    this.exchanges = new Exchanges(outbox, owing, decisions);
    this.arrivals = new Arrivals(settings, peers, tokens, outbox, exchanges);
    this.takeOver = new TakeOver(outbox, owing, decisions, exchanges);
    this.live = new LiveTraffic(outbox, arrivals, takeOver, exchanges, owing, decisions);
    this.recovery = new Recovery(peers, tokens, outbox, owing, exchanges);

    this.orders = new Orders(settings, outbox, decisions);
    this.parking = new Parking(peers, outbox, obligations);
    this.overview = new Overview(settings, peers, outbox, tally, replay, strays, decisions);
    this.intake = new Intake(settings, peers, tokens, outbox, tally, replay);
    Optional<Peer> transit = settings.transitTo().flatMap(to -> Optional.ofNullable(peers.get(to)));
    this.hand = new Hand(transit, outbox, atWork, moves, budgets, replay);
    this.linkChanges = new LinkChanges(peers, links, outbox, this::step);
    this.linkOrders = new LinkOrders(peers, linkChanges, outbox, this::step);
    this.breakerOrders = new BreakerOrders(peers, outbox);

    peers.values().forEach(peer -> peer.whenCleared(lane -> live.laneCleared(peer, lane)));
    replay.whenLifted(endpoint ->
        Optional.ofNullable(peers.get(endpoint)).ifPresent(peer -> peer.unread.rewind()));
  }

  @Override
  public void start(Moment now, Effects out) {
    outbox.at(now, out);
    recovery.resolve(recovered.open());
    peers.values().forEach(this::tickLinks);
    peers.values().forEach(deliveries::pump);
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    outbox.at(now, out);
    switch (event) {
      case Event.Received(var id, var message) -> received(id, message);
      case Event.Unreadable(var id, var flaw) -> unreadable(id, flaw.flaw().name());
      case Event.LinkConnected(var id) -> step(link(id), link(id).connected(outbox.nanos()));
      case Event.LinkOpened(var id) -> step(link(id), link(id).opened(outbox.nanos()));
      case Event.LinkStalls(var id) -> step(link(id), link(id).stalled(outbox.nanos()));
      case Event.LinkLost(var id, var why) -> lost(link(id), why);
      case Event.Unsent(var id, var token, var why) -> unsent(id, token, why);
      case Event.Written(var id) -> exchanges.written(id);
      case Event.Stored(var sequence) -> {
        outbox.stored(sequence);
        links.values().forEach(link -> link.stored(sequence, outbox.nanos()));
        exchanges.stored(sequence);
      }
      case Event.Clashed(var sequence, var known) -> exchanges.clashed(sequence, known);
      case Event.Loaded(var query, var loads) -> loaded(query, loads);
      case Event.Room(var enough) -> room(enough);
      case Event.Commanded(var command, var what) -> commanded(command, what);
      case Event.Tick _ -> tick();
    }
    for (Peer peer : peers.values()) {
      if (deliveries.hasWork(peer)) {
        deliveries.pump(peer);
      }
    }
  }

  private Link link(LinkId id) {
    Link link = links.get(id);
    if (link == null) {
      throw new IllegalStateException("no link " + id);
    }
    return link;
  }

  private Peer peer(LinkId id) {
    Peer peer = peers.get(id.endpoint());
    if (peer == null) {
      throw new IllegalStateException("no endpoint " + id.endpoint());
    }
    return peer;
  }

  // --- messages

  private void received(LinkId id, Message message) {
    Peer peer = peer(id);
    Link link = link(id);
    step(link, link.heard(outbox.nanos()));
    if (message.mti().isResponse()) {
      response(peer, id, message);
    } else if (message.mti().isNetworkManagement()) {
      managed(peer, link, message);
    } else {
      live.received(peer, id, message, link.isUsable());
    }
  }

  private void response(Peer peer, LinkId id, Message message) {
    switch (peer.awaiting.match(message)) {
      case Match.Matched<Flight>(var _, var flight) -> answered(peer, flight, message);
      case Match.Late<Flight>(var _, var flight) -> {
        switch (flight) {
          case Flight.Request request -> live.late(request, message);
          case Flight.Delivery delivery -> deliveries.late(peer, delivery, message);
          case Flight.Management _ -> outbox.note(Fact.Kind.ANSWER_LATE, peer.name(), "MANAGEMENT");
        }
      }
      case Match.Duplicate<Flight> _ -> outbox.note(Fact.Kind.ANSWER_DUPLICATE, peer.name(), "");
      case Match.Mispaired<Flight>(var element, var flight) -> {
        // Whatever it carries that is not its request's may be DE 37.
        Trail trail =
            Trail.of(flight instanceof Flight.Request asked ? asked.live().request : message);
        outbox.note(Fact.Kind.ANSWER_MISPAIRED, id.toString(), element.toString(), trail);
        step(link(id), link(id).mispaired(outbox.nanos()));
        if (flight instanceof Flight.Request request) {
          live.mispaired(request, element);
        }
      }
      case Match.Unsolicited<Flight> _ -> strays.came(peer, id, message);
    }
  }

  private void answered(Peer peer, Flight flight, Message message) {
    switch (flight) {
      case Flight.Request request -> live.answered(request, message);
      case Flight.Delivery delivery -> deliveries.answered(peer, delivery, message);
      case Flight.Management(var link, var code, var _) ->
          step(
              link,
              link.answered(
                  code,
                  peer.dialect.classify(message.responseCode(), outbox.now().day()).isApproval(),
                  outbox.nanos()));
    }
  }

  private void managed(Peer peer, Link link, Message message) {
    NetworkCode code = peer.dialect.networkCode(message).orElse(null);
    outbox.send(
        link.id(), peer.dialect.response(message, answerTo(code)).build(), 0, 0, Long.MAX_VALUE);
    if (code != null) {
      boolean restarts = peer.dialect.signOnMeansRestart();
      step(link, link.asked(code, restarts, outbox.nanos()));
    }
  }

  /** No keys are kept here: a peer that heard 00 would go on under one that we have not taken. */
  private static String answerTo(@Nullable NetworkCode asked) {
    return switch (asked) {
      case null -> "12";
      case KEY_CHANGE, NEW_KEY -> "40";
      case SIGN_ON, SIGN_OFF, ECHO, CUTOVER -> "00";
    };
  }

  private void unreadable(LinkId id, String flaw) {
    outbox.note(Fact.Kind.UNREADABLE, id.toString(), flaw);
    cut(id, LossReason.UNREADABLE);
  }

  /** Until we hear that it is gone, nothing else is given to it. */
  private void cut(LinkId id, LossReason why) {
    outbox.add(new Effect.Close(id, why));
    Optional.ofNullable(links.get(id)).ifPresent(link -> link.refused(outbox.nanos()));
  }

  // --- links

  private void step(Link link, Step step) {
    LinkId id = link.id();
    Peer peer = peer(id);
    peer.target.tellWhetherAlone();
    switch (step) {
      case Step.Nothing _ -> {}
      case Step.Dial _ -> outbox.add(new Effect.Open(id));
      case Step.Say(var code) -> say(peer, link, code);
      case Step.Cut(var why) -> cut(id, why);
      case Step.Doubted(var why) -> outbox.note(Fact.Kind.LINK_DOUBT, id.toString(), why.name());
      case Step.Rose _ -> {
        outbox.note(Fact.Kind.LINK_STATE, id.toString(), "UP");
        deliveries.unblock(peer);
      }
      case Step.Fell(var why) -> outbox.note(Fact.Kind.LINK_STATE, id.toString(), why.name());
    }
  }

  private void say(Peer peer, Link link, NetworkCode code) {
    Message.Builder request = peer.dialect.networkRequest(code);
    if (code == NetworkCode.ECHO && link.echoesIgnored() == ECHOES_IGNORED) {
      outbox.note(Fact.Kind.LINK_DOUBT, link.id().toString(), "ECHO_UNANSWERED");
    }
    Stamp stamp = peer.stamps.issue(request.build().mti());
    Message message = stamp.onto(request.build()).build();
    long deadline = outbox.nanos() + Duration.ofSeconds(30).toNanos();
    long after = peer.stamps.lease();
    peer.awaiting.add(stamp, message, deadline, new Flight.Management(link, code, after));
    outbox.send(link.id(), message, 0, after, deadline);
  }

  /** Whatever was out on it may have been acted upon. */
  private void lost(Link link, LossReason why) {
    Peer peer = peer(link.id());
    Step step = link.lost(why, outbox.nanos());
    step(link, step);
    if (step instanceof Step.Nothing) {
      // It never carried traffic: an address that was announced and cannot be reached is told too.
      outbox.note(Fact.Kind.LINK_STATE, link.id().toString(), why.name());
    }
    if (link.isFlapping(outbox.nanos())) {
      outbox.note(Fact.Kind.LINK_DOUBT, link.id().toString(), "FLAPPING");
    }
    for (Flight flight : peer.awaiting.giveUp(flight -> flight.link() == link)) {
      gaveUp(peer, flight, StandInReason.LINK_LOST, why.name(), Health.NEUTRAL);
    }
    if (stopping) {
      finishStopping();
    }
  }

  private void gaveUp(Peer peer, Flight flight, StandInReason why, String detail, Health health) {
    switch (flight) {
      case Flight.Request request -> live.unknown(request, why, detail, health);
      case Flight.Delivery delivery -> deliveries.unanswered(peer, delivery, health);
      case Flight.Management _ -> {}
    }
  }

  private void unsent(LinkId id, long token, Event.Unsent.Why why) {
    Link link = links.get(id);
    if (why == Event.Unsent.Why.LINK_GONE && link != null) {
      link.refused(outbox.nanos());
    }
    if (token == 0) {
      return;
    }
    if (token % 2 == 1) {
      exchanges.undelivered(token, why);
      return;
    }
    Peer peer = peer(id);
    peer.awaiting
        .removeNewest(flight -> flight.token() == token)
        .ifPresent(flight -> neverLeft(peer, flight, why));
  }

  private void neverLeft(Peer peer, Flight flight, Event.Unsent.Why why) {
    switch (flight) {
      case Flight.Request request -> live.unsent(request, why);
      case Flight.Delivery delivery -> deliveries.unsent(peer, delivery);
      case Flight.Management _ -> {}
    }
  }

  private void tickLinks(Peer peer) {
    long now = outbox.nanos();
    for (Link link : peer.target.atSickSites(now)) {
      step(link, link.doubt(Doubt.SITE, now));
    }
    for (Link link : peer.links) {
      if (link.maySignOffLater(now) && exchanges.owesAnswerOver(link.id())) {
        link.drainLater(now);
        continue;
      }
      boolean othersAnswer = peer.target.othersAnswerWhile(link);
      step(link, link.tick(now, othersAnswer));
      if (link.isDeaf(now) && othersAnswer) {
        cut(link.id(), LossReason.UNANSWERED);
      }
    }
    linkChanges.settle(peer);
  }

  // --- the book, commands, time

  private void loaded(long query, Loads loads) {
    boolean taken =
        intake.loaded(query, loads)
            || reading.loaded(query, loads)
            || hand.loaded(query, loads)
            || exchanges.loaded(query, loads)
            || takeOver.loaded(query, loads)
            || parking.loaded(query, loads);
    if (!taken) {
      throw new IllegalStateException("nobody asked the book question " + query);
    }
  }

  private void room(boolean enough) {
    arrivals.room(enough);
    live.room(enough);
    intake.room(enough);
    outbox.note(Fact.Kind.STORE_ROOM, "", enough ? "ENOUGH" : "SCARCE");
  }

  private void commanded(long command, Command what) {
    switch (what) {
      case Command.OpenBatch _, Command.OfferCharges _, Command.CloseBatch _ ->
          intake.command(command, what, false);
      case Command.ChargeOrder order -> hand.command(command, order);
      case Command.StandInOrder order -> orders.command(command, order, false);
      case Command.ParkedOrder order -> parking.command(command, order, false);
      case Command.ShowStatus _ -> outbox.reply(command, new Result.Showing(overview.status()), 0);
      case Command.LinkOrder order -> outbox.reply(command, linkOrders.obey(order, false), 0);
      case Command.BreakerOrder order -> outbox.reply(command, breakerOrders.obey(order, false), 0);
      case Command.KeepAct act -> orders.keep(command, act);
      case Command.DryRun(var order) -> rehearsed(command, order);
      case Command.Stop _ -> {
        stopCommands.add(command);
        stop();
      }
    }
  }

  private void rehearsed(long command, Command order) {
    switch (order) {
      case Command.ChargeOrder(var action, var by, var reason, var _) ->
          hand.command(command, new Command.ChargeOrder(action, by, reason, true));
      case Command.StandInOrder what -> orders.command(command, what, true);
      case Command.ParkedOrder what -> parking.command(command, what, true);
      case Command.LinkOrder what -> outbox.reply(command, linkOrders.obey(what, true), 0);
      case Command.BreakerOrder what -> outbox.reply(command, breakerOrders.obey(what, true), 0);
      case Command.OpenBatch _, Command.OfferCharges _ -> intake.command(command, order, true);
      case Command.CloseBatch _,
          Command.ShowStatus _,
          Command.KeepAct _,
          Command.DryRun _,
          Command.Stop _ ->
          outbox.reply(command, new Result.Refused("of this there is no dry run"), 0);
    }
  }

  private void tick() {
    linkOrders.tick();
    breakerOrders.tick();
    orders.tick();
    replay.tick();
    for (Peer peer : peers.values()) {
      peer.awaiting.expired(outbox.nanos()).forEach(flight -> expired(peer, flight));
      tickLinks(peer);
    }
    live.tick();
    exchanges.tick();
    if (stopping) {
      finishStopping();
    }
  }

  /**
   * What still waits for the book has not left, and will not: it was not to go out after this
   * moment. A slow book is no fault of the peer's.
   */
  private void expired(Peer peer, Flight flight) {
    if (flight.after() > outbox.durable()) {
      neverLeft(peer, flight, Event.Unsent.Why.TOO_LATE);
      return;
    }
    if (flight instanceof Flight.Request || flight instanceof Flight.Delivery) {
      flight.ended(false, outbox);
    }
    gaveUp(peer, flight, StandInReason.TIMEOUT, "TIMEOUT", Health.SICK);
  }

  @Override
  public long nextDeadline() {
    long next = Math.min(live.deadline(), exchanges.deadline());
    next = Math.min(next, Math.min(linkOrders.deadline(), breakerOrders.deadline()));
    next = Math.min(next, Math.min(orders.deadline(), replay.deadline()));
    for (Peer peer : peers.values()) {
      next = Math.min(next, Math.min(peer.awaiting.deadline(), deliveries.deadline(peer)));
      for (Link link : peer.links) {
        next = Math.min(next, link.deadline());
      }
    }
    return next;
  }

  // --- stopping

  private void stop() {
    stopping = true;
    arrivals.stop();
    finishStopping();
  }

  /** What is in flight may finish; then sign off and close. */
  private void finishStopping() {
    boolean quiet =
        exchanges.inProgress() == 0
            && peers.values().stream().noneMatch(peer -> peer.lanes.inFlight() > 0);
    if (!quiet) {
      return;
    }
    for (Link link : links.values().stream().filter(Link::isUsable).toList()) {
      step(link, link.drain(outbox.nanos()));
      step(link, link.tick(outbox.nanos(), false));
    }
    stopCommands.forEach(
        command -> outbox.reply(command, new Result.Stopped(), outbox.submitted()));
    stopCommands.clear();
  }
}
