package io.nightbus.iso.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** j8583, which shares no code with jPOS, reads what we write and we read what it writes. */
class OtherCodecTest {
  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

  /** How j8583 is told to write an element, and what its value is for our text. */
  private record Guide(IsoType type, int length) {}

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatJ8583WritesIsReadHere(boolean binary) throws Exception {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    for (Message message : messages(binary)) {
      IsoMessage theirs = factory(message.mti(), binary).newMessage(type(message.mti()));
      theirs.setCharacterEncoding("ISO-8859-1");
      for (De de : message.elements()) {
        Guide guide = guide(de.number(), binary);
        theirs.setValue(de.number(), value(message.get(de), guide), guide.type(), guide.length());
      }
      assertThat(PeerDifferentialTest.whole(dialect, theirs.writeData())).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWeWriteIsReadByJ8583(boolean binary) throws Exception {
    Dialect dialect = PeerDifferentialTest.dialect(binary);
    for (Message message : messages(binary)) {
      IsoMessage theirs =
          factory(message.mti(), binary).parseMessage(dialect.encode(message), 0, false);
      for (De de : message.elements()) {
        assertThat(text(theirs, de, guide(de.number(), binary)))
            .as("%s %s", message.mti(), de)
            .isEqualTo(message.get(de));
      }
      for (int n = 2; n <= 128; n++) {
        assertThat(theirs.hasField(n))
            .as("%s DE %d", message.mti(), n)
            .isEqualTo(message.has(De.of(n)));
      }
    }
  }

  /** All golden messages; in binary without what j8583 can't express: odd numbers of BCD digits. */
  private static List<Message> messages(boolean binary) {
    List<Message> messages =
        Golden.all().stream().map(Golden::message).map(m -> binary ? expressible(m) : m).toList();
    assertThat(messages).hasSizeGreaterThan(20).allMatch(m -> m.elements().size() > 1);
    return messages;
  }

  private static Message expressible(Message message) {
    var kept = message.edit();
    for (De de : message.elements()) {
      boolean oddDigits = isVariableNumber(de.number()) && message.get(de).length() % 2 == 1;
      if (oddDigits || isSigned(de.number())) {
        kept.drop(de);
      }
    }
    return kept.build();
  }

  private static MessageFactory<IsoMessage> factory(Mti mti, boolean binary) throws Exception {
    var factory = new MessageFactory<IsoMessage>();
    factory.setCharacterEncoding("ISO-8859-1");
    factory.setUseBinaryMessages(binary);
    factory.setAssignDate(false);
    Map<Integer, FieldParseInfo> guides = new HashMap<>();
    for (int n = 2; n <= 128; n++) {
      Guide guide = guide(n, binary);
      guides.put(n, FieldParseInfo.getInstance(guide.type(), guide.length(), "ISO-8859-1", false));
    }
    factory.setParseMap(type(mti), guides);
    return factory;
  }

  /** j8583 has the four digits as hexadecimal. */
  private static int type(Mti mti) {
    return Integer.parseInt(mti.toString(), 16);
  }

  private static boolean isVariableNumber(int n) {
    return n == 2 || n == 32 || n == 33 || n == 35 || n == 99 || n == 100;
  }

  private static boolean isSigned(int n) {
    return (n >= 28 && n <= 31) || n == 97;
  }

  private static Guide guide(int n, boolean binary) {
    if (isVariableNumber(n)) {
      return new Guide(binary ? IsoType.LLBCDBIN : IsoType.LLVAR, 0);
    }
    int digits = Samples.fixedDigits(n);
    if (digits > 0) {
      return new Guide(IsoType.NUMERIC, digits);
    }
    return switch (n) {
      case 28, 29, 30, 31 -> new Guide(IsoType.ALPHA, 9);
      case 97 -> new Guide(IsoType.ALPHA, 17);
      case 52, 64, 128 -> new Guide(IsoType.BINARY, 8);
      case 65 -> new Guide(IsoType.BINARY, 1);
      case 96 -> new Guide(IsoType.BINARY, 16);
      case 34, 44, 45, 101, 102, 103 -> new Guide(IsoType.LLVAR, 0);
      case 37 -> new Guide(IsoType.ALPHA, 12);
      case 38, 93 -> new Guide(IsoType.ALPHA, 6);
      case 39, 92 -> new Guide(IsoType.ALPHA, 2);
      case 40, 49, 50, 51 -> new Guide(IsoType.ALPHA, 3);
      case 41 -> new Guide(IsoType.ALPHA, 8);
      case 42 -> new Guide(IsoType.ALPHA, 15);
      case 43 -> new Guide(IsoType.ALPHA, 40);
      case 55 -> new Guide(binary ? IsoType.LLLBIN : IsoType.LLLVAR, 0);
      case 91 -> new Guide(IsoType.ALPHA, 1);
      case 94 -> new Guide(IsoType.ALPHA, 7);
      case 95 -> new Guide(IsoType.ALPHA, 42);
      case 98 -> new Guide(IsoType.ALPHA, 25);
      default -> new Guide(IsoType.LLLVAR, 0);
    };
  }

  private static boolean isBytes(Guide guide) {
    return guide.type() == IsoType.BINARY || guide.type() == IsoType.LLLBIN;
  }

  private static Object value(String text, Guide guide) {
    if (isBytes(guide)) {
      return HEXADECIMAL.parseHex(text);
    }
    return guide.type() == IsoType.LLBCDBIN ? nibbles(text) : text;
  }

  /** In BCD the separator of track 2 is D. */
  private static String nibbles(String text) {
    return text.replace('=', 'D');
  }

  private static String text(IsoMessage message, De de, Guide guide) {
    Object value = message.getObjectValue(de.number());
    if (value instanceof byte[] bytes) {
      String hex = HEXADECIMAL.formatHex(bytes);
      return guide.type() == IsoType.LLBCDBIN ? hex.replace('D', '=') : hex;
    }
    return message.getField(de.number()).toString();
  }
}
