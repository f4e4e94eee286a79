package io.nightbus.sim;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import io.nightbus.iso.dialect.NetworkCode;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Somebody at the other end of a simulator's link, with plain sockets and nothing clever. */
final class Peer implements AutoCloseable {
  private static final Dialect DIALECT = Dialect.named("iso87-ascii").orElseThrow();

  private final Socket socket;
  private final DataInputStream in;

  Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(5_000);
    in = new DataInputStream(socket.getInputStream());
  }

  static Peer connect(int port) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
    return new Peer(socket);
  }

  static Peer signedOn(int port) throws IOException {
    Peer peer = connect(port);
    Message answer = peer.manage(NetworkCode.SIGN_ON);
    if (!answer.responseCode().equals("00")) {
      throw new IOException("sign-on answered " + answer.responseCode());
    }
    return peer;
  }

  Message manage(NetworkCode code) throws IOException {
    return ask(
        DIALECT
            .networkRequest(code)
            .set(De.TRANSMISSION_TIME, "1123030000")
            .set(De.STAN, "000001")
            .build());
  }

  Message ask(Message message) throws IOException {
    send(message);
    return receive();
  }

  void send(Message message) throws IOException {
    byte[] bytes = DIALECT.encode(message);
    byte[] frame = new byte[bytes.length + 2];
    frame[0] = (byte) (bytes.length >> 8);
    frame[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, frame, 2, bytes.length);
    raw(frame);
  }

  void raw(byte... bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  Message receive() throws IOException {
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    if (DIALECT.decode(bytes, 0, bytes.length) instanceof Decoded.Whole(Message message)) {
      return message;
    }
    throw new IOException("unreadable answer");
  }

  /** The next message, or null where none comes within that time. */
  @Nullable Message within(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return receive();
    } catch (SocketTimeoutException silence) {
      return null;
    } finally {
      socket.setSoTimeout(5_000);
    }
  }

  void answer(Message request, String code) throws IOException {
    send(DIALECT.response(request, code).build());
  }

  /** True once the other side has ended the connection, by whatever means. */
  boolean isOver() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  /** True where the other side ended the connection by RST, not by FIN. */
  boolean isReset() throws IOException {
    try {
      return in.read() == Integer.MIN_VALUE;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
