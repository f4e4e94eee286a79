package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No bytes at all make the decoder throw, allocate beyond them, or read what it can't write. */
class DecodeFuzzTest {
  private static final int MUTATIONS = 1_000_000;

  /** A frame is copied once; index, texts of nothing, and the answer come on top. */
  private static final int COPIES = 2;

  private static final int OVERHEAD = 2_048;

  private final ThreadMXBean allocation = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mutatedFramesAreReadOrNamed(boolean binary) {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    List<byte[]> seeds = Golden.all().stream().map(golden -> golden.bytes(binary)).toList();
    var random = new Random(8583);
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] frame = mutated(seeds.get(i % seeds.size()), random);
      if (decodeWithinBounds(dialect, frame) instanceof Decoded.Whole read) {
        whole++;
        if (i % 8 == 0) {
          checkWrittenAgain(dialect, read.message(), frame);
        }
      }
    }
    // Both kinds come up often, or the test would look at one of them only.
    assertThat(whole).isBetween(MUTATIONS / 50, MUTATIONS / 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void randomBytesAreNamed(boolean binary) {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    var random = new Random(70);
    for (int i = 0; i < 200_000; i++) {
      var frame = new byte[random.nextInt(200)];
      random.nextBytes(frame);
      if (decodeWithinBounds(dialect, frame) instanceof Decoded.Whole read) {
        checkWrittenAgain(dialect, read.message(), frame);
      }
    }
  }

  @FuzzTest
  void anyBytes(byte[] bytes) {
    for (String name : Dialect.names()) {
      Dialect dialect = Dialect.named(name).orElseThrow();
      if (dialect.decode(bytes, 0, bytes.length) instanceof Decoded.Whole read) {
        checkWrittenAgain(dialect, read.message(), bytes);
        assertThat(dialect.describe(read.message())).isNotEmpty();
      }
    }
  }

  private Decoded decodeWithinBounds(Dialect dialect, byte[] frame) {
    long bound = (long) COPIES * frame.length + OVERHEAD;
    long before = allocation.getCurrentThreadAllocatedBytes();
    Decoded decoded = dialect.decode(frame, 0, frame.length);
    long allocated = allocation.getCurrentThreadAllocatedBytes() - before;
    if (allocated > bound) {
      // The first time may have loaded classes; the same frame again can't.
      long again = allocation.getCurrentThreadAllocatedBytes();
      Decoded same = dialect.decode(frame, 0, frame.length);
      allocated = allocation.getCurrentThreadAllocatedBytes() - again;
      assertThat(same).isEqualTo(decoded);
      assertThat(allocated).as("bytes for a frame of %d", frame.length).isLessThan(bound);
    }
    return decoded;
  }

  /** From the frame it stands on and from its texts alone. */
  private static void checkWrittenAgain(Dialect dialect, Message message, byte[] frame) {
    if (!Arrays.equals(dialect.layout().encode(message), frame)) {
      fail("not written again as it was read, type " + message.mti());
    }
    var rebuilt = Message.of(message.mti());
    for (De de : message.elements()) {
      rebuilt.set(de, message.get(de));
    }
    Message copy = rebuilt.build();
    if (!copy.equals(message) || !Arrays.equals(dialect.layout().encode(copy), frame)) {
      fail("not written again from its texts, type " + message.mti());
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] frame = seed.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && frame.length > 0; i++) {
      int at = random.nextInt(frame.length);
      switch (random.nextInt(7)) {
        case 0 -> frame[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> frame[at] = (byte) random.nextInt(256);
        case 2 -> frame[at] = (byte) ('0' + random.nextInt(10));
        case 3 -> frame[at] = (byte) 0xFF;
        case 4 -> frame = Arrays.copyOf(frame, at);
        case 5 -> frame = Arrays.copyOf(frame, frame.length + random.nextInt(40));
        default -> System.arraycopy(seed, 0, frame, at, Math.min(seed.length, frame.length - at));
      }
    }
    return frame;
  }
}
