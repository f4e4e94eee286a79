package io.nightbus.sim.traffic;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import io.nightbus.sim.ledger.Identity;
import io.nightbus.sim.ledger.Stamp;
import io.nightbus.sim.traffic.JournalEntry.State;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Asks at a steady rate, keeps its own timer, and reverses what was not answered: 0420, then 0421
 * until it is acknowledged. Pure, and belongs to one thread.
 */
public final class Originator {
  private static final Set<String> APPROVALS = Set.of("00", "08", "10", "11", "85");

  /** The peer has taken the reversal over, or has nothing to reverse. */
  private static final Set<String> ACKNOWLEDGED = Set.of("00", "21", "25", "32");

  private static final De[] OF_THE_ORIGINAL = {
    De.PAN, De.PROCESSING_CODE, De.AMOUNT, De.LOCAL_TIME, De.LOCAL_DATE, De.EXPIRY,
    De.MERCHANT_TYPE, De.ENTRY_MODE, De.CONDITION_CODE, De.ACQUIRER, De.RRN, De.TERMINAL,
    De.MERCHANT, De.CURRENCY
  };
  private static final De[] ECHOED = {De.PAN, De.AMOUNT, De.RRN};

  /** Reversals under way at once: a peer that comes back is not felled by them. */
  private static final int WINDOW = 100;

  /** A loop that stood still for long does not make up for more than this. */
  private static final long LONGEST_GAP_NANOS = 1_000_000_000;

  /** The way out: over any link that can carry it. */
  public interface Outlet {
    /** Returns the link's name, or an empty string where none can carry it. */
    String send(Message message);
  }

  private record Due(long seq, long nanos) {}

  private final LiveTraffic traffic;
  private final Journal journal;
  private final RandomGenerator random;
  private final Stamps stamps;
  private final Map<Identity, Long> asked = new HashMap<>();
  private final Map<Identity, Long> reversing = new HashMap<>();
  private final Deque<Due> waiting = new ArrayDeque<>();
  private final Deque<Due> sentReversals = new ArrayDeque<>();
  private final Deque<Long> owed = new ArrayDeque<>();
  private double perSecond;
  private double credit;
  private long last;
  private int outstanding;
  private long mispaired;

  public Originator(LiveTraffic traffic, Journal journal, RandomGenerator random) {
    this.traffic = traffic;
    this.journal = journal;
    this.random = random;
    stamps = new Stamps(traffic.reference());
  }

  /** From now on so many requests a second; 0 asks nothing more. */
  public void rate(double requestsPerSecond, Stamp now) {
    perSecond = requestsPerSecond;
    credit = 0;
    last = now.nanos();
  }

  public double rate() {
    return perSecond;
  }

  /** Requests that wait for an answer and whose timer runs. */
  public int outstanding() {
    return outstanding;
  }

  /** Reversals not yet acknowledged. */
  public int reversalsOwed() {
    return owed.size() + reversing.size();
  }

  /** Answers that named a request of ours and carried another card, amount or reference. */
  public long mispaired() {
    return mispaired;
  }

  /** Does what is due: new requests, timers that have ended, reversals. */
  public void tick(Stamp now, Outlet outlet) {
    credit += perSecond * Math.min(now.nanos() - last, LONGEST_GAP_NANOS) / 1e9;
    last = now.nanos();
    for (; credit >= 1; credit--) {
      ask(now, outlet);
    }
    endTimers(now);
    repeatReversals(now, outlet);
    sendOwed(now, outlet);
  }

  /** Takes an answer; false where it answers nothing that was asked here. */
  public boolean answered(Message answer, Stamp now) {
    Identity identity = Identity.of(answer).map(Identity::withoutAcquirer).orElse(null);
    if (identity == null) {
      return false;
    }
    Long reversed = reversing.get(identity);
    if (reversed != null) {
      acknowledge(identity, journal.get(reversed), answer);
      return true;
    }
    Long seq = asked.get(identity);
    if (seq == null) {
      return false;
    }
    take(journal.get(seq), answer, now);
    return true;
  }

  private void ask(Stamp now, Outlet outlet) {
    Message request = request(now);
    String link = outlet.send(request);
    JournalEntry entry = JournalEntry.sent(journal.next(), request, link, now);
    journal.put(entry);
    if (entry.state() == State.SENT) {
      asked.put(key(request), entry.seq());
      outstanding++;
      waiting.addLast(new Due(entry.seq(), now.nanos() + traffic.timerMillis() * 1_000_000));
    }
  }

  private Message request(Stamp now) {
    Pan card = traffic.cards().card(random.nextInt(traffic.cards().count()));
    long amount = random.nextLong(traffic.least(), traffic.most() + 1);
    String sent = stamps.transmissionTime(now);
    return Message.of(traffic.mti())
        .set(De.PAN, card.digits())
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, amount(amount))
        .set(De.TRANSMISSION_TIME, sent)
        .set(De.STAN, stamps.stan())
        .set(De.LOCAL_TIME, stamps.localTime())
        .set(De.LOCAL_DATE, stamps.localDate())
        .set(De.EXPIRY, "3012")
        .set(De.MERCHANT_TYPE, "5411")
        .set(De.ENTRY_MODE, "071")
        .set(De.CONDITION_CODE, "00")
        .set(De.ACQUIRER, traffic.acquirer())
        .set(De.RRN, stamps.reference(now))
        .set(De.TERMINAL, "TERM0001")
        .set(De.MERCHANT, "MERCHANT0000001")
        .set(De.CURRENCY, "826")
        .build();
  }

  private void take(JournalEntry entry, Message answer, Stamp now) {
    for (De de : ECHOED) {
      if (answer.has(de) && !answer.get(de).equals(entry.request().get(de))) {
        mispaired++;
        return;
      }
    }
    boolean first = entry.state() == State.SENT;
    outstanding -= first ? 1 : 0;
    journal.put(
        first
            ? entry.answered(answer, APPROVALS.contains(answer.responseCode()), now)
            : entry.answeredAgain(answer));
  }

  private void endTimers(Stamp now) {
    while (!waiting.isEmpty()) {
      Due due = waiting.getFirst();
      JournalEntry entry = journal.get(due.seq());
      if (entry.state() == State.SENT) {
        if (due.nanos() > now.nanos()) {
          return;
        }
        journal.put(entry.unanswered(reversal(entry.request(), now)));
        owed.addLast(entry.seq());
        outstanding--;
      }
      waiting.removeFirst();
    }
  }

  /** Its own DE 7 and 11, fixed from here on; DE 90 names the request. */
  private Message reversal(Message request, Stamp now) {
    var reversal =
        Message.of(Mti.REVERSAL_ADVICE)
            .set(De.TRANSMISSION_TIME, stamps.transmissionTime(now))
            .set(De.STAN, stamps.stan())
            .set(De.ORIGINAL_DATA, Identity.originalData(request));
    for (De de : OF_THE_ORIGINAL) {
      reversal.set(de, request.find(de));
    }
    return reversal.build();
  }

  private void sendOwed(Stamp now, Outlet outlet) {
    while (!owed.isEmpty() && reversing.size() < WINDOW) {
      JournalEntry entry = journal.get(owed.getFirst());
      if (!sendReversal(entry, now, outlet)) {
        return;
      }
      owed.removeFirst();
    }
  }

  private void repeatReversals(Stamp now, Outlet outlet) {
    while (!sentReversals.isEmpty() && sentReversals.getFirst().nanos() <= now.nanos()) {
      JournalEntry entry = journal.get(sentReversals.removeFirst().seq());
      if (entry.state() == State.UNANSWERED && !sendReversal(entry, now, outlet)) {
        sentReversals.addLast(new Due(entry.seq(), due(now)));
      }
    }
  }

  private boolean sendReversal(JournalEntry entry, Stamp now, Outlet outlet) {
    Message reversal = entry.reversal();
    if (reversal == null) {
      throw new IllegalStateException("request " + entry.seq() + " owes no reversal");
    }
    Mti mti = entry.reversalSends() == 0 ? reversal.mti() : reversal.mti().repeat();
    if (outlet.send(reversal.as(mti)).isEmpty()) {
      return false;
    }
    reversing.put(key(reversal), entry.seq());
    journal.put(entry.reversalSent());
    sentReversals.addLast(new Due(entry.seq(), due(now)));
    return true;
  }

  private void acknowledge(Identity identity, JournalEntry entry, Message answer) {
    if (ACKNOWLEDGED.contains(answer.responseCode())) {
      reversing.remove(identity);
      journal.put(entry.reversed(answer.responseCode()));
    }
  }

  private static Identity key(Message message) {
    return Identity.of(message).orElseThrow().withoutAcquirer();
  }

  private long due(Stamp now) {
    return now.nanos() + traffic.repeatMillis() * 1_000_000;
  }

  private static String amount(long minor) {
    String digits = Long.toString(minor);
    return "0".repeat(12 - digits.length()) + digits;
  }
}
