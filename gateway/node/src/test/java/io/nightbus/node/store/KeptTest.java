package io.nightbus.node.store;

import static io.nightbus.node.store.Seal.Place.OBLIGATION;
import static io.nightbus.node.store.Seal.Place.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.core.BookSamples;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTest {
  private static final int MANY = 20_000;

  @TempDir Path folder;
  private Seal seal;
  private Kept kept;

  @BeforeEach
  void create() {
    seal = new Seal(Keys.create(folder.resolve("keys")));
    kept = new Kept(seal);
  }

  @Test
  void messages_come_back_whatever_is_in_them() {
    Message latin = BookSamples.answer(5, "00");
    Message other = latin.with(De.of(43), "Москва").with(De.of(120), "x".repeat(5_000));
    Message empty = Message.of(new Mti(9999)).build();
    Message hollow = empty.with(De.of(2), "").with(De.of(128), "ÿ");
    for (Message message : List.of(latin, other, empty, hollow)) {
      assertThat(kept.message(REQUEST, 1, kept.message(REQUEST, 1, message))).isEqualTo(message);
    }
  }

  @Test
  void what_no_book_could_hold_is_refused_by_its_number_alone() {
    Message message = BookSamples.answer(5, "00").with(De.of(120), "secret ".repeat(10_000));
    assertThatThrownBy(() -> kept.message(REQUEST, 1, message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DE 120")
        .hasMessageNotContaining("secret");
  }

  @Test
  void another_form_is_told_apart() {
    byte[] earlier = {1, 0, 100};
    byte[] sealed = seal.close(REQUEST, 1, earlier, earlier.length);
    assertThatThrownBy(() -> kept.message(REQUEST, 1, sealed)).hasMessageContaining("form 1");
  }

  /**
   * Thousands are read ahead of a backlog. What each weighs is copied by collections, for which
   * live requests wait: elements stay bytes until they are asked for.
   */
  @Test
  void what_is_read_ahead_weighs_little() {
    Message advice = BookSamples.advice(1, 1, "lane").message();
    for (int de = 41; de < 63; de++) {
      advice = advice.with(De.of(de), "123456789");
    }
    byte[] sealed = kept.message(OBLIGATION, 1, advice);
    var read = new ArrayList<Message>(MANY);
    long before = used();
    for (int i = 0; i < MANY; i++) {
      read.add(kept.message(OBLIGATION, 1, sealed));
    }
    assertThat((used() - before) / read.size()).isLessThan(sealed.length + 400L);
    assertThat(read).last().isEqualTo(advice);
  }

  private static long used() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
