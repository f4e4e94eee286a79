package io.nightbus.ops.figures.alerts;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to be told of a fault.
 *
 * @param alert its name; empty where the fault has to be borne without a page
 * @param page it wakes somebody; else it is a ticket
 * @param object labels that it has to carry
 * @param within from the fault to the alert; for one without a name, how long is watched
 * @param also names of pages that may come beside it: symptoms of the same fault
 */
record Expected(
    String alert, boolean page, Map<String, String> object, Duration within, Set<String> also) {
  static final String BURN = "NightbusErrorBudgetBurnFast";

  static Expected page(String alert, int seconds, String... object) {
    return new Expected(alert, true, labels(object), Duration.ofSeconds(seconds), Set.of());
  }

  static Expected ticket(String alert, int seconds, String... object) {
    return new Expected(alert, false, labels(object), Duration.ofSeconds(seconds), Set.of());
  }

  static Expected noPage(int seconds) {
    return new Expected("", false, Map.of(), Duration.ofSeconds(seconds), Set.of());
  }

  /** Requests go unanswered by it, so the page of that symptom is right too. */
  Expected mayBurn() {
    return also(BURN).also("NightbusErrorBudgetBurnMedium");
  }

  Expected also(String other) {
    var more = new TreeSet<>(also);
    more.add(other);
    return new Expected(alert, page, object, within, more);
  }

  boolean hasName() {
    return !alert.isEmpty();
  }

  boolean isMetBy(Alert told) {
    return told.name().equals(alert) && told.labels().entrySet().containsAll(object.entrySet());
  }

  boolean allows(Alert other) {
    return isMetBy(other) || also.contains(other.name());
  }

  /** As {@code NightbusLinkDown network/north/n1}. */
  String words() {
    return hasName() ? (alert + " " + String.join("/", objectInOrder())).strip() : "no page";
  }

  private Iterable<String> objectInOrder() {
    return java.util.stream.Stream.of("endpoint", "site", "link", "reason", "currency", "element")
        .map(object::get)
        .filter(java.util.Objects::nonNull)
        .toList();
  }

  private static Map<String, String> labels(String... object) {
    var labels = new TreeMap<String, String>();
    for (String label : object) {
      int equals = label.indexOf('=');
      labels.put(label.substring(0, equals), label.substring(equals + 1));
    }
    return labels;
  }
}
