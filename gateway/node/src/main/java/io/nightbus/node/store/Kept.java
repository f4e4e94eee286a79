package io.nightbus.node.store;

import io.nightbus.core.transit.Charge;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Messages and cards in the book's own form, sealed: a book outlives dialects. For one thread.
 *
 * <p>A message is a form number (1 Latin-1, 2 UTF-8), the MTI in two bytes, then of each element
 * its number, its length in two bytes and its text.
 */
final class Kept {
  private static final byte LATIN = 1;
  private static final byte UNICODE = 2;
  private static final int HEAD = 3;
  private static final int PART_HEAD = 3;

  private final Seal seal;
  private byte[] scratch = new byte[2048];

  Kept(Seal seal) {
    this.seal = seal;
  }

  byte[] message(Seal.Place where, long row, Message message) {
    int length = pack(message); // first, because it may move to a larger scratch
    return seal.close(where, row, scratch, length);
  }

  Message message(Seal.Place where, long row, byte[] sealed) {
    return unpack(seal.open(where, row, sealed));
  }

  /** Expiry and PAN, a space between. */
  byte[] card(Charge charge) {
    byte[] text =
        (charge.expiry() + ' ' + charge.pan().digits()).getBytes(StandardCharsets.US_ASCII);
    return seal.close(Seal.Place.CARD, charge.id(), text, text.length);
  }

  Card card(long charge, byte[] sealed) {
    String text = new String(seal.open(Seal.Place.CARD, charge, sealed), StandardCharsets.US_ASCII);
    int space = text.lastIndexOf(' ');
    return new Card(text.substring(0, space), Pan.of(text.substring(space + 1)));
  }

  record Card(String expiry, Pan pan) {}

  /** The number of bytes in scratch. */
  private int pack(Message message) {
    scratch[0] = LATIN;
    scratch[1] = (byte) (message.mti().code() >>> 8);
    scratch[2] = (byte) message.mti().code();
    int end = HEAD;
    for (De de : message.elements()) {
      String text = message.get(de);
      int length = text.length();
      head(end, de, length);
      end += PART_HEAD;
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        if (c > 0xff) {
          return packUnicode(message);
        }
        scratch[end + i] = (byte) c;
      }
      end += length;
    }
    return end;
  }

  /** Rare: no dialect that we know of has such texts. */
  private int packUnicode(Message message) {
    scratch[0] = UNICODE;
    int end = HEAD;
    for (De de : message.elements()) {
      byte[] bytes = message.get(de).getBytes(StandardCharsets.UTF_8);
      head(end, de, bytes.length);
      System.arraycopy(bytes, 0, scratch, end + PART_HEAD, bytes.length);
      end += PART_HEAD + bytes.length;
    }
    return end;
  }

  private void head(int at, De de, int length) {
    if (length > 0xffff) {
      throw new IllegalArgumentException(de + " of " + length + " bytes is too long to keep");
    }
    if (at + PART_HEAD + length > scratch.length) {
      scratch = Arrays.copyOf(scratch, 2 * scratch.length + length);
    }
    scratch[at] = (byte) de.number();
    scratch[at + 1] = (byte) (length >>> 8);
    scratch[at + 2] = (byte) length;
  }

  private static Message unpack(byte[] bytes) {
    Charset charset =
        switch (bytes[0]) {
          case LATIN -> StandardCharsets.ISO_8859_1;
          case UNICODE -> StandardCharsets.UTF_8;
          default ->
              throw new IllegalStateException("a message is kept in the unknown form " + bytes[0]);
        };
    var message = Message.of(new Mti(((bytes[1] & 0xff) << 8) | (bytes[2] & 0xff)));
    for (int at = HEAD; at < bytes.length; ) {
      int length = ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
      message.set(De.of(bytes[at] & 0xff), new String(bytes, at + PART_HEAD, length, charset));
      at += PART_HEAD + length;
    }
    return message.build();
  }
}
