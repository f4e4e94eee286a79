package io.nightbus.node.ops;

import java.util.List;

/**
 * Metrics that are counted where they happen, beside those of facts ({@link FactMetric}) and of the
 * picture of now ({@link SightMetric}).
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists are made by List.of
public enum OwnMetric {
  BUILD_INFO(
      "nightbus_build_info",
      Type.GAUGE,
      "Always 1; the labels say what runs, the revision where the build was told it",
      "java",
      "revision",
      "version"),
  LINK_UP(
      "nightbus_link_up",
      Type.GAUGE,
      "1 where the link is signed on and may carry traffic",
      "endpoint",
      "link",
      "site"),
  LINK_MESSAGES(
      "nightbus_link_messages",
      Type.COUNTER,
      "Messages that came over a link or were written to it, by direction and class of their MTI",
      "endpoint",
      "site",
      "link",
      "direction",
      "class"),
  LINK_BYTES(
      "nightbus_link_bytes",
      Type.COUNTER,
      "Bytes that came over a link or that its socket took; without what TLS adds",
      "endpoint",
      "site",
      "link",
      "direction"),
  LINK_HEARD(
      "nightbus_link_last_received_timestamp_seconds",
      Type.GAUGE,
      "When anything came over the link last, an echo's answer too; none before the first byte",
      "endpoint",
      "site",
      "link"),
  RESPONSE_CODES(
      "nightbus_response_codes",
      Type.COUNTER,
      "DE 39 of answers that came from an endpoint or went to it, network management left out;"
          + " codes that its dialect does not name, and any beyond the first 24, are `other`",
      "endpoint",
      "direction",
      "code"),
  ANSWERS(
      "nightbus_answers",
      Type.COUNTER,
      "Answers to live requests from the endpoint that they were sent to, by class of their code",
      "endpoint",
      "class"),
  TRUNCATED(
      "nightbus_metrics_truncated_labels",
      Type.COUNTER,
      "Facts that were counted under another label, because there are too many"),
  PAN_LEAKS(
      "nightbus_pan_leaks_blocked",
      Type.COUNTER,
      "Card numbers that the log's last wall masked; should be 0 for ever"),
  LOG_DROPPED(
      "nightbus_log_lines_dropped",
      Type.COUNTER,
      "Log lines lost: our output was read too slowly, or could not be written"),
  SPANS_DELIVERED(
      "nightbus_spans_delivered", Type.COUNTER, "Spans of traces that the collector took"),
  SPANS_LOST(
      "nightbus_spans_lost",
      Type.COUNTER,
      "Spans of traces that the collector did not take in time, or that found the queue full;"
          + " payments go on"),
  STORE_WAITING("nightbus_store_waiting_work", Type.GAUGE, "What waits for the store's writer"),
  STORE_CRAMPED(
      "nightbus_store_cramped",
      Type.GAUGE,
      "1 while there is no room in the store for anything new: requests get 91, charges are"
          + " refused"),
  STORE_COMMIT(
      "nightbus_store_commit_duration",
      Type.TIMER,
      "From the first statement of a group of transactions to the end of its fsync"),
  TLS_LEFT(
      "nightbus_tls_certificate_left_seconds",
      Type.GAUGE,
      "Time until the first of our certificate and the peer's CA ends, by endpoint",
      "endpoint"),
  KEYS_WRITTEN(
      "nightbus_keys_timestamp_seconds",
      Type.GAUGE,
      "When the file of the book's keys was written last; read at start"),
  CONFIG_TAKEN(
      "nightbus_config_last_reload_successful",
      Type.GAUGE,
      "1 where the configuration was taken when it was read last, at start or by a reload"),
  CONFIG_TIME(
      "nightbus_config_last_reload_timestamp_seconds",
      Type.GAUGE,
      "When the configuration was read last, taken or not; a dry run does not count"),
  ANNOUNCEMENTS(
      "nightbus_discovery_answers",
      Type.COUNTER,
      "Look-ups of sites whose addresses are announced, by what their answers look like",
      "endpoint",
      "site",
      "answer"),
  REFUSED_CONNECTIONS(
      "nightbus_refused_connections",
      Type.COUNTER,
      "Connections closed at once because every link of their address was taken"),
  WAITING_CONNECTIONS(
      "nightbus_waiting_connections",
      Type.GAUGE,
      "Connections that were let in and have not said who they are; they take no link"),
  UNIDENTIFIED_CONNECTIONS(
      "nightbus_unidentified_connections",
      Type.COUNTER,
      "Connections that ended, or were closed by us, before they said who they were"),
  ADMIN_REFUSED(
      "nightbus_admin_requests_refused",
      Type.COUNTER,
      "Requests to the admin address that were not served, by reason",
      "reason"),
  PAGE_WATCHERS("nightbus_page_watchers", Type.GAUGE, "Open status pages that are kept up to date"),
  LOOP_WAITING(
      "nightbus_event_loop_waiting_tasks",
      Type.GAUGE,
      "Tasks that wait for the event loop, beside what its sockets bring"),
  PAUSES(
      "nightbus_pauses",
      Type.COUNTER,
      "Times that the process stood still for more than a second: SIGSTOP, a suspended machine, no"
          + " processor"),
  CLOCK_JUMPS(
      "nightbus_clock_jumps",
      Type.COUNTER,
      "Times that the wall clock went another way than time does, by more than a second");

  /** As Prometheus calls them; a timer is a histogram of seconds. */
  enum Type {
    GAUGE(""),
    COUNTER("_total"),
    TIMER("_seconds");

    private final String suffix;

    Type(String suffix) {
      this.suffix = suffix;
    }
  }

  private final String name;
  private final Type type;
  private final String help;
  private final List<String> labels;

  OwnMetric(String name, Type type, String help, String... labels) {
    this.name = name;
    this.type = type;
    this.help = help;
    this.labels = List.of(labels);
  }

  String metricName() {
    return name;
  }

  /** As it is scraped. */
  String scrapedName() {
    return name + type.suffix;
  }

  Type type() {
    return type;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }
}
