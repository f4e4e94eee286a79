package io.nightbus.node.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a configuration file and collects every mistake in one go. */
public final class ConfigFile {
  private static final long LONGEST = 1 << 20;

  private ConfigFile() {}

  /**
   * What came of it.
   *
   * @param lines the file's lines, for showing where a finding stands
   * @param config empty where there is any error
   * @param findings in the order of the file
   */
  public record Checked(
      Path file, List<String> lines, Optional<GatewayConfig> config, List<Finding> findings) {}

  /**
   * Checks the file; never throws for what is in it.
   *
   * @param environment {@link System#getenv()}, or a test's own
   */
  public static Checked check(Path file, Map<String, String> environment) {
    var findings = new Findings();
    String text = text(file, findings);
    Optional<GatewayConfig> config = config(file, text, findings, environment);
    return new Checked(file, text.lines().toList(), config, findings.all());
  }

  /** Every key that may be written: pattern, kind and default, sorted. */
  static Map<String, Findings.Known> keys(Path file, Map<String, String> environment) {
    var findings = new Findings();
    config(file, text(file, findings), findings, environment);
    return new TreeMap<>(findings.known());
  }

  private static Optional<GatewayConfig> config(
      Path file, String text, Findings findings, Map<String, String> environment) {
    if (findings.hasErrors()) {
      return Optional.empty();
    }
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    return YamlReader.read(text, new Substitution(environment), findings)
        .flatMap(
            yaml -> new ConfigReading(Section.top(yaml, findings, environment), folder).config());
  }

  private static String text(Path file, Findings findings) {
    try {
      if (Files.size(file) > LONGEST) {
        findings.error(Place.WHOLE_FILE, "", "longer than 1 MiB", "is this a configuration?");
        return "";
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      findings.error(Place.WHOLE_FILE, "", "no such file", "copy ops/demo/gateway.yaml");
    } catch (CharacterCodingException e) {
      findings.error(Place.WHOLE_FILE, "", "not UTF-8 text", "is this a configuration?");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "a folder, not a file" : "cannot be read";
      findings.error(Place.WHOLE_FILE, "", why, "check the path and its permissions");
    }
    return "";
  }
}
