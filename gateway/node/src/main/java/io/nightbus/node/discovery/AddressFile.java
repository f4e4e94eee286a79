package io.nightbus.node.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that somebody else writes: {@code host:port} in a line, {@code #} begins a comment. One
 * wrong line makes the whole file no answer: it may be half written.
 */
public record AddressFile(Path file) implements Source {
  private static final int LONGEST = 64 * 1024;
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)\\]|([A-Za-z0-9._-]{1,253})):(\\d{1,5})");

  @Override
  public List<InetSocketAddress> look() throws IOException {
    String[] lines = text().split("\n", -1);
    var found = new ArrayList<InetSocketAddress>();
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].split("#", 2)[0].strip();
      if (!line.isEmpty()) {
        found.add(address(line, i + 1));
      }
    }
    return found;
  }

  private String text() throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new IOException(file + " is longer than 64 KiB: is this a list of addresses?");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " is not there", missing);
    }
  }

  /** A line is never repeated: nobody knows what stands in a file that is not ours. */
  private InetSocketAddress address(String line, int number) throws IOException {
    Matcher parts = ADDRESS.matcher(line);
    int port = parts.matches() ? Integer.parseInt(parts.group(3)) : 0;
    if (port < 1 || port > 65_535) {
      throw new IOException(file + ", line " + number + ": not an address, host:port is wanted");
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return InetSocketAddress.createUnresolved(host, port);
  }

  @Override
  public String words() {
    return "file " + file;
  }
}
