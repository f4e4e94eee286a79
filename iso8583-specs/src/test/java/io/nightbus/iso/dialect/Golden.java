package io.nightbus.iso.dialect;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A message written down by hand, with the bytes that another implementation made of it; resources
 * {@code golden/*.txt} and {@code *.ascii.hex}, {@code *.binary.hex}.
 */
record Golden(String name, Message message, String ascii, String binary) {

  static List<Golden> all() {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".txt"))
          .sorted()
          .map(name -> read(name.substring(0, name.length() - 4)))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] bytes(boolean inBinary) {
    return HexFormat.of().parseHex(inBinary ? binary : ascii);
  }

  private static Golden read(String name) {
    List<String> lines =
        lines(name + ".txt").stream().filter(line -> !line.startsWith("#")).toList();
    var message = Message.of(Mti.of(lines.getFirst()));
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      message.set(De.parse(line.substring(0, space)).orElseThrow(), line.substring(space + 1));
    }
    return new Golden(name, message.build(), hex(name + ".ascii.hex"), hex(name + ".binary.hex"));
  }

  private static String hex(String file) {
    return String.join("", lines(file));
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(directory().resolve(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path directory() {
    try {
      return Path.of(Objects.requireNonNull(Golden.class.getResource("golden")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
