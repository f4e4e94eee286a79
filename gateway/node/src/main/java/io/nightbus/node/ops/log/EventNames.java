package io.nightbus.node.ops.log;

/**
 * The names under which events are logged; a log reader may rely on them. They are listed in {@code
 * ops/reference/events.md}.
 */
public final class EventNames {
  /** The key under which a name is logged. */
  public static final String KEY = "event";

  /** The key of the trace of one message, as log readers of OpenTelemetry look for it. */
  public static final String TRACE = "trace_id";

  public static final String GATEWAY_READY = "gateway.ready";
  public static final String GATEWAY_STOPPING = "gateway.stopping";
  public static final String GATEWAY_STOPPED = "gateway.stopped";
  public static final String CONFIG_RELOADED = "config.reloaded";
  public static final String LINK_UP = "link.up";
  public static final String LINK_DOWN = "link.down";
  public static final String LINK_DOUBTED = "link.doubted";
  public static final String LINK_ORDERED = "link.ordered";
  public static final String DISCOVERY_CHANGED = "discovery.changed";
  public static final String DISCOVERY_DOUBTED = "discovery.doubted";
  public static final String BREAKER_OPENED = "breaker.opened";
  public static final String BREAKER_HALF_OPEN = "breaker.half_open";
  public static final String BREAKER_CLOSED = "breaker.closed";
  public static final String STANDIN_ENTERED = "standin.entered";
  public static final String STANDIN_LEFT = "standin.left";
  public static final String STANDIN_WITHDRAWN = "standin.withdrawn";
  public static final String STANDIN_FORCED = "standin.forced";
  public static final String OBLIGATION_UNPARKED = "obligation.unparked";
  public static final String OBLIGATION_OVERDUE = "obligation.overdue";
  public static final String OUTCOME_UNKNOWN = "outcome.unknown";
  public static final String OBLIGATION_PARKED = "obligation.parked";
  public static final String MESSAGE_UNREADABLE = "message.unreadable";
  public static final String ANSWER_UNMATCHED = "answer.unmatched";
  public static final String ANSWER_MISPAIRED = "answer.mispaired";
  public static final String BATCH_CLOSED = "batch.closed";
  public static final String CHARGES_HELD = "charges.held";
  public static final String CHARGES_STOPPED = "charges.stopped";
  public static final String CHARGES_GO_ON = "charges.go_on";
  public static final String RECOVERED_UNKNOWN = "recovered.unknown";
  public static final String STORE_CRAMPED = "store.cramped";
  public static final String STORE_HAS_ROOM = "store.has_room";

  private EventNames() {}
}
