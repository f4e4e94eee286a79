package io.nightbus.iso.dialect;

import java.util.Map;

/**
 * What codes in DE 39 mean, from a day on: published lists disagree, and schemes change them
 * (domain §4).
 *
 * @param source who says so, for people; empty where the file does not say
 * @param effective from this day on, in UTC, as 20261001; 0 = always
 */
public record CodeTable(String source, int effective, Map<String, ResponseClass> classes) {
  public CodeTable {
    classes = Map.copyOf(classes);
  }
}
