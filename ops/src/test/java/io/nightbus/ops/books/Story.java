package io.nightbus.ops.books;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A clean run, told by every side; a test then forges one word of it. */
final class Story {
  static final String DAY = "2026-11-23";
  static final String BATCH = "night-1";
  static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

  final List<Order> orders = new ArrayList<>();
  final List<LedgerLine> network = new ArrayList<>();
  final List<LedgerLine> issuer = new ArrayList<>();
  final List<JournalLine> acquirerJournal = new ArrayList<>();
  final List<JournalLine> networkJournal = new ArrayList<>();
  final List<Store.Charge> charges = new ArrayList<>();
  final List<Store.Attempt> attempts = new ArrayList<>();
  final List<Store.Obligation> obligations = new ArrayList<>();
  final List<Store.Decision> decisions = new ArrayList<>();
  final List<Store.Exchange> exchanges = new ArrayList<>();
  final List<Store.Counter> counters = new ArrayList<>();
  final List<Store.Batch> batches = new ArrayList<>();
  final Map<String, Set<String>> guarantees = new LinkedHashMap<>();
  Evidence.Limits limits = new Evidence.Limits(10_000, 10, 30_000);
  private int stan;
  private long id;

  Evidence evidence() {
    Map<String, Ledger> ledgers = new LinkedHashMap<>();
    ledgers.put("network", new Ledger(network));
    ledgers.put("issuer", new Ledger(issuer));
    return new Evidence(
        orders,
        ledgers,
        List.of(
            new Journal("acquirer", "network", acquirerJournal),
            new Journal("network", "issuer", networkJournal)),
        new Store(charges, attempts, obligations, decisions, exchanges, counters, allBatches()),
        guarantees,
        limits);
  }

  /** The forged ones, or the one that fits the charges that were told. */
  private List<Store.Batch> allBatches() {
    if (!batches.isEmpty() || orders.isEmpty()) {
      return batches;
    }
    long amount = orders.stream().mapToLong(Order::amount).sum();
    return List.of(new Store.Batch(BATCH, "QUEUED", orders.size(), amount, orders.size(), amount));
  }

  Balance balance() {
    return Books.audit(evidence());
  }

  private List<LedgerLine> ledger(String endpoint) {
    return endpoint.equals("network") ? network : issuer;
  }

  String nextStan() {
    return "%06d".formatted(++stan);
  }

  long nextId() {
    return ++id;
  }

  /** One more message at a host. */
  LedgerLine heard(
      String endpoint,
      String mti,
      String stanOf,
      String rrn,
      long amount,
      String card,
      String code,
      String effect,
      long of) {
    List<LedgerLine> ledger = ledger(endpoint);
    long seq = ledger.size() + 1L;
    boolean approved = code.equals("00") && mti.equals("0100");
    var line =
        new LedgerLine(
            seq,
            START.plusSeconds(seq),
            mti,
            false,
            "1123010000",
            stanOf,
            rrn,
            amount,
            "826",
            card,
            code,
            false,
            approved ? approvalOf(rrn) : "",
            effect,
            of);
    ledger.add(line);
    return line;
  }

  static String approvalOf(String rrn) {
    String padded = "0000" + rrn;
    return "AP" + padded.substring(padded.length() - 4);
  }

  // --- charges

  /**
   * A charge of the file that is in the book in this state, asked for once, without an effect yet.
   */
  String charge(String name, String card, long amount, String state, String code, String effect) {
    long number = nextId();
    String rrn = "%010d01".formatted(number);
    orders.add(new Order(name, card, amount, "826"));
    String approval = code.equals("00") ? approvalOf(rrn) : "";
    charges.add(
        new Store.Charge(
            number,
            name,
            BATCH,
            "network",
            "lane-" + card,
            amount,
            "826",
            state,
            1,
            "",
            code,
            approval));
    attempts.add(attempt(name, 1, rrn, "ANSWERED", code));
    heard("network", "0100", nextStan(), rrn, amount, card, code, effect, 0);
    return rrn;
  }

  private static Store.Attempt attempt(
      String charge, int number, String rrn, String state, String code) {
    String approval = code.equals("00") ? approvalOf(rrn) : "";
    return new Store.Attempt(charge, number, rrn, 1, state, code, approval);
  }

  void authorised(String name, String card, long amount) {
    charge(name, card, amount, "AUTHORISED", "00", "APPLIED");
  }

  void declined(String name, String card, long amount) {
    charge(name, card, amount, "DECLINED", "51", "DECLINED");
  }

  /** Sent, nothing came back, and the network promises nothing. */
  void held(String name, String card, long amount, boolean applied) {
    charge(name, card, amount, "HELD", applied ? "00" : "51", applied ? "APPLIED" : "DECLINED");
    Store.Attempt sent = attempts.removeLast();
    attempts.add(attempt(name, 1, sent.rrn(), "UNANSWERED", ""));
  }

  /** Reversed after an unknown outcome, then asked for anew: two references, one effect. */
  void reversedAndSentAgain(String name, String card, long amount) {
    reversedAndSentAgain(name, card, amount, "AUTHORISED");
  }

  /** The same; any other fate than authorised follows from a decline of the second. */
  void reversedAndSentAgain(String name, String card, long amount, String state) {
    boolean good = state.equals("AUTHORISED");
    String first = charge(name, card, amount, "AUTHORISED", "00", "APPLIED");
    long applied = network.getLast().seq();
    Store.Attempt sent = attempts.removeLast();
    attempts.add(attempt(name, 1, first, "REVERSED", ""));
    owe("network", "REVERSAL", 0, charges.getLast().id(), first, amount, "0420");
    heard(
        "network",
        "0420",
        obligations.getLast().stan(),
        first,
        amount,
        card,
        "00",
        "UNDONE",
        applied);
    String second = sent.rrn().substring(0, 10) + "02";
    attempts.add(attempt(name, 2, second, "ANSWERED", good ? "00" : "51"));
    Store.Charge c = charges.removeLast();
    charges.add(
        new Store.Charge(
            c.id(),
            name,
            BATCH,
            "network",
            c.lane(),
            amount,
            "826",
            state,
            2,
            "",
            good ? "00" : "51",
            good ? approvalOf(second) : ""));
    heard(
        "network",
        "0100",
        nextStan(),
        second,
        amount,
        card,
        good ? "00" : "51",
        good ? "APPLIED" : "DECLINED",
        0);
  }

  // --- live

  /** A live request that its host answered, and the answer was heard. */
  String live(String originator, String rrn, String card, long amount, String code) {
    String endpoint = originator.equals("acquirer") ? "network" : "issuer";
    boolean approved = code.equals("00");
    heard(
        endpoint,
        "0100",
        nextStan(),
        rrn,
        amount,
        card,
        code,
        approved ? "APPLIED" : "DECLINED",
        0);
    String approval = approved ? approvalOf(rrn) : "";
    told(
        originator,
        rrn,
        card,
        amount,
        approved ? JournalLine.State.APPROVED : JournalLine.State.DECLINED,
        code,
        approval);
    exchange(originator, rrn, amount, approved ? "APPROVED" : "DECLINED", code, approval);
    return rrn;
  }

  void told(
      String originator,
      String rrn,
      String card,
      long amount,
      JournalLine.State state,
      String code,
      String approval) {
    List<JournalLine> journal = originator.equals("acquirer") ? acquirerJournal : networkJournal;
    journal.add(
        new JournalLine(
            journal.size() + 1,
            rrn,
            amount,
            "826",
            card,
            state,
            code.isEmpty() ? 0 : 1,
            code,
            approval));
  }

  Store.Exchange exchange(
      String originator, String rrn, long amount, String verdict, String code, String approval) {
    var exchange =
        new Store.Exchange(
            nextId(),
            originator,
            originator.equals("acquirer") ? "network" : "issuer",
            rrn,
            amount,
            "826",
            verdict,
            code,
            approval,
            Optional.empty());
    exchanges.add(exchange);
    return exchange;
  }

  /** Stand-in said yes; the advice has arrived. */
  void stoodIn(String rrn, String card, long amount) {
    told("network", rrn, card, amount, JournalLine.State.APPROVED, "00", "SI" + rrn.substring(8));
    var exchange =
        exchange("network", rrn, amount, "STOOD_IN_APPROVED", "00", "SI" + rrn.substring(8));
    decide(exchange, true, "00", "SI" + rrn.substring(8), false);
    owe("issuer", "ADVICE", exchange.id(), 0, rrn, amount, "0120");
    heard("issuer", "0120", obligations.getLast().stan(), rrn, amount, card, "00", "APPLIED", 0);
  }

  /** What stand-in decided on an exchange; the card's counter goes with it where it counts. */
  void decide(
      Store.Exchange exchange, boolean approved, String code, String approval, boolean withdrawn) {
    decisions.add(
        new Store.Decision(
            nextId(),
            exchange.id(),
            exchange.rrn(),
            "token-" + exchange.rrn(),
            approved,
            exchange.amount(),
            code,
            approval,
            START,
            exchange.amount(),
            withdrawn));
    if (approved && !withdrawn) {
      counters.add(new Store.Counter("card/token-" + exchange.rrn(), DAY, 1, exchange.amount()));
    }
  }

  /** The host took it and the answer got lost: 91 to the client, a reversal to the host. */
  void unknownAndReversed(String rrn, String card, long amount) {
    LedgerLine applied =
        heard("network", "0100", nextStan(), rrn, amount, card, "00", "APPLIED", 0);
    told("acquirer", rrn, card, amount, JournalLine.State.DECLINED, "91", "");
    var exchange = exchange("acquirer", rrn, amount, "UNKNOWN", "91", "");
    owe("network", "REVERSAL", exchange.id(), 0, rrn, amount, "0420");
    heard(
        "network",
        "0420",
        obligations.getLast().stan(),
        rrn,
        amount,
        card,
        "00",
        "UNDONE",
        applied.seq());
  }

  void owe(
      String endpoint,
      String duty,
      long exchange,
      long charge,
      String rrn,
      long amount,
      String mti) {
    long number = nextId();
    obligations.add(
        new Store.Obligation(
            number,
            number,
            endpoint,
            "lane-" + rrn,
            duty,
            "DELIVERED",
            START,
            Optional.empty(),
            1,
            exchange,
            charge,
            rrn,
            amount,
            mti,
            nextStan(),
            "1123010000"));
  }

  static <T> void forge(List<T> lines, int index, UnaryOperator<T> change) {
    lines.set(index, change.apply(lines.get(index)));
  }

  /** One of everything, clean. */
  static Story clean() {
    Story story = new Story();
    story.guarantees.put("network", Set.of("duplicates"));
    story.guarantees.put("issuer", Set.of("duplicates", "tombstone"));
    story.authorised("c1", "card1", 250);
    story.authorised("c2", "card1", 300);
    story.declined("c3", "card2", 400);
    story.reversedAndSentAgain("c4", "card3", 500);
    story.live("acquirer", "A00000000001", "card4", 1_000, "00");
    story.live("acquirer", "A00000000002", "card4", 1_100, "51");
    story.unknownAndReversed("A00000000003", "card5", 1_200);
    story.live("network", "N00000000001", "card6", 2_000, "00");
    story.stoodIn("N00000000002", "card6", 2_100);
    story.counters.addFirst(new Store.Counter("exposure", "all", 0, 0));
    return story;
  }
}
