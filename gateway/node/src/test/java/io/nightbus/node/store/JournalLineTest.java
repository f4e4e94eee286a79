package io.nightbus.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class JournalLineTest {
  private static final Instant NIGHT = Instant.parse("2026-11-24T01:00:00Z");

  private static JournalLine line(String by, String what) {
    return JournalLine.after(1, JournalLine.FIRST, NIGHT, by, what, "everything", "roadworks");
  }

  @Test
  void whoeverChangesALineChangesItsHash() {
    JournalLine line = line("ann", "hold");
    assertThat(line.isSound()).isTrue();
    var forged =
        new JournalLine(
            1, NIGHT, "bob", "hold", "everything", "roadworks", line.previous(), line.hash());
    assertThat(forged.isSound()).isFalse();
  }

  @Test
  void noTwoLinesHaveTheSameBytes() {
    assertThat(line("ann", "hold").hash()).isNotEqualTo(line("annh", "old").hash());
  }
}
