package io.nightbus.node.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nightbus.core.transit.Charge;
import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Layout;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import java.nio.charset.Charset;

/**
 * Messages and cards in the book's own form, sealed: a book outlives dialects. For one thread.
 *
 * <p>A message is a form number and a frame of {@link Layout#KEPT}. What comes back stands on that
 * frame's bytes: thousands are read ahead, and of most elements nobody asks for the text.
 */
final class Kept {
  // 1 and 2 were forms without a bitmap, which no release has written.
  private static final byte LATIN = 3;

  /** Texts that ISO 8859-1 cannot write: each character of the frame is a byte of UTF-8. */
  private static final byte UNICODE = 4;

  private final Seal seal;

  Kept(Seal seal) {
    this.seal = seal;
  }

  byte[] message(Seal.Place where, long row, Message message) {
    byte[] clear;
    try {
      clear = formed(LATIN, message);
    } catch (IllegalArgumentException e) {
      // Rare: no dialect that we know of has such texts.
      clear = formed(UNICODE, retold(message, UTF_8, ISO_8859_1));
    }
    return seal.close(where, row, clear, clear.length);
  }

  private static byte[] formed(byte form, Message message) {
    byte[] frame = Layout.KEPT.encode(message);
    var formed = new byte[1 + frame.length];
    formed[0] = form;
    System.arraycopy(frame, 0, formed, 1, frame.length);
    return formed;
  }

  Message message(Seal.Place where, long row, byte[] sealed) {
    byte[] clear = seal.open(where, row, sealed);
    return switch (clear[0]) {
      case LATIN -> framed(clear);
      case UNICODE -> retold(framed(clear), ISO_8859_1, UTF_8);
      default ->
          throw new IllegalStateException("a message is kept in the unknown form " + clear[0]);
    };
  }

  private static Message framed(byte[] clear) {
    return switch (Layout.KEPT.decode(clear, 1, clear.length - 1)) {
      case Decoded.Whole(var message) -> message;
      case Decoded.Malformed flawed ->
          throw new IllegalStateException("a message is not as it was kept: " + flawed);
    };
  }

  /** With the bytes that one charset makes of each text as the text that another makes of them. */
  private static Message retold(Message message, Charset written, Charset read) {
    Message.Builder other = message.edit();
    for (De de : message.elements()) {
      other.set(de, new String(message.get(de).getBytes(written), read));
    }
    return other.build();
  }

  /** Expiry and PAN, a space between. */
  byte[] card(Charge charge) {
    byte[] text = (charge.expiry() + ' ' + charge.pan().digits()).getBytes(US_ASCII);
    return seal.close(Seal.Place.CARD, charge.id(), text, text.length);
  }

  Card card(long charge, byte[] sealed) {
    String text = new String(seal.open(Seal.Place.CARD, charge, sealed), US_ASCII);
    int space = text.lastIndexOf(' ');
    return new Card(text.substring(0, space), Pan.of(text.substring(space + 1)));
  }

  record Card(String expiry, Pan pan) {}
}
