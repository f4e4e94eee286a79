package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Of each frame it is exact whether any byte of it has left, wherever the socket stops. */
final class OutboxTest {
  private static final int FRAME = 98;
  private static final int ON_THE_WIRE = FRAME + 2;

  private final Outbox outbox = new Outbox(new Chunks(), 4 * 1024 * 1024);
  private final ThrottledSocket socket = new ThrottledSocket();

  @Test
  void framesOfWhichNoByteLeftAreUnsentAndNoOthers() throws IOException {
    for (int taken = 0; taken <= 5 * ON_THE_WIRE; taken++) {
      var box = new Outbox(new Chunks(), 4 * 1024 * 1024);
      var narrow = new ThrottledSocket();
      for (int token = 1; token <= 5; token++) {
        assertThat(box.add(frame(token), token, Deadlines.NEVER)).isTrue();
      }
      narrow.room = taken;
      assertThat(box.writeTo(narrow, 0)).isEqualTo(taken);
      int touched = (taken + ON_THE_WIRE - 1) / ON_THE_WIRE;
      assertThat(box.end().take())
          .as("after %d bytes", taken)
          .containsExactly(LongStream.rangeClosed(touched + 1, 5).toArray());
    }
  }

  @Test
  void everyFrameIsWrittenOnceInOrderOrToldWhateverHappens() throws IOException {
    var random = new Random(11);
    for (int round = 0; round < 200; round++) {
      checkBooks(random);
    }
  }

  /** Random sizes, times and socket room; then written + late + unsent have to be all. */
  private static void checkBooks(Random random) throws IOException {
    var box = new Outbox(new Chunks(), 4 * 1024 * 1024);
    var narrow = new ThrottledSocket();
    var told = new ArrayList<Long>();
    long now = 0;
    int token = 0;
    boolean overdue = false;
    for (int step = 0; step < 60 && !overdue; step++) {
      for (int burst = random.nextInt(40); burst > 0; burst--) {
        long until = random.nextInt(4) == 0 ? now + random.nextInt(5) : Deadlines.NEVER;
        assertThat(box.add(frame(++token, 20 + random.nextInt(3_000)), token, until)).isTrue();
      }
      now++;
      narrow.room = random.nextInt(40_000);
      try {
        box.writeTo(narrow, now);
      } catch (Connection.Overdue late) {
        overdue = true;
      }
    }
    LongStream.of(box.late().take()).forEach(told::add);
    int left = narrow.frames().size() + (narrow.endsAmidFrame() ? 1 : 0);
    long[] unsent = box.end().take();
    LongStream.of(unsent).forEach(told::add);
    assertThat(left + told.size()).isEqualTo(token);
    assertThat(narrow.frames()).isSorted().doesNotContainAnyElementsOf(told);
    assertThat(told).doesNotHaveDuplicates();
    assertThat(box.taken()).isEqualTo(narrow.written.size());
  }

  @Test
  void aFrameWhoseTimeIsOverIsLeftOutRightBeforeTheWrite() throws IOException {
    outbox.add(frame(1), 1, Deadlines.NEVER);
    outbox.add(frame(2), 2, 100);
    outbox.add(frame(3), 3, 200);
    socket.room = 10_000;
    outbox.writeTo(socket, 101);
    assertThat(socket.frames()).containsExactly(1L, 3L);
    assertThat(outbox.late().take()).containsExactly(2);
    assertThat(outbox.pending()).isZero();
  }

  @Test
  void atItsLastMomentAFrameStillLeaves() throws IOException {
    outbox.add(frame(1), 1, 100);
    socket.room = 10_000;
    outbox.writeTo(socket, 100);
    assertThat(socket.frames()).containsExactly(1L);
  }

  @Test
  void aFrameThatLeftInPartIsNeverFinishedAfterItsTime() throws IOException {
    outbox.add(frame(1), 1, 100);
    outbox.add(frame(2), 2, Deadlines.NEVER);
    socket.room = 50;
    outbox.writeTo(socket, 90);
    socket.room = 10_000;
    assertThatThrownBy(() -> outbox.writeTo(socket, 101)).isInstanceOf(Connection.Overdue.class);
    assertThat(socket.written.size()).isEqualTo(50);
    assertThat(outbox.end().take()).containsExactly(2);
  }

  @Test
  void aFrameThatLeftInTimeDoesNotBarOthersLater() throws IOException {
    outbox.add(frame(1), 1, 100);
    outbox.add(frame(2), 2, Deadlines.NEVER);
    outbox.add(frame(3), 3, 150);
    socket.room = ON_THE_WIRE + 10;
    outbox.writeTo(socket, 90);
    socket.room = 10_000;
    outbox.writeTo(socket, 120);
    assertThat(socket.frames()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void itIsBoundedAndSaysSo() {
    var small = new Outbox(new Chunks(), 10 * ON_THE_WIRE);
    for (int i = 1; i <= 10; i++) {
      assertThat(small.add(frame(i), i, Deadlines.NEVER)).isTrue();
    }
    assertThat(small.add(frame(11), 11, Deadlines.NEVER)).isFalse();
    assertThat(small.end().take()).hasSize(10).doesNotContain(11);
  }

  @Test
  void theLongestFrameFits() throws IOException {
    var longest = new byte[65_535];
    assertThat(outbox.add(longest, 1, Deadlines.NEVER)).isTrue();
    socket.room = 100_000;
    assertThat(outbox.writeTo(socket, 0)).isEqualTo(65_537);
  }

  private static byte[] frame(int token) {
    return frame(token, FRAME);
  }

  private static byte[] frame(int token, int size) {
    return ByteBuffer.allocate(size).putLong(token).array();
  }

  /** Takes as many bytes as there is room for, as a socket's buffer does. */
  private static final class ThrottledSocket implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room;

    @Override
    public int write(ByteBuffer source) {
      int count = Math.min(room, source.remaining());
      var bytes = new byte[count];
      source.get(bytes);
      written.writeBytes(bytes);
      room -= count;
      return count;
    }

    /** Tokens of the whole frames that were written. */
    List<Long> frames() {
      ByteBuffer all = ByteBuffer.wrap(written.toByteArray());
      var tokens = new ArrayList<Long>();
      while (all.remaining() >= 2 && all.remaining() >= 2 + all.getShort(all.position())) {
        int length = all.getShort();
        tokens.add(all.getLong(all.position()));
        all.position(all.position() + length);
      }
      return tokens;
    }

    boolean endsAmidFrame() {
      ByteBuffer all = ByteBuffer.wrap(written.toByteArray());
      while (all.remaining() >= 2 && all.remaining() >= 2 + all.getShort(all.position())) {
        int length = all.getShort();
        all.position(all.position() + length);
      }
      return all.hasRemaining();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
