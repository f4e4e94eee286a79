package io.nightbus.iso.dialect;

import io.nightbus.iso.Layout;
import io.nightbus.iso.PackagerXml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Where dialects come from: shipped resources, or a file of the user's. Used at start only. */
final class DialectFiles {
  private static final String COMMON = "iso87";

  private DialectFiles() {}

  /** A dialect that is shipped. */
  static Dialect shipped(String name) {
    var draft = new Draft();
    Yaml.Entries file = applyShipped(name, draft);
    return new Dialect(name, draft, draft.layout(file.place()));
  }

  private static Yaml.Entries applyShipped(String name, Draft draft) {
    String resource = name + ".yaml";
    Yaml.Entries file = Yaml.read(resource, resource(resource));
    Yaml parent = file.entries().get("extends");
    if (parent != null) {
      applyShipped(parent.asText(), draft);
    }
    draft.apply(file, packager -> PackagerXml.read(packager.asText(), resource(packager.asText())));
    return file;
  }

  private static byte[] resource(String name) {
    try (InputStream stream = DialectFiles.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("resource " + name + " can't be read", e);
    }
  }

  /** A dialect from the user's file; its packager is sought beside it. */
  static Dialect load(Path path) {
    Yaml.Entries file = Yaml.read(path.toString(), bytes(path));
    return own(nameOf(path), file, packager -> packager(path, packager));
  }

  /** One whose text is at hand; it has the packager of the one that it extends. */
  static Dialect read(String name, String yaml) {
    Yaml.Entries file = Yaml.read(name, yaml.getBytes(StandardCharsets.UTF_8));
    return own(
        name,
        file,
        packager -> {
          throw packager.place().error("there is no folder to look for a packager in");
        });
  }

  private static Dialect own(String name, Yaml.Entries file, Draft.LayoutSource layouts) {
    var draft = new Draft();
    Yaml parent = file.entries().get("extends");
    applyShipped(parent == null ? COMMON : shippedName(parent), draft);
    draft.apply(file, layouts);
    return new Dialect(name, draft, draft.layout(file.place()));
  }

  private static String shippedName(Yaml parent) {
    String name = parent.asText();
    Set<String> names = Dialect.names();
    if (!names.contains(name)) {
      throw parent.place().error("\"" + name + "\" can't be extended; one of " + names);
    }
    return name;
  }

  private static String nameOf(Path path) {
    String file = String.valueOf(path.getFileName());
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static byte[] bytes(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(path + ": can't be read: " + reason(e), e);
    }
  }

  private static Layout packager(Path dialect, Yaml packager) {
    Path xml = dialect.resolveSibling(packager.asText());
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(xml);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          packager.place().error("packager " + xml + " can't be read: " + reason(e)).getMessage(),
          e);
    }
    return PackagerXml.read(xml.toString(), bytes);
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "no such file"
        : String.valueOf(e.getMessage());
  }
}
