package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.GenericPackager;

/** Stock jPOS with its own shipped packager, to compare with. */
final class PeerCodec {
  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();
  private final GenericPackager packager;

  PeerCodec(boolean binary) {
    String name = "/packager/iso87" + (binary ? "binary" : "ascii") + ".xml";
    try (InputStream xml = GenericPackager.class.getResourceAsStream(name)) {
      packager = new GenericPackager(Objects.requireNonNull(xml));
    } catch (java.io.IOException | ISOException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] encode(Message message) throws ISOException {
    var peer = new ISOMsg();
    peer.setPackager(packager);
    peer.setMTI(message.mti().toString());
    for (De de : message.elements()) {
      if (isBinary(de.number())) {
        peer.set(de.number(), HEXADECIMAL.parseHex(message.get(de)));
      } else {
        peer.set(de.number(), message.get(de));
      }
    }
    return peer.pack();
  }

  Message decode(byte[] bytes) throws ISOException {
    var peer = new ISOMsg();
    peer.setPackager(packager);
    int read = peer.unpack(bytes);
    if (read != bytes.length) {
      throw new ISOException("read " + read + " of " + bytes.length);
    }
    var message = Message.of(Mti.of(peer.getMTI()));
    for (int n = 2; n <= 128; n++) {
      if (peer.hasField(n)) {
        Object value = peer.getValue(n);
        message.set(
            De.of(n),
            value instanceof byte[] binary ? HEXADECIMAL.formatHex(binary) : (String) value);
      }
    }
    return message.build();
  }

  private boolean isBinary(int number) {
    return packager.getFieldPackager(number).createComponent(number)
        instanceof org.jpos.iso.ISOBinaryField;
  }
}
