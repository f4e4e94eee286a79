package io.nightbus.node.ops.log;

import io.nightbus.core.Fact;
import io.nightbus.node.engine.Observer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells the story of a gateway in few lines: what changed, not what happened to each message. A
 * link that fails again in the same way says nothing new; what may come in thousands is told once
 * and then every ten seconds with its number. Such a line names the trace of the last message that
 * it counts.
 */
public final class EventLog implements Observer {
  /** After this long without a decision, an answer of the host ends stand-in. */
  static final long QUIET_NANOS = 5_000_000_000L;

  static final long SUMMARY_NANOS = 10_000_000_000L;

  /** The soonest at which a link that stays down may be told again. */
  static final long REASON_AGAIN = 60_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.events");

  private final LongSupplier nanos;
  private final Map<String, LinkLife> links = new HashMap<>();
  private final Map<String, Outage> outages = new HashMap<>();
  private final Map<Subject, Summary> summaries = new HashMap<>();

  /** What was told of a link. */
  private static final class LinkLife {
    private boolean told;
    private boolean up;
    private String reason = "";
    private long toldAt;

    /** To have it again, that failed since it is down. */
    private int attempts;

    private void tell(boolean nowUp, String why, long now) {
      told = true;
      up = nowUp;
      reason = why;
      toldAt = now;
      attempts = nowUp ? 0 : attempts;
    }
  }

  private record Subject(Fact.Kind kind, String endpoint) {}

  /** Stand-in decides for an endpoint. */
  private static final class Outage {
    private final long since;
    private long last;
    private long decisions;

    Outage(long now) {
      since = now;
    }
  }

  /** What was counted since the last line about it. */
  private static final class Summary {
    private long due;
    private long count;
  }

  /**
   * Hears facts on one thread.
   *
   * @param nanos monotonic time
   */
  public EventLog(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void note(Fact fact) {
    switch (fact.kind()) {
      case LINK_STATE -> link(fact);
      case LINK_DOUBT ->
          summarise(Level.WARN, EventNames.LINK_DOUBTED, "a link is not trusted", fact);
      case BREAKER_MOVED -> breaker(fact);
      case STANDIN_DECIDED -> decided(fact);
      case REQUEST_DURATION -> answered(fact);
      case OUTCOME_UNKNOWN ->
          summarise(Level.WARN, EventNames.OUTCOME_UNKNOWN, "sent and not answered", fact);
      case STANDIN_WITHDRAWN ->
          summarise(Level.WARN, EventNames.STANDIN_WITHDRAWN, "a decision was taken back", fact);
      case OBLIGATION_PARKED ->
          summarise(Level.ERROR, EventNames.OBLIGATION_PARKED, "parked: needs a person", fact);
      case OBLIGATION_UNPARKED ->
          summarise(Level.WARN, EventNames.OBLIGATION_UNPARKED, "a person took it up", fact);
      case OBLIGATION_OVERDUE ->
          summarise(
              Level.ERROR, EventNames.OBLIGATION_OVERDUE, "sent often, never acknowledged", fact);
      case STANDIN_FORCED ->
          summarise(Level.WARN, EventNames.STANDIN_FORCED, "an operator's order", fact);
      case UNREADABLE ->
          summarise(Level.WARN, EventNames.MESSAGE_UNREADABLE, "the peer sent no message", fact);
      case ANSWER_MISPAIRED ->
          summarise(
              Level.ERROR,
              EventNames.ANSWER_MISPAIRED,
              "an answer that is not its request's",
              fact);
      case ANSWER_UNMATCHED ->
          summarise(
              Level.WARN,
              EventNames.ANSWER_UNMATCHED,
              "an answer that belongs to no request",
              fact);
      case RECOVERED_UNKNOWN ->
          summarise(Level.WARN, EventNames.RECOVERED_UNKNOWN, "left open by the last run", fact);
      case CHARGE_MOVED -> {
        if (fact.detail().equals("HELD")) {
          summarise(Level.WARN, EventNames.CHARGES_HELD, "held: needs a person", fact);
        }
      }
      case BATCH_CLOSED -> batch(fact);
      case HOLD_PLACED -> hold(fact, EventNames.CHARGES_STOPPED, "charges are held back");
      case HOLD_LIFTED -> hold(fact, EventNames.CHARGES_GO_ON, "charges go on");
      case STORE_ROOM -> room(fact.detail().equals("ENOUGH"));
      case REQUEST_ANSWERED,
          REQUEST_REFUSED,
          REQUEST_DUPLICATE,
          STANDIN_REASON,
          STANDIN_SHADOW,
          ANSWER_LATE,
          ANSWER_DUPLICATE,
          OBLIGATION_OWED,
          OBLIGATION_DELIVERED,
          OBLIGATION_REPEATED -> {}
    }
  }

  /** Once per change between up and down; while it is down its reason may be told again. */
  private void link(Fact fact) {
    LinkLife life = links.computeIfAbsent(fact.endpoint(), _ -> new LinkLife());
    long now = nanos.getAsLong();
    boolean up = fact.detail().equals("UP");
    boolean changes = !life.told || up != life.up;
    life.attempts += up || life.up ? 0 : 1;
    boolean otherReason = !fact.detail().equals(life.reason) && now - life.toldAt >= REASON_AGAIN;
    if (changes || (!up && otherReason)) {
      LOG.atLevel(up ? Level.INFO : Level.WARN)
          .addKeyValue(EventNames.KEY, up ? EventNames.LINK_UP : EventNames.LINK_DOWN)
          .addKeyValue("link", fact.endpoint())
          .addKeyValue("reason", up ? "" : lower(fact.detail()))
          .addKeyValue("attempts", life.attempts)
          .log(up ? "link up" : "link down");
      life.tell(up, fact.detail(), now);
    }
  }

  private void breaker(Fact fact) {
    String name =
        switch (fact.detail()) {
          case "OPEN" -> EventNames.BREAKER_OPENED;
          case "CLOSED" -> EventNames.BREAKER_CLOSED;
          default -> EventNames.BREAKER_HALF_OPEN;
        };
    LOG.atLevel(fact.detail().equals("OPEN") ? Level.WARN : Level.INFO)
        .addKeyValue(EventNames.KEY, name)
        .addKeyValue("endpoint", fact.endpoint())
        .log("breaker " + lower(fact.detail()));
  }

  private void decided(Fact fact) {
    long now = nanos.getAsLong();
    Outage outage = outages.get(fact.endpoint());
    if (outage == null) {
      outage = new Outage(now);
      outages.put(fact.endpoint(), outage);
      LOG.atWarn()
          .addKeyValue(EventNames.KEY, EventNames.STANDIN_ENTERED)
          .addKeyValue("endpoint", fact.endpoint())
          .log("stand-in decides");
    }
    outage.last = now;
    outage.decisions++;
  }

  /** Any answer of the host's own ends stand-in, once it has been quiet for a while. */
  private void answered(Fact fact) {
    Outage outage = outages.isEmpty() ? null : outages.get(fact.endpoint());
    if (outage == null || fact.detail().startsWith("TECH")) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - outage.last >= QUIET_NANOS) {
      outages.remove(fact.endpoint());
      LOG.atInfo()
          .addKeyValue(EventNames.KEY, EventNames.STANDIN_LEFT)
          .addKeyValue("endpoint", fact.endpoint())
          .addKeyValue("decisions", outage.decisions)
          .addKeyValue("seconds", (int) ((outage.last - outage.since) / 1_000_000_000L))
          .log("the host answers again");
    }
  }

  private static void room(boolean enough) {
    LOG.atLevel(enough ? Level.INFO : Level.ERROR)
        .addKeyValue(EventNames.KEY, enough ? EventNames.STORE_HAS_ROOM : EventNames.STORE_CRAMPED)
        .log(
            enough
                ? "there is room in the store again"
                : "the store's disk is nearly full: nothing new is taken, what is under way ends");
  }

  private void batch(Fact fact) {
    boolean held = fact.detail().equals("HELD");
    LOG.atLevel(held ? Level.WARN : Level.INFO)
        .addKeyValue(EventNames.KEY, EventNames.BATCH_CLOSED)
        .addKeyValue("endpoint", fact.endpoint())
        .addKeyValue("state", lower(fact.detail()))
        .log(held ? "a batch is held: its file is not in order" : "a batch is queued");
  }

  private static void hold(Fact fact, String event, String words) {
    LOG.atLevel(fact.kind() == Fact.Kind.HOLD_PLACED ? Level.WARN : Level.INFO)
        .addKeyValue(EventNames.KEY, event)
        .addKeyValue("endpoint", fact.endpoint())
        .addKeyValue("cause", lower(fact.detail()))
        .log(words);
  }

  private void summarise(Level level, String event, String words, Fact fact) {
    Summary summary =
        summaries.computeIfAbsent(new Subject(fact.kind(), fact.endpoint()), _ -> new Summary());
    summary.count++;
    long now = nanos.getAsLong();
    if (summary.due != 0 && now - summary.due < 0) {
      return;
    }
    LoggingEventBuilder line =
        LOG.atLevel(level)
            .addKeyValue(EventNames.KEY, event)
            .addKeyValue("endpoint", fact.endpoint())
            .addKeyValue("detail", lower(fact.detail()))
            .addKeyValue("times", summary.count);
    if (fact.trail() != null) {
      line = line.addKeyValue(EventNames.TRACE, new TraceId(fact.trail()));
    }
    line.log(words);
    summary.count = 0;
    summary.due = now + SUMMARY_NANOS;
  }

  private static String lower(String detail) {
    return detail.toLowerCase(Locale.ROOT);
  }
}
