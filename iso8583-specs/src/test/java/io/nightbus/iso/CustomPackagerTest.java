package io.nightbus.iso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.iso.Decoded.Flaw;
import io.nightbus.iso.Decoded.Malformed;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.jpos.iso.ISOBinaryField;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.GenericPackager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packagers that a jPOS user may bring. */
class CustomPackagerTest {
  private static final String DOCTYPE =
      "<!DOCTYPE isopackager PUBLIC \"-//jPOS/jPOS Generic Packager DTD 1.0//EN\""
          + " \"http://jpos.org/dtd/generic-packager-1.0.dtd\">";

  private static byte[] xml(String fields) {
    return ("<?xml version=\"1.0\"?>\n"
            + DOCTYPE
            + "\n<isopackager>\n"
            + field(0, 4, "IFB_NUMERIC", "pad=\"true\"")
            + field(1, 16, "IFB_BITMAP", "")
            + fields
            + "</isopackager>\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String field(int id, int length, String name, String attributes) {
    return "<isofield id=\"%d\" length=\"%d\" name=\"Field %d\" class=\"org.jpos.iso.%s\" %s/>%n"
        .formatted(id, length, id, name, attributes)
        .replace(System.lineSeparator(), "\n");
  }

  /** Whatever the class, and whether the format is ours or jPOS's, the bytes are jPOS's. */
  @ParameterizedTest
  @CsvSource({
    "IFA_NUMERIC, 7, digits, true",
    "IFA_LLNUM, 19, digits, true",
    "IFA_LLLNUM, 40, digits, true",
    "IFA_LCHAR, 9, text, true",
    "IFA_LLCHAR, 30, text, true",
    "IFA_LLLCHAR, 300, text, true",
    "IFA_LLLLCHAR, 1500, text, true",
    "IF_CHAR, 11, text, true",
    "IFA_AMOUNT, 9, amount, true",
    "IFA_BINARY, 5, hex, true",
    "IFA_LLBINARY, 20, hex, true",
    "IFA_LLLBINARY, 200, hex, true",
    "IFA_LLABINARY, 20, hex, false",
    "IFA_LLLABINARY, 200, hex, false",
    "IFB_NUMERIC, 7, digits, true",
    "IFB_NUMERIC, 8, digits, true",
    "IFB_LLNUM, 19, digits, true",
    "IFB_LLLNUM, 28, digits, true",
    "IFB_LLHNUM, 19, digits, true",
    "IFB_LLCHAR, 30, text, true",
    "IFB_LLLCHAR, 300, text, true",
    "IFB_LLLLCHAR, 1500, text, true",
    "IFB_LLHCHAR, 200, text, true",
    "IFB_LLLHCHAR, 900, text, true",
    "IFB_AMOUNT, 9, amount, true",
    "IFB_AMOUNT, 10, amount, true",
    "IFB_BINARY, 5, hex, true",
    "IFB_LLBINARY, 20, hex, true",
    "IFB_LLLBINARY, 300, hex, true",
    "IFB_LLHBINARY, 200, hex, true",
    "IFB_LLLHBINARY, 900, hex, true",
    "IFE_NUMERIC, 6, digits, false",
    "IFE_LLNUM, 19, digits, false",
    "IFE_CHAR, 8, text, false",
    "IFE_LLCHAR, 20, text, false",
    "IFE_LLLBINARY, 50, hex, false",
    "IFEP_LLCHAR, 20, text, false",
    "IFB_LLHECHAR, 20, text, false",
    "IFB_LLHFBINARY, 20, hex, false"
  })
  void everyClassIsWrittenAndReadAsByJpos(String name, int length, String kind, boolean ours)
      throws ISOException {
    for (String pad : new String[] {"pad=\"true\"", "pad=\"false\"", ""}) {
      byte[] xml = xml(field(60, length, name, pad) + field(61, 3, "IFA_NUMERIC", ""));
      Layout layout = PackagerXml.read("own.xml", xml);
      boolean oddAmount = name.equals("IFB_AMOUNT") && length == 10;
      if (!oddAmount) {
        assertThat(layout.format(60) instanceof PlainField).as(name).isEqualTo(ours);
      }
      var peer = new GenericPackager(new ByteArrayInputStream(xml));
      var random = new Random(60);
      for (int i = 0; i < 200; i++) {
        String text = text(name, kind, length, random);
        Message message =
            Message.of(Mti.AUTHORISATION_REQUEST)
                .set(De.PRIVATE_60, text)
                .set(De.of(61), "042")
                .build();
        byte[] expected = pack(peer, message);
        assertThat(layout.encode(message)).as("%s %s", name, pad).isEqualTo(expected);
        assertThat(layout.decode(expected, 0, expected.length))
            .as("%s %s", name, pad)
            .isEqualTo(new Decoded.Whole(message));
        truncated(layout, expected);
      }
    }
  }

  private static String text(String name, String kind, int length, Random random) {
    boolean variable = name.contains("_L");
    int units = variable ? 1 + random.nextInt(Math.min(length, 99)) : length;
    return switch (kind) {
      case "digits" -> random(random, "0123456789", units);
      case "amount" -> "C" + random(random, "0123456789", length - 1);
      case "hex" -> random(random, "0123456789ABCDEF", 2 * units);
      default -> random(random, "ABCabc019 -", units);
    };
  }

  private static String random(Random random, String alphabet, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static byte[] pack(GenericPackager peer, Message message) throws ISOException {
    var packed = new ISOMsg();
    packed.setPackager(peer);
    packed.setMTI(message.mti().toString());
    for (De de : message.elements()) {
      int n = de.number();
      if (peer.getFieldPackager(n).createComponent(n) instanceof ISOBinaryField) {
        packed.set(n, HexFormat.of().parseHex(message.get(de)));
      } else {
        packed.set(n, message.get(de));
      }
    }
    return packed.pack();
  }

  /** Never an exception, also where jPOS reads the field. */
  private static void truncated(Layout layout, byte[] frame) {
    for (int length = 0; length < frame.length; length++) {
      assertThat(layout.decode(Arrays.copyOf(frame, length), 0, length))
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void anElementThatThePackagerLacksIsNamed() {
    Layout layout = PackagerXml.read("own.xml", xml(field(3, 6, "IFB_NUMERIC", "pad=\"true\"")));
    byte[] frame = HexFormat.of().parseHex("010030000000000000000000000000000000");
    assertThat(layout.decode(frame, 0, frame.length))
        .isEqualTo(new Malformed(Flaw.UNKNOWN_FIELD, 4, 13));
    assertThat(layout.has(De.AMOUNT)).isFalse();
    Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.AMOUNT, "1").build();
    assertThatThrownBy(() -> layout.encode(message)).hasMessage("DE 4 is not in this layout");
  }

  @Test
  void anUnusedFieldIsNotThere() {
    Layout layout = PackagerXml.read("own.xml", xml(field(5, 6, "IF_UNUSED", "")));
    assertThat(layout.has(De.of(5))).isFalse();
  }

  @Test
  void anElementWithSubelementsIsCarriedWhole() {
    String nested =
        "<isofieldpackager id=\"48\" length=\"99\" name=\"Private\""
            + " class=\"org.jpos.iso.IFA_LLCHAR\""
            + " packager=\"org.jpos.iso.packager.GenericSubFieldPackager\">"
            + field(1, 2, "IFA_NUMERIC", "")
            + field(2, 3, "IF_CHAR", "")
            + "</isofieldpackager>";
    Layout layout = PackagerXml.read("own.xml", xml(nested));
    Message message = Message.of(Mti.AUTHORISATION_REQUEST).set(De.PRIVATE_48, "17ABC").build();
    byte[] frame = layout.encode(message);
    assertThat(frame).endsWith("0517ABC".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(layout.decode(frame, 0, frame.length)).isEqualTo(new Decoded.Whole(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1993", "cmf"})
  void whatIsNotSupportedIsRefusedAtLoad(String kind) {
    String field =
        kind.equals("cmf") ? field(4, 16, "IFA_AMOUNT2003", "") : field(65, 8, "IFB_BITMAP", "");
    assertThatThrownBy(() -> PackagerXml.read("own.xml", xml(field)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("own.xml:6: field " + (kind.equals("cmf") ? 4 : 65))
        .hasMessageContaining("not supported");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<isofield id=\"3\" length=\"x\" name=\"n\" class=\"org.jpos.iso.IF_CHAR\"/> | own.xml:6:"
            + " length has to be a number",
        "<isofield id=\"3\" length=\"6\" name=\"n\" class=\"org.jpos.iso.IF_CHARS\"/> | own.xml:6:"
            + " class org.jpos.iso.IF_CHARS is not on",
        "<isofield id=\"200\" length=\"6\" name=\"n\" class=\"org.jpos.iso.IF_CHAR\"/> | own.xml:6:"
            + " field 200: fields run from 0 to 128",
        "<isofield id=\"1\" length=\"6\" name=\"n\" class=\"org.jpos.iso.IF_CHAR\"/> | own.xml:6:"
            + " field 1 stands at line 5 already",
        "<isofield id=\"3\" length=\"6\" | own.xml:7:",
      })
  void mistakesHaveTheirLine(String field, String message) {
    assertThatThrownBy(() -> PackagerXml.read("own.xml", xml(field + "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void otherDocumentsAreRefused() {
    assertRefused("<packager/>", "own.xml:1: is no packager: it starts with <packager>");
    assertRefused("", "own.xml:1:");
    assertRefused(
        "<!DOCTYPE isopackager SYSTEM \"http://localhost:1/x.dtd\"><isopackager/>",
        "own.xml:1: refers to http://localhost:1/x.dtd");
    assertRefused(
        new String(xml(""), StandardCharsets.UTF_8).replace("IFB_BITMAP", "IFE_BITMAP"),
        "own.xml:5: field 1: the bitmap has to be");
    assertRefused(
        new String(xml(""), StandardCharsets.UTF_8).replace("length=\"4\"", "length=\"6\""),
        "own.xml:4: field 0: the MTI has to be");
    assertRefused(
        new String(xml(""), StandardCharsets.UTF_8)
            .replace("<isopackager>", "<isopackager headerLength=\"5\">"),
        "own.xml:1: headers and third bitmaps are not supported");
    assertRefused(
        new String(xml(""), StandardCharsets.UTF_8)
            .replace("<isopackager>", "<isopackager maxValidField=\"192\">"),
        "own.xml:1: messages have a bitmap in field 1 and at most 128 fields");
  }

  private static void assertRefused(String document, String message) {
    assertThatThrownBy(() -> PackagerXml.read("own.xml", document.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theFilesOfJposLoadWhereTheyAre1987() throws Exception {
    for (String kind : new String[] {"iso87ascii", "iso87binary"}) {
      try (var xml = GenericPackager.class.getResourceAsStream("/packager/" + kind + ".xml")) {
        Layout layout = PackagerXml.read(kind, Objects.requireNonNull(xml).readAllBytes());
        assertThat(layout.name(De.PAN)).isEqualTo("PAN - PRIMARY ACCOUNT NUMBER");
      }
    }
  }
}
