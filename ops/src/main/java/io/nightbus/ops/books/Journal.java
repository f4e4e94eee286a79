package io.nightbus.ops.books;

import java.util.List;

/**
 * One client's journal.
 *
 * @param originator the gateway's name for this client
 * @param endpoint the host that its requests are for
 */
public record Journal(String originator, String endpoint, List<JournalLine> lines) {
  public Journal {
    lines = List.copyOf(lines);
  }
}
