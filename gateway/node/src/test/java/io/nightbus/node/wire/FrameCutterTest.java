package io.nightbus.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.nightbus.iso.dialect.Framing;
import io.nightbus.node.wire.FrameCutter.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However the stream comes in pieces, the frames are the same. */
final class FrameCutterTest {
  private final List<byte[]> cut = new ArrayList<>();
  private final FrameCutter cutter = new FrameCutter(new Framing(2, 300), new byte[65_535]);

  private Verdict feed(byte... bytes) {
    return cutter.cut(
        Unpooled.wrappedBuffer(bytes),
        (frame, length) -> {
          cut.add(Arrays.copyOf(frame, length));
          return true;
        });
  }

  @Test
  void aFrameByteByByteIsOneFrame() {
    byte[] stream = framed(pattern(300));
    for (int i = 0; i < stream.length; i++) {
      assertThat(cutter.isAmidFrame()).isEqualTo(i > 0);
      assertThat(feed(stream[i])).isEqualTo(Verdict.FINE);
    }
    assertThat(cutter.isAmidFrame()).isFalse();
    assertThat(cut).containsExactly(pattern(300));
  }

  @Test
  void framesInAnyPiecesAreTheSameFrames() {
    var random = new Random(7);
    for (int round = 0; round < 500; round++) {
      cut.clear();
      var sent = new ArrayList<byte[]>();
      ByteBuf stream = Unpooled.buffer();
      for (int i = 0; i < 20; i++) {
        byte[] frame = pattern(1 + random.nextInt(300));
        sent.add(frame);
        stream.writeBytes(framed(frame));
      }
      while (stream.isReadable()) {
        int piece = Math.min(stream.readableBytes(), 1 + random.nextInt(700));
        assertThat(feed(read(stream, piece))).isEqualTo(Verdict.FINE);
      }
      assertThat(cut).containsExactlyElementsOf(sent);
      assertThat(cutter.isAmidFrame()).isFalse();
    }
  }

  @Test
  void aClaimAboveTheLongestIsRefusedByItsLengthAlone() {
    assertThat(feed((byte) 1)).isEqualTo(Verdict.FINE);
    assertThat(feed((byte) (301 - 256))).isEqualTo(Verdict.TOO_LONG);
    assertThat(cut).isEmpty();
  }

  @Test
  void frameBeforeABadLengthIsStillTaken() {
    byte[] good = framed(pattern(12));
    byte[] stream = Arrays.copyOf(good, good.length + 2);
    assertThat(feed(stream)).isEqualTo(Verdict.EMPTY);
    assertThat(cut).containsExactly(pattern(12));
  }

  @Test
  void nothingIsCutAfterTheTakerHasEnough() {
    ByteBuf stream =
        Unpooled.buffer().writeBytes(framed(pattern(5))).writeBytes(framed(pattern(6)));
    cutter.cut(
        stream,
        (frame, length) -> {
          cut.add(Arrays.copyOf(frame, length));
          return false;
        });
    assertThat(cut).containsExactly(pattern(5));
  }

  private static byte[] read(ByteBuf from, int count) {
    var bytes = new byte[count];
    from.readBytes(bytes);
    return bytes;
  }

  private static byte[] pattern(int length) {
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + length);
    }
    return bytes;
  }

  private static byte[] framed(byte... frame) {
    var bytes = new byte[frame.length + 2];
    bytes[0] = (byte) (frame.length >> 8);
    bytes[1] = (byte) frame.length;
    System.arraycopy(frame, 0, bytes, 2, frame.length);
    return bytes;
  }
}
