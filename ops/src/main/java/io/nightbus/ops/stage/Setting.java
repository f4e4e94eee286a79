package io.nightbus.ops.stage;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a stage is set up with.
 *
 * @param seed of every simulator
 * @param guarantees what the network keeps, and the gateway is told: {@code duplicates}, {@code
 *     tombstone}
 * @param networkRules the network's rules file, YAML; empty for none
 * @param issuerRules the same for the issuer
 * @param cards how many cards the live requests are for, each way
 * @param timerMillis after which a client gives up on a live request and reverses it
 * @param variables environment of every process beside what the configuration takes from it
 */
public record Setting(
    long seed,
    Set<String> guarantees,
    String networkRules,
    String issuerRules,
    int cards,
    long timerMillis,
    Map<String, String> variables) {
  public Setting {
    guarantees = Set.copyOf(guarantees);
    variables = Map.copyOf(variables);
  }

  /** Everybody answers at once and approves; the network removes duplicates. */
  public static Setting plain(long seed) {
    return new Setting(seed, Set.of("duplicates"), "", "", 1_000, 5_000, Map.of());
  }

  public Setting guaranteeing(Set<String> others) {
    return new Setting(seed, others, networkRules, issuerRules, cards, timerMillis, variables);
  }

  public Setting timer(long millis) {
    return new Setting(seed, guarantees, networkRules, issuerRules, cards, millis, variables);
  }

  public Setting rules(String network, String issuer) {
    return new Setting(seed, guarantees, network, issuer, cards, timerMillis, variables);
  }

  public Setting cards(int number) {
    return new Setting(seed, guarantees, networkRules, issuerRules, number, timerMillis, variables);
  }

  public Setting variables(Map<String, String> others) {
    return new Setting(seed, guarantees, networkRules, issuerRules, cards, timerMillis, others);
  }

  /** After which a client sends an unanswered reversal again. */
  long repeatMillis() {
    return Math.max(1, timerMillis * 2 / 5);
  }

  String guaranteeWords() {
    List<String> sorted = guarantees.stream().sorted().toList();
    return sorted.isEmpty() ? "nothing" : String.join(",", sorted);
  }
}
