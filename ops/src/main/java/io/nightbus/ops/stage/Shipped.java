package io.nightbus.ops.stage;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the shipped command is started as a process of its own.
 *
 * @param java the program that starts the Java machine
 * @param classPath what {@code -cp} is given
 * @param extra options that every process gets besides
 */
public record Shipped(Path java, String classPath, List<String> extra) {
  private static final boolean LARGE_PAGES = givesLargePages();
  private static final String QUICK_TO_COMPILE = "-XX:TieredStopAtLevel=1";

  /** As the launcher runs a gateway; it says why. */
  private static final List<String> LASTING =
      List.of("-XX:+AlwaysPreTouch", "-XX:+UseParallelGC", "-XX:NewRatio=1", "-XX:SurvivorRatio=4");

  // Whatever the Java machine finds wrong with those classes, it does without them.
  private static final String QUIET = "-Xlog:disable";
  private static final String ONLY_ERRORS = "-Xlog:all=error:stderr";

  public Shipped {
    extra = List.copyOf(extra);
  }

  /** The same Java machine and the same jars that run now. */
  public static Shipped asRunning() {
    return of(System.getProperty("java.class.path"));
  }

  /**
   * A distribution on disk, by the Java machine that runs now.
   *
   * @throws StageFailure where there is none
   */
  public static Shipped in(Path distribution) {
    Path lib = distribution.resolve("lib");
    try (Stream<Path> files = Files.list(lib)) {
      // In the launcher's order: classes that were loaded before are found again for it alone.
      return of(
          files
              .map(Path::toString)
              .filter(file -> file.endsWith(".jar"))
              .sorted()
              .collect(Collectors.joining(File.pathSeparator)));
    } catch (IOException missing) {
      throw new StageFailure("there is no distribution in " + distribution, missing);
    }
  }

  private static Shipped of(String classPath) {
    Path loaded = loaded(classPath);
    return new Shipped(
        runningJava(),
        classPath,
        Files.exists(loaded) ? List.of("-XX:AOTCache=" + loaded, QUIET, ONLY_ERRORS) : List.of());
  }

  /** Where the launcher looks for the classes of a rehearsal, as the Java machine wrote them. */
  private static Path loaded(String classPath) {
    return Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling("nightbus.aot");
  }

  /** The same, but that its process, when it ends, writes down which classes it had loaded. */
  public Shipped rehearsing() {
    return new Shipped(
        java, classPath, List.of("-XX:AOTCacheOutput=" + loaded(classPath), QUIET, ONLY_ERRORS));
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
    return with(QUICK_TO_COMPILE);
  }

  /** As the launcher does: where there are none, the Java machine would complain at each start. */
  private static boolean givesLargePages() {
    try {
      String says = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
      return says.contains("[always]") || says.contains("[madvise]");
    } catch (IOException none) {
      return false;
    }
  }

  private static Path runningJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The command line; {@code own} options go to the Java machine, {@code words} to Nightbus. */
  public List<String> command(List<String> own, List<String> words) {
    return command(List.of("-XX:+UseSerialGC"), own, words);
  }

  private List<String> command(List<String> heap, List<String> own, List<String> words) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(heap);
    command.addAll(
        List.of(
            "-XX:MetaspaceSize=64m",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-HeapDumpOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    if (LARGE_PAGES) {
      command.add("-XX:+UseTransparentHugePages");
    }
    command.addAll(extra);
    command.addAll(own);
    command.addAll(List.of("-cp", classPath, "io.nightbus.Nightbus"));
    command.addAll(words);
    return List.copyOf(command);
  }

  /** A gateway, with the heap that the launcher gives it; a brief one takes what it needs. */
  public List<String> gateway(Path configuration) {
    List<String> words = List.of("run", "--config", configuration.toString());
    return extra.contains(QUICK_TO_COMPILE)
        ? command(List.of("-Xmx384m"), words)
        : command(LASTING, List.of("-Xms512m", "-Xmx512m"), words);
  }

  /**
   * For what runs a short time or does little: starts sooner, and leaves the processor to others.
   */
  public List<String> small(List<String> words) {
    return command(List.of("-Xmx256m", QUICK_TO_COMPILE), words);
  }
}
