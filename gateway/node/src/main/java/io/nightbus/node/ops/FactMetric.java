package io.nightbus.node.ops;

import io.micrometer.core.instrument.Tags;
import io.nightbus.core.Fact;
import java.util.ArrayList;
import java.util.List;

/**
 * The metric of a kind of fact; listed in {@code ops/reference/metrics.md}. A fact without a label
 * for its detail has an empty {@code label}.
 */
enum FactMetric {
  LINK_STATE("nightbus_link_changes", "to", "Changes of a link's state"),
  LINK_DOUBT("nightbus_link_doubts", "why", "Times a link was doubted although it stands"),
  REQUEST_ANSWERED(
      "nightbus_requests_answered", "outcome", "Live requests answered, by originator and outcome"),
  REQUEST_DURATION(
      "nightbus_request_duration",
      "",
      "Time from a request's arrival to its answer from the endpoint that it was sent to"),
  REQUEST_REFUSED(
      "nightbus_requests_refused", "reason", "Live requests that were not sent, by reason"),
  REQUEST_DUPLICATE("nightbus_duplicate_requests", "reason", "Requests that had been seen before"),
  OUTCOME_UNKNOWN(
      "nightbus_unknown_outcomes", "reason", "Requests that were sent and not answered"),
  ANSWER_LATE("nightbus_late_responses", "class", "Answers after their deadline"),
  ANSWER_DUPLICATE("nightbus_duplicate_responses", "", "Answers that came twice"),
  ANSWER_UNMATCHED(
      "nightbus_unmatched_responses",
      "element",
      "Answers that belong to no request, by the one element but for which they would"),
  ANSWER_MISPAIRED(
      "nightbus_mispaired_responses", "element", "Answers that do not echo their request"),
  UNREADABLE("nightbus_malformed_messages", "reason", "Frames that are not messages"),
  STANDIN_DECIDED(
      "nightbus_standin_decisions", "decision", "Decisions in the issuer's absence, by decision"),
  STANDIN_REASON(
      "nightbus_standin_requests", "reason", "Requests that stand-in had to answer, by reason"),
  STANDIN_WITHDRAWN("nightbus_standin_withdrawn", "reason", "Decisions taken back, by reason"),
  STANDIN_SHADOW(
      "nightbus_standin_shadow",
      "agreement",
      "What stand-in would have said to requests that the host answered"),
  STANDIN_FORCED(
      "nightbus_standin_orders",
      "order",
      "Orders of operators that stand-in decides, and their end"),
  OBLIGATION_OWED("nightbus_saf_owed", "duty", "Advices and reversals that became owed"),
  OBLIGATION_DELIVERED(
      "nightbus_saf_delivered", "duty", "Advices and reversals that were acknowledged"),
  OBLIGATION_REPEATED(
      "nightbus_saf_repeated", "duty", "Advices, reversals and charges that were sent again"),
  OBLIGATION_OVERDUE(
      "nightbus_saf_overdue",
      "duty",
      "Advices and reversals that were sent as often as delivery.alert-after says, unacknowledged"),
  OBLIGATION_PARKED("nightbus_saf_parked", "duty", "Advices and reversals that wait for a person"),
  OBLIGATION_UNPARKED(
      "nightbus_saf_unparked", "how", "Parked entries that a person sent again or settled"),
  CHARGE_MOVED("nightbus_charges_moved", "to", "Charges that came into a state"),
  BREAKER_MOVED("nightbus_breaker_transitions", "to", "Changes of a breaker's state"),
  BATCH_CLOSED("nightbus_batches_closed", "state", "Files of charges that were read to the end"),
  RECOVERED_UNKNOWN(
      "nightbus_recovered_unknown", "duty", "What the last run left open, resolved at start"),
  HOLD_PLACED("nightbus_holds_placed", "cause", "Charges held back, by cause"),
  HOLD_LIFTED("nightbus_holds_lifted", "cause", "Charges let go again, by cause of the hold"),
  STORE_ROOM(
      "nightbus_store_room_changes",
      "to",
      "Times that room in the store became scarce, and that there was enough again");

  private final String metricName;
  private final String label;
  private final String help;

  FactMetric(String metricName, String label, String help) {
    this.metricName = metricName;
    this.label = label;
    this.help = help;
  }

  static FactMetric of(Fact.Kind kind) {
    return valueOf(kind.name());
  }

  String metricName() {
    return metricName;
  }

  /** As it is scraped. */
  String scrapedName() {
    return metricName + (this == REQUEST_DURATION ? "_seconds" : "_total");
  }

  boolean isOfLink() {
    return this == LINK_STATE || this == LINK_DOUBT;
  }

  /**
   * Details that are counted from the start, at zero, for each link or endpoint: what alerts at its
   * first time has to be seen to grow, and a counter that begins at one does not.
   */
  List<String> fromZero() {
    return switch (this) {
      case LINK_STATE ->
          List.of("SIGN_ON_REFUSED", "SIGN_ON_TIMEOUT", "FRAME_TOO_LONG", "FRAME_TOO_SLOW");
      case REQUEST_REFUSED -> List.of("WINDOW_FULL", "PRESSURE", "BUSY");
      case BATCH_CLOSED -> List.of("HELD", "QUEUED");
      case LINK_DOUBT,
          ANSWER_MISPAIRED,
          ANSWER_DUPLICATE,
          ANSWER_UNMATCHED,
          UNREADABLE,
          STANDIN_WITHDRAWN ->
          List.of("");
      default -> List.of();
    };
  }

  /** Names of its labels. */
  List<String> labels() {
    var labels = new ArrayList<String>(List.of("endpoint"));
    if (isOfLink()) {
      labels.addAll(List.of("site", "link"));
    }
    if (!label.isEmpty()) {
      labels.add(label);
    }
    return List.copyOf(labels);
  }

  String label() {
    return label;
  }

  String help() {
    return help;
  }

  /** A metric has the same label names always, also where a fact names a link or none. */
  Tags tags(String subject, String detail) {
    Tags about = isOfLink() ? linkTags(subject) : Tags.of("endpoint", endpoint(subject));
    return label.isEmpty() ? about : about.and(label, detail);
  }

  /** The endpoint that a fact is about, also where it names a link. */
  static String endpoint(String subject) {
    int end = subject.indexOf('/');
    return end < 0 ? subject : subject.substring(0, end);
  }

  static Tags linkTags(String link) {
    String[] parts = link.split("/", 3);
    return Tags.of(
        "endpoint", parts[0],
        "site", parts.length > 1 ? parts[1] : "",
        "link", parts.length > 2 ? parts[2] : "");
  }
}
