package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.Optional;
import java.util.Set;

/** One peer's way of speaking. Immutable and shared by all threads. */
@SuppressWarnings("DoNotCallSuggester")
public final class Dialect {
  private Dialect() {}

  /**
   * The dialects that are shipped: {@code iso87-ascii}, {@code iso87-binary}; empty for any other
   * name.
   */
  public static Optional<Dialect> named(String name) {
    throw new UnsupportedOperationException();
  }

  /** The names {@link #named} knows, sorted. */
  public static Set<String> names() {
    throw new UnsupportedOperationException();
  }

  public String name() {
    throw new UnsupportedOperationException();
  }

  public Framing framing() {
    throw new UnsupportedOperationException();
  }

  /** Reads one message (without its length prefix) out of {@code bytes}; any bytes are survived. */
  public Decoded decode(byte[] bytes, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  /**
   * The message's bytes, without a length prefix. An element that doesn't fit its field is an
   * {@link IllegalArgumentException} that names the field and never its content.
   */
  public byte[] encode(Message message) {
    throw new UnsupportedOperationException();
  }

  /** What a class-8 message asks for; empty where the dialect has no name for its code. */
  public Optional<NetworkCode> networkCode(Message message) {
    throw new UnsupportedOperationException();
  }

  /** A network management request (0800 in 1987) with its code; DE 7 and 11 are the caller's. */
  public Message.Builder networkRequest(NetworkCode code) {
    throw new UnsupportedOperationException();
  }

  public ResponseClass classify(String responseCode) {
    throw new UnsupportedOperationException();
  }

  /** The answer to a request or advice: response MTI, the elements to echo, DE 39. */
  public Message.Builder response(Message request, String responseCode) {
    throw new UnsupportedOperationException();
  }

  /** Elements that have to come back unchanged in a response for it to belong to its request. */
  public Set<De> echoed() {
    throw new UnsupportedOperationException();
  }

  /**
   * Elements that an advice or a reversal may carry on: never track, PIN block or CVV (domain §10).
   */
  public Set<De> carried() {
    throw new UnsupportedOperationException();
  }

  /** The MTI of a repeat, where this dialect flags repeats. */
  public Mti repeat(Mti mti) {
    throw new UnsupportedOperationException();
  }
}
