package io.nightbus.node.wire;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The other end of a link, on a blocking socket, so that a test says every step. */
public final class Peer implements AutoCloseable {
  public static final Dialect ASCII = Dialect.named("iso87-ascii").orElseThrow();

  private final Socket socket;
  private final DataInputStream in;

  private Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
  }

  public static Peer connect(InetSocketAddress address) throws IOException {
    return new Peer(new Socket(address.getAddress(), address.getPort()));
  }

  /** The same under TLS; the handshake is done with the first byte that is sent or read. */
  static Peer connect(InetSocketAddress address, SSLContext tls) throws IOException {
    return new Peer(tls.getSocketFactory().createSocket(address.getAddress(), address.getPort()));
  }

  public static Peer accept(ServerSocket server) throws IOException {
    server.setSoTimeout(10_000);
    return new Peer(server.accept());
  }

  /** An echo request with this STAN: short, and told apart. */
  public static Message message(int stan) {
    return Message.of(Mti.NETWORK_REQUEST)
        .set(De.TRANSMISSION_TIME, "0102030405")
        .set(De.STAN, String.format("%06d", stan))
        .set(De.NETWORK_CODE, "301")
        .build();
  }

  /** With its length in front. */
  public static byte[] frame(Message message) {
    byte[] bytes = ASCII.encode(message);
    var framed = new byte[bytes.length + 2];
    framed[0] = (byte) (bytes.length >> 8);
    framed[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, framed, 2, bytes.length);
    return framed;
  }

  public static byte[] frames(int from, int to) {
    var all = new ByteArrayOutputStream();
    for (int stan = from; stan <= to; stan++) {
      all.writeBytes(frame(message(stan)));
    }
    return all.toByteArray();
  }

  public static int stan(Message message) {
    return Integer.parseInt(message.get(De.STAN));
  }

  public Peer send(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public Peer send(Message message) {
    return send(frame(message));
  }

  public Message read() {
    try {
      return readOne();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private Message readOne() throws IOException {
    var bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return switch (ASCII.decode(bytes, 0, bytes.length)) {
      case Decoded.Whole(Message message) -> message;
      case Decoded.Malformed flaw -> throw new IOException(flaw.toString());
    };
  }

  /** Every whole message that can still be read, up to whatever ends the connection. */
  public List<Integer> stansToTheEnd() throws IOException {
    var stans = new ArrayList<Integer>();
    while (true) {
      try {
        stans.add(stan(readOne()));
      } catch (EOFException | SocketException end) {
        return stans;
      }
    }
  }

  /** How our end sees the connection end. */
  public String readEnd() throws IOException {
    try {
      return in.read() < 0 ? "FIN" : "data";
    } catch (SocketException reset) {
      return "RST";
    } catch (SSLException refused) {
      return "TLS";
    }
  }

  /** In good order, by FIN. */
  public void leave() throws IOException {
    socket.close();
  }

  /** By RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  public void receiveBuffer(int bytes) throws IOException {
    socket.setReceiveBufferSize(bytes);
  }

  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
