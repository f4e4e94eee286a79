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

  private int pack(Message message) {
    int end = pack(message, LATIN, StandardCharsets.ISO_8859_1);
    return end > 0 ? end : pack(message, UNICODE, StandardCharsets.UTF_8);
  }

  /** The number of bytes, or 0 where a text has no such form. */
  private int pack(Message message, byte form, Charset charset) {
    scratch[0] = form;
    scratch[1] = (byte) (message.mti().code() >>> 8);
    scratch[2] = (byte) message.mti().code();
    int end = HEAD;
    for (De de : message.elements()) {
      String text = message.get(de);
      byte[] bytes = text.getBytes(charset);
      if (form == LATIN && !isLatin(text)) {
        return 0;
      }
      if (bytes.length > 0xffff) {
        throw new IllegalArgumentException(
            de + " of " + bytes.length + " bytes is too long to keep");
      }
      if (end + PART_HEAD + bytes.length > scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * scratch.length + bytes.length);
      }
      scratch[end] = (byte) de.number();
      scratch[end + 1] = (byte) (bytes.length >>> 8);
      scratch[end + 2] = (byte) bytes.length;
      System.arraycopy(bytes, 0, scratch, end + PART_HEAD, bytes.length);
      end += PART_HEAD + bytes.length;
    }
    return end;
  }

  private static boolean isLatin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
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
