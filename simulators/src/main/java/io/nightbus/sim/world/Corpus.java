package io.nightbus.sim.world;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The seeds that once went wrong, kept so that they never do again. */
final class Corpus {
  private static final String FILE = "corpus.txt";

  private Corpus() {}

  /**
   * One of them.
   *
   * @param later it failed with what {@link Fault.Kind#LATER} adds; its line begins with +
   * @param broke the number of the invariant
   * @param why what was wrong
   */
  record Case(long seed, boolean later, String broke, String why) {
    Scenario scenario() {
      return later ? Scenario.of(seed) : Scenario.first(seed);
    }
  }

  static List<Case> cases() {
    try (InputStream in = Corpus.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + FILE);
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return lines
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(Corpus::read)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Case read(String line) {
    String[] words = line.split(" +", 3);
    return new Case(Long.parseLong(words[0]), words[0].startsWith("+"), words[1], words[2]);
  }
}
