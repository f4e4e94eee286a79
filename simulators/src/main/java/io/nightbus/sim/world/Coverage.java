package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What happened to charges in which state: a cell that nothing reaches proves nothing. */
final class Coverage implements Watch {
  private final Tables tables;
  private final Map<ChargeState, Map<Happening, Long>> cells = new EnumMap<>(ChargeState.class);

  /** Charges in each state at present. */
  private final Map<ChargeState, Integer> now = new EnumMap<>(ChargeState.class);

  private final Map<Long, ChargeState> states = new HashMap<>();
  private final Map<String, Long> charges = new HashMap<>();

  /** To one charge; or to all that there are at the time. */
  enum Happening {
    SENT,
    REPEATED,
    APPROVED,
    DECLINED,
    ISSUER_OUT,
    TECHNICAL,
    SEEN_BEFORE,
    MOVED_ON,
    OFFERED_AGAIN,
    LINK_LOST,
    GATEWAY_DIES,
    BOOK_FAILS,
    BOOK_FULL,
    SLEEP
  }

  /** A state and what happened in it. */
  record Cell(ChargeState state, Happening what) implements Comparable<Cell> {
    /** The domain knows it. Nothing expires: what is too old is held for a person. */
    boolean canBe() {
      if (state == ChargeState.EXPIRED) {
        return false;
      }
      return switch (what) {
        case SENT -> state == ChargeState.QUEUED;
        case REPEATED -> state == ChargeState.IN_DOUBT;
        case MOVED_ON -> !state.isTerminal();
        case APPROVED, DECLINED, ISSUER_OUT, TECHNICAL, SEEN_BEFORE ->
            state != ChargeState.ACCEPTED;
        case OFFERED_AGAIN, LINK_LOST, GATEWAY_DIES, BOOK_FAILS, BOOK_FULL, SLEEP -> true;
      };
    }

    @Override
    public int compareTo(Cell other) {
      return Comparator.comparing(Cell::state).thenComparing(Cell::what).compare(this, other);
    }
  }

  Coverage(Tables tables) {
    this.tables = tables;
  }

  /** How often each cell was reached; those that were not are left out. */
  Map<Cell, Long> reached() {
    var reached = new TreeMap<Cell, Long>();
    cells.forEach((state, times) ->
        times.forEach((what, count) -> reached.put(new Cell(state, what), count)));
    return reached;
  }

  private void one(ChargeState state, Happening what) {
    cells.computeIfAbsent(state, _ -> new EnumMap<>(Happening.class)).merge(what, 1L, Long::sum);
  }

  private void all(Happening what) {
    now.forEach((state, count) -> {
      if (count > 0) {
        one(state, what);
      }
    });
  }

  // --- what happens to one

  @Override
  public void applied(Change change) {
    switch (change) {
      case Change.ChargeAccepted(var charge) -> become(charge.id(), ChargeState.ACCEPTED);
      case Change.ChargeSent(var id, var _, var _, var stamp, var _) -> {
        happens(id, Happening.SENT);
        charges.put(stamp.stan() + "|" + stamp.transmitted(), id);
        become(id, ChargeState.SENDING);
      }
      case Change.ChargeRepeated(var id, var _) -> happens(id, Happening.REPEATED);
      case Change.ChargeMoved moved -> {
        if (moved.attempt().isEmpty()) {
          happens(moved.charge(), Happening.MOVED_ON);
        }
        become(moved.charge(), moved.to());
      }
      case Change.BatchClosed(var batch, var _) ->
          tables.charges.values().stream()
              .map(fare -> fare.charge)
              .filter(charge -> charge.batch().equals(batch.id()))
              .forEach(charge -> become(charge.id(), charge.state()));
      default -> {}
    }
  }

  private void happens(long id, Happening what) {
    ChargeState state = states.get(id);
    if (state != null) {
      one(state, what);
    }
  }

  private void become(long id, ChargeState to) {
    ChargeState from = states.put(id, to);
    if (from != null) {
      now.merge(from, -1, Integer::sum);
    }
    now.merge(to, 1, Integer::sum);
  }

  /** The operator's system offered it once more. */
  void offered(String chargeId) {
    Long id = tables.chargeById.get(chargeId);
    if (id != null) {
      happens(id, Happening.OFFERED_AGAIN);
    }
  }

  @Override
  public void heard(LinkId link, Message message) {
    boolean answers =
        link.endpoint().equals(Plan.NETWORK)
            && message.mti().isResponse()
            && message.mti().messageClass() == 1
            && message.mti().function() == 1;
    if (answers) {
      Stamp stamp = Stamp.of(message);
      Long charge = charges.get(stamp.stan() + "|" + stamp.transmitted());
      if (charge != null) {
        happens(charge, said(message.responseCode()));
      }
    }
  }

  private static Happening said(String code) {
    return switch (code) {
      case "00" -> Happening.APPROVED;
      case "91" -> Happening.ISSUER_OUT;
      case "94" -> Happening.SEEN_BEFORE;
      case "51", "05", "43" -> Happening.DECLINED;
      default -> Happening.TECHNICAL;
    };
  }

  // --- what happens to all

  @Override
  public void lost(LinkId link) {
    if (link.endpoint().equals(Plan.NETWORK)) {
      all(Happening.LINK_LOST);
    }
  }

  @Override
  public void died() {
    all(Happening.GATEWAY_DIES);
  }

  @Override
  public void befalls(Fault.Kind what) {
    switch (what) {
      case BOOK_FAILS -> all(Happening.BOOK_FAILS);
      case BOOK_FULL -> all(Happening.BOOK_FULL);
      case SLEEP -> all(Happening.SLEEP);
      default -> {}
    }
  }
}
