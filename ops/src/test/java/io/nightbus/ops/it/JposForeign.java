package io.nightbus.ops.it;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.channel.NACChannel;
import org.jpos.iso.packager.ISO87APackager;
import org.jpos.iso.packager.ISO87BPackager;

/**
 * Stock jPOS: its channel with two bytes of length, no TPDU, and the packagers that it ships as
 * classes.
 */
record JposForeign(boolean binary) implements Foreign {
  private static final HexFormat HEXADECIMAL = HexFormat.of().withUpperCase();

  private ISOPackager packager() {
    return binary ? new ISO87BPackager() : new ISO87APackager();
  }

  @Override
  public Talk dial(int port) throws IOException {
    var channel = new NACChannel("127.0.0.1", port, packager(), new byte[0]);
    channel.connect();
    return new Session(channel);
  }

  @Override
  public Talk accept(ServerSocket door) throws IOException {
    var channel = new NACChannel(packager(), new byte[0]);
    channel.accept(door);
    return new Session(channel);
  }

  private record Session(NACChannel channel) implements Talk {
    @Override
    public void send(Map<Integer, String> message) throws IOException {
      try {
        var out = new ISOMsg();
        for (Map.Entry<Integer, String> element : message.entrySet()) {
          if (element.getKey() == 52 || element.getKey() == 64) {
            out.set(element.getKey(), HEXADECIMAL.parseHex(element.getValue()));
          } else {
            out.set(element.getKey(), element.getValue());
          }
        }
        channel.send(out);
      } catch (ISOException refused) {
        throw new IOException(refused);
      }
    }

    @Override
    public Map<Integer, String> receive() throws IOException {
      try {
        ISOMsg in = channel.receive();
        Map<Integer, String> message = new TreeMap<>();
        for (int n = 0; n <= 128; n++) {
          if (n != 1 && in.hasField(n)) {
            String text =
                in.getValue(n) instanceof byte[] bytes
                    ? HEXADECIMAL.formatHex(bytes)
                    : in.getString(n);
            message.put(n, n == 35 ? text.replace('D', '=') : text);
          }
        }
        return message;
      } catch (ISOException unreadable) {
        throw new IOException(unreadable);
      } catch (NullPointerException closed) {
        // That is how jPOS meets a channel that another thread has closed.
        throw new IOException("closed", closed);
      }
    }

    @Override
    public void close() throws IOException {
      channel.disconnect();
    }
  }
}
