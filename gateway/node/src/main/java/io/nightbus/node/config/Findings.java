package io.nightbus.node.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what one reading of a file finds, and which keys it asked for. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();
  private final Map<String, Known> known = new TreeMap<>();

  /**
   * A key that may be written, for the reference page.
   *
   * @param kind what it takes, in words
   * @param fallback the default as one would write it; "required" where there is none
   */
  record Known(String kind, String fallback) {}

  void error(Place place, String path, String what, String hint) {
    found.add(new Finding(Finding.Severity.ERROR, place, path, what, hint));
  }

  void warning(Place place, String path, String what, String hint) {
    found.add(new Finding(Finding.Severity.WARNING, place, path, what, hint));
  }

  void asked(String pattern, String kind, String fallback) {
    known.putIfAbsent(pattern, new Known(kind, fallback));
  }

  boolean hasErrors() {
    return found.stream().anyMatch(Finding::isError);
  }

  /** In the order of the file. */
  List<Finding> all() {
    return found.stream().sorted(Comparator.comparing(Finding::place)).toList();
  }

  Map<String, Known> known() {
    return known;
  }
}
