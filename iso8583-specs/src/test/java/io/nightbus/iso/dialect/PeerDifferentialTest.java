package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import org.jpos.iso.ISOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte what stock jPOS writes and reads with the packagers that it ships. */
class PeerDifferentialTest {
  private static final int MESSAGES = 5_000;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void randomMessagesAreWrittenAndReadAlike(boolean binary) throws ISOException {
    Dialect dialect = dialect(binary);
    var peer = new PeerCodec(binary);
    var samples = new Samples(20_261_123, binary);
    for (int i = 0; i < MESSAGES; i++) {
      Message message = samples.next();
      byte[] expected = peer.encode(message);
      if (expected.length > dialect.framing().longest()) {
        continue;
      }
      assertThat(dialect.encode(message)).as("message %d", i).isEqualTo(expected);
      Message decoded = whole(dialect, expected);
      assertThat(decoded).as("message %d", i).isEqualTo(message);
      assertThat(decoded).hasSameHashCodeAs(message);
      assertThat(peer.decode(expected)).as("message %d", i).isEqualTo(message);
      assertThat(dialect.encode(decoded)).isEqualTo(expected);
      assertThat(dialect.encode(rebuilt(decoded))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shortValuesArePaddedAlike(boolean binary) throws ISOException {
    var peer = new PeerCodec(binary);
    for (int n = 2; n <= 128; n++) {
      for (String text : shortValues(n)) {
        Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.of(n), text).build();
        assertThat(dialect(binary).encode(message)).as("DE %d", n).isEqualTo(peer.encode(message));
      }
    }
  }

  private static String[] shortValues(int n) {
    return switch (n) {
      case 28, 29, 30, 31, 97 -> new String[] {"C1", "D12", "C123"};
      case 52, 55, 64, 65, 96, 128 -> new String[] {};
      default -> Samples.fixedDigits(n) > 1 ? new String[] {"", "1", "12"} : new String[] {"", "7"};
    };
  }

  static Dialect dialect(boolean binary) {
    return Dialect.named(binary ? "iso87-binary" : "iso87-ascii").orElseThrow();
  }

  static Message whole(Dialect dialect, byte[] bytes) {
    Decoded decoded = dialect.decode(bytes, 0, bytes.length);
    assertThat(decoded).isInstanceOf(Decoded.Whole.class);
    return ((Decoded.Whole) decoded).message();
  }

  private static Message rebuilt(Message message) {
    var copy = Message.of(message.mti());
    for (De de : message.elements()) {
      copy.set(de, message.get(de));
    }
    return copy.build();
  }
}
