package io.nightbus.core;

import io.nightbus.core.transit.Charge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads an endpoint's backlog out of the book, piece by piece as there is room in memory, and
 * canaries of card ranges that are out as they are wanted.
 */
final class Reading {
  private static final int CANARIES = 8;

  /** Read from the book at a time: while it reads, nobody's request is stored. */
  private static final int READ = 250;

  private final Outbox outbox;
  private final Obligations obligations;
  private final Charges charges;
  private final Replay replay;
  private final Map<Long, Peer> questions = new HashMap<>();

  /** For which card range canaries were asked for. */
  private final Map<Long, String> asking = new HashMap<>();

  Reading(Outbox outbox, Obligations obligations, Charges charges, Replay replay) {
    this.outbox = outbox;
    this.obligations = obligations;
    this.charges = charges;
    this.replay = replay;
  }

  /** Asks the book for what is wanted next. */
  void goOn(Peer peer) {
    if (peer.hasUnread() && !peer.unread.isAsked() && peer.lanes.size() < Owing.WINDOW - READ) {
      long after = peer.unread.ask();
      questions.put(outbox.load(new Query.Backlog(peer.name(), after, READ)), peer);
    }
    for (String range : replay.wantingCanaries(peer)) {
      replay.asked(range);
      long query = outbox.load(new Query.Canaries(peer.name(), range, CANARIES));
      peer.unread.askedForCanaries();
      questions.put(query, peer);
      asking.put(query, range);
    }
  }

  /** The book has answered. */
  boolean loaded(long query, Loads loads) {
    Peer peer = questions.remove(query);
    if (peer == null) {
      return false;
    }
    String range = asking.remove(query);
    if (range != null && loads instanceof Loads.Charges(var found)) {
      canaries(peer, range, found);
      return true;
    }
    if (loads instanceof Loads.Backlog backlog) {
      backlog(peer, backlog);
      return true;
    }
    return false;
  }

  private void backlog(Peer peer, Loads.Backlog backlog) {
    Set<Long> ended = peer.unread.read(backlog);
    backlog.obligations().stream()
        .filter(it -> !ended.contains(it.id()))
        .forEach(it -> obligations.loaded(peer, it));
    enter(peer, backlog.charges(), ended);
    peer.unread.cleared().forEach(peer::freed);
  }

  private void canaries(Peer peer, String range, List<Charge> found) {
    Set<Long> ended = peer.unread.canariesCame();
    if (found.isEmpty()) {
      replay.nobody(range);
    }
    enter(peer, found, ended);
  }

  private void enter(Peer peer, List<Charge> read, Set<Long> ended) {
    for (Charge charge : read) {
      if (!ended.contains(charge.id())) {
        switch (charges.loaded(peer, charge)) {
          case Charges.Entering.Queue(var entry) -> peer.lanes.add(entry);
          case Charges.Entering.Reversal(var reversal) ->
              obligations.inPlaceOfCharge(peer, reversal);
          case Charges.Entering.Nothing _ -> {}
        }
      }
    }
  }
}
