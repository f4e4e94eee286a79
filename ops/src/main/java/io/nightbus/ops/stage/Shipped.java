package io.nightbus.ops.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the shipped command is started as a process of its own.
 *
 * @param java the program that starts the Java machine
 * @param classPath what {@code -cp} is given
 * @param extra options that every process gets besides
 */
public record Shipped(Path java, String classPath, List<String> extra) {
  private static final String QUICK_TO_COMPILE = "-XX:TieredStopAtLevel=1";

  public Shipped {
    extra = List.copyOf(extra);
  }

  /** The same Java machine and the same jars that run now. */
  public static Shipped asRunning() {
    return new Shipped(runningJava(), System.getProperty("java.class.path"), List.of());
  }

  /** A distribution on disk, by the Java machine that runs now. */
  public static Shipped in(Path distribution) {
    return new Shipped(runningJava(), distribution.resolve("lib") + "/*", List.of());
  }

  /** The same, with one more option of the Java machine. */
  public Shipped with(String option) {
    List<String> more = new ArrayList<>(extra);
    more.add(option);
    return new Shipped(java, classPath, more);
  }

  /**
   * For processes that live a minute or so: compiled quickly rather than well, which leaves the
   * processor to the others.
   */
  public Shipped brief() {
    return new Shipped(java, classPath, List.of(QUICK_TO_COMPILE));
  }

  private static Path runningJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The command line; {@code own} options go to the Java machine, {@code words} to Nightbus. */
  public List<String> command(List<String> own, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-HeapDumpOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(extra);
    command.addAll(own);
    command.addAll(List.of("-cp", classPath, "io.nightbus.Nightbus"));
    command.addAll(words);
    return List.copyOf(command);
  }

  /**
   * For what runs a short time or does little: starts sooner, and leaves the processor to others.
   */
  public List<String> small(List<String> words) {
    return command(List.of("-Xmx256m", QUICK_TO_COMPILE), words);
  }
}
