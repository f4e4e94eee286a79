package io.nightbus.iso.dialect;

import java.time.Instant;
import java.util.Map;

/**
 * What codes in DE 39 mean, from a day on: published lists disagree, and schemes change them
 * (domain §4).
 *
 * @param source who says so, for people; empty where the file does not say
 * @param effective from this moment on, the beginning of a day in UTC
 */
public record CodeTable(String source, Instant effective, Map<String, ResponseClass> classes) {
  public CodeTable {
    classes = Map.copyOf(classes);
  }
}
