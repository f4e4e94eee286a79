package io.nightbus.ops.books;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of the books.
 *
 * @param sides whose word stands in which column
 */
public record Section(String title, List<String> sides, List<Row> rows) {
  public Section {
    sides = List.copyOf(sides);
    rows = List.copyOf(rows);
  }

  /**
   * One outcome, by side.
   *
   * @param mustAgree every side that has a word here has to say the same
   */
  public record Row(
      String outcome,
      @Nullable Sum client,
      @Nullable Sum gateway,
      @Nullable Sum ledger,
      boolean mustAgree) {

    static Row agreeing(
        String outcome, @Nullable Sum client, @Nullable Sum gateway, @Nullable Sum ledger) {
      return new Row(outcome, client, gateway, ledger, true);
    }

    static Row shown(
        String outcome, @Nullable Sum client, @Nullable Sum gateway, @Nullable Sum ledger) {
      return new Row(outcome, client, gateway, ledger, false);
    }

    /** Whether those who have a word here say the same. */
    public boolean agrees() {
      Sum first = client != null ? client : gateway != null ? gateway : ledger;
      return first == null
          || ((client == null || client.equals(first))
              && (gateway == null || gateway.equals(first))
              && (ledger == null || ledger.equals(first)));
    }
  }
}
