package io.nightbus.node.store;

import static io.nightbus.node.store.Seal.Place.ANSWER;
import static io.nightbus.node.store.Seal.Place.REQUEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealTest {
  private static final byte[] CLEAR = "something clear".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Keys keys;

  @BeforeEach
  void create() {
    keys = Keys.create(folder.resolve("keys"));
  }

  private static byte[] close(Seal seal) {
    return seal.close(REQUEST, 7, CLEAR, CLEAR.length);
  }

  @Test
  void opens_where_it_was_closed_and_nowhere_else() {
    byte[] sealed = close(new Seal(keys));
    Seal seal = new Seal(keys);
    assertThat(seal.open(REQUEST, 7, sealed)).isEqualTo(CLEAR);
    assertThatThrownBy(() -> seal.open(REQUEST, 8, sealed)).hasMessageContaining("row 8");
    assertThatThrownBy(() -> seal.open(ANSWER, 7, sealed)).hasMessageContaining("ANSWER");
    assertThat(seal.open(REQUEST, 7, sealed)).isEqualTo(CLEAR);
  }

  @Test
  void every_changed_bit_is_found_out() {
    Seal seal = new Seal(keys);
    byte[] sealed = close(seal);
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] changed = sealed.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> seal.open(REQUEST, 7, changed))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> seal.open(REQUEST, 7, new byte[3]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void no_nonce_comes_twice() {
    var nonces = new HashSet<String>();
    for (int i = 0; i < 4; i++) {
      Seal seal = new Seal(keys);
      for (int j = 0; j < 1_000; j++) {
        nonces.add(HexFormat.of().formatHex(close(seal), 1, 13));
      }
    }
    assertThat(nonces).hasSize(4_000);
  }

  @Test
  void what_an_earlier_key_sealed_still_opens() throws Exception {
    byte[] sealed = close(new Seal(keys));
    Path file = folder.resolve("keys");
    String first = Files.readString(file);
    Files.writeString(file, first + first.replaceAll("(?s).*\ndata 1 (..)", "data 2 bb"));
    Seal later = new Seal(Keys.read(file));
    assertThat(later.open(REQUEST, 7, sealed)).isEqualTo(CLEAR);
    assertThat(close(later)[0]).isEqualTo((byte) 2);
    Seal earlier = new Seal(keys);
    byte[] second = close(later);
    assertThatThrownBy(() -> earlier.open(REQUEST, 7, second))
        .hasMessageContaining("no data key 2");
  }
}
