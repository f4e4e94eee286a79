package io.nightbus.ops.figures.alerts;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A connection to the gateway that says whatever it likes, in the field's own ASCII dialect. */
final class Stranger implements AutoCloseable {
  private static final DateTimeFormatter SENT =
      DateTimeFormatter.ofPattern("MMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Of a test range; its last digit is right. */
  private static final String CARD = "5555000000000016";

  private final Socket socket;
  private final OutputStream out;
  private int trace = 1;

  Stranger(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      out = socket.getOutputStream();
    } catch (IOException refused) {
      throw new StageFailure("the gateway takes no connection at " + port, refused);
    }
  }

  void signOn() throws IOException {
    send("0800", new TreeMap<>(java.util.Map.of(7, now(), 11, stan(), 70, "001")));
  }

  /** A purchase of a test card; the same trace number is the same request. */
  void ask(String stan) throws IOException {
    send("0100", request(stan));
  }

  /** The same with a MAC over it. */
  void askWithMac(String stan) throws IOException {
    SortedMap<Integer, String> fields = request(stan);
    fields.put(64, "0123456789ABCDEF");
    send("0100", fields);
  }

  /** An answer to a request that was never asked. */
  void answerUnasked() throws IOException {
    SortedMap<Integer, String> fields = request(stan());
    fields.put(39, "00");
    send("0110", fields);
  }

  private SortedMap<Integer, String> request(String stan) {
    var fields = new TreeMap<Integer, String>();
    fields.put(2, "16" + CARD);
    fields.put(3, "000000");
    fields.put(4, "000000000280");
    fields.put(7, "1126" + "120000");
    fields.put(11, stan);
    fields.put(12, "120000");
    fields.put(13, "1126");
    fields.put(14, "3012");
    fields.put(18, "5411");
    fields.put(22, "071");
    fields.put(25, "00");
    fields.put(32, "06400009");
    fields.put(37, "000000" + stan);
    fields.put(41, "STRANGE1");
    fields.put(42, "MERCHANT0000009");
    fields.put(49, "826");
    return fields;
  }

  private String stan() {
    return String.format(Locale.ROOT, "%06d", trace++);
  }

  private static String now() {
    return SENT.format(Instant.now());
  }

  private void send(String mti, SortedMap<Integer, String> fields) throws IOException {
    boolean second = fields.lastKey() > 64;
    long[] bits = new long[2];
    if (second) {
      bits[0] = 1L << 63;
    }
    var body = new StringBuilder();
    fields.forEach((number, text) -> {
      bits[(number - 1) / 64] |= 1L << (63 - (number - 1) % 64);
      body.append(text);
    });
    String bitmap = String.format(Locale.ROOT, "%016X", bits[0]);
    frame(mti + bitmap + (second ? String.format(Locale.ROOT, "%016X", bits[1]) : "") + body);
  }

  /** With the length before it. */
  void frame(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] framed = new byte[bytes.length + 2];
    framed[0] = (byte) (bytes.length >> 8);
    framed[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, framed, 2, bytes.length);
    raw(framed);
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // The gateway cut it, which is as good.
    }
  }
}
