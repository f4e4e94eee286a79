package io.nightbus.ops.it;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.text.ParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** j8583, which shares no code with jPOS, over a plain socket. */
final class J8583Foreign implements Foreign {
  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();
  private static final String LATIN = "ISO-8859-1";

  /** The types of message that are spoken here; the four digits read as hexadecimal. */
  private static final List<Integer> TYPES =
      List.of(0x100, 0x110, 0x120, 0x121, 0x130, 0x420, 0x421, 0x430, 0x800, 0x810);

  private final boolean binary;
  private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

  J8583Foreign(boolean binary) {
    this.binary = binary;
    factory.setCharacterEncoding(LATIN);
    factory.setUseBinaryMessages(binary);
    factory.setAssignDate(false);
    Map<Integer, FieldParseInfo> guides = new HashMap<>();
    elements()
        .forEach((number, kind) ->
            guides.put(
                number, FieldParseInfo.getInstance(kind.type(), kind.length(), LATIN, false)));
    TYPES.forEach(type -> factory.setParseMap(type, guides));
  }

  private record Kind(IsoType type, int length) {}

  private Map<Integer, Kind> elements() {
    Map<Integer, Kind> kinds = new TreeMap<>();
    IsoType digits = binary ? IsoType.LLBCDBIN : IsoType.LLVAR;
    List.of(2, 32, 33, 35).forEach(number -> kinds.put(number, new Kind(digits, 0)));
    Map.ofEntries(
            Map.entry(3, 6),
            Map.entry(4, 12),
            Map.entry(7, 10),
            Map.entry(11, 6),
            Map.entry(12, 6),
            Map.entry(13, 4),
            Map.entry(14, 4),
            Map.entry(18, 4),
            Map.entry(22, 3),
            Map.entry(25, 2),
            Map.entry(70, 3),
            Map.entry(90, 42))
        .forEach((number, length) -> kinds.put(number, new Kind(IsoType.NUMERIC, length)));
    Map.of(37, 12, 38, 6, 39, 2, 41, 8, 42, 15, 43, 40, 49, 3)
        .forEach((number, length) -> kinds.put(number, new Kind(IsoType.ALPHA, length)));
    kinds.put(45, new Kind(IsoType.LLVAR, 0));
    List.of(48, 60, 63).forEach(number -> kinds.put(number, new Kind(IsoType.LLLVAR, 0)));
    kinds.put(52, new Kind(IsoType.BINARY, 8));
    kinds.put(64, new Kind(IsoType.BINARY, 8));
    return kinds;
  }

  @Override
  public Talk dial(int port) throws IOException {
    return new Session(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public Talk accept(ServerSocket door) throws IOException {
    return new Session(door.accept());
  }

  private final class Session implements Talk {
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<Integer, Kind> kinds = elements();

    Session(Socket socket) throws IOException {
      this.socket = socket;
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    @Override
    public synchronized void send(Map<Integer, String> message) throws IOException {
      String mti = message.getOrDefault(0, "");
      IsoMessage whole = factory.newMessage(Integer.parseInt(mti, 16));
      message.forEach((number, text) -> {
        if (number != 0) {
          Kind kind = kind(number);
          whole.setValue(number, value(text, kind), kind.type(), kind.length());
        }
      });
      whole.write(out, 2);
    }

    /** The separator of track 2 is D where digits are packed. */
    private static Object value(String text, Kind kind) {
      return switch (kind.type()) {
        case BINARY -> HEXADECIMAL.parseHex(text);
        case LLBCDBIN -> text.replace('=', 'D');
        default -> text;
      };
    }

    private Kind kind(int number) {
      Kind kind = kinds.get(number);
      if (kind == null) {
        throw new IllegalArgumentException("element " + number + " is not spoken here");
      }
      return kind;
    }

    @Override
    public Map<Integer, String> receive() throws IOException {
      byte[] frame = new byte[in.readUnsignedShort()];
      in.readFully(frame);
      try {
        IsoMessage whole = factory.parseMessage(frame, 0, false);
        Map<Integer, String> message = new TreeMap<>();
        message.put(0, String.format("%04x", whole.getType()));
        for (int number = 2; number <= 128; number++) {
          if (whole.hasField(number)) {
            String text = text(whole, number);
            message.put(number, number == 35 ? text.replace('D', '=') : text);
          }
        }
        return message;
      } catch (ParseException unreadable) {
        throw new IOException(unreadable);
      }
    }

    private static String text(IsoMessage message, int number) {
      return message.<Object>getObjectValue(number) instanceof byte[] bytes
          ? HEXADECIMAL.formatHex(bytes)
          : message.getField(number).toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
