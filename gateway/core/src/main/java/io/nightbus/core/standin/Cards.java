package io.nightbus.core.standin;

import java.util.HashMap;
import java.util.Map;

/**
 * The cards that are not simply active, by keyed token: from the file of hot cards, and over that
 * what was said while running.
 */
public final class Cards {
  private final Map<String, CardStatus> byToken = new HashMap<>();

  /**
   * As the gateway starts.
   *
   * @param file what the file says
   * @param marked what was said since, which wins over the file; {@code ACTIVE} lifts its entry
   */
  public Cards(Map<String, CardStatus> file, Map<String, CardStatus> marked) {
    file.forEach(this::mark);
    marked.forEach(this::mark);
  }

  public void mark(String token, CardStatus status) {
    if (status == CardStatus.ACTIVE) {
      byToken.remove(token);
    } else {
      byToken.put(token, status);
    }
  }

  public CardStatus of(String token) {
    return byToken.getOrDefault(token, CardStatus.ACTIVE);
  }

  /** Cards that are not active. */
  public int size() {
    return byToken.size();
  }
}
