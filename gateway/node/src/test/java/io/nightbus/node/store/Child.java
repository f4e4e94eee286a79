package io.nightbus.node.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A {@link BookChild} in a process of its own, with or without strace around it. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;
  private final List<String> said = new ArrayList<>();

  private Child(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.US_ASCII);
  }

  /** A folder with an empty book of the current schema and its keys. */
  static void prepare(Path folder) {
    SqliteBook.open(folder.resolve("book.db"), Keys.create(folder.resolve("keys"))).close();
  }

  static Child start(Path folder, int count) {
    return start(List.of(), folder, count);
  }

  static Child start(List<String> around, Path folder, int count) {
    var command = new ArrayList<>(around);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BookChild.class.getName(),
            folder.toString(),
            Integer.toString(count)));
    try {
      return new Child(
          new ProcessBuilder(command).redirectError(folder.resolve("child.err").toFile()).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Reads until a line begins so; the line, or null where it has ended without. */
  @Nullable String until(String beginning) throws IOException {
    String line = out.readLine();
    while (line != null) {
      said.add(line);
      if (line.startsWith(beginning)) {
        return line;
      }
      line = out.readLine();
    }
    return null;
  }

  /** Reads so many acknowledgements. */
  void acknowledgements(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      if (until("S ") == null) {
        throw new IllegalStateException("the child ended: " + said);
      }
    }
  }

  /** SIGKILL, and everything that it had said. */
  List<String> kill() throws IOException, InterruptedException {
    destroy();
    return end();
  }

  List<String> end() throws IOException, InterruptedException {
    until("nothing begins so");
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the child does not end");
    }
    return said;
  }

  /** The last number that was acknowledged. */
  static long acknowledged(List<String> said) {
    return said.stream()
        .filter(line -> line.startsWith("S "))
        .mapToLong(line -> Long.parseLong(line.substring(2)))
        .max()
        .orElse(0);
  }

  /** By the handles: the process itself would throw away what it said. Strace goes last. */
  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    destroy();
    out.close();
  }

  /** Copies a book's files by another process: to open them here would give up locks held here. */
  static void copy(Path from, Path to) throws IOException, InterruptedException {
    Files.createDirectories(to);
    Process copying =
        new ProcessBuilder("cp", "-a", from + "/.", to.toString()).inheritIO().start();
    if (copying.waitFor() != 0) {
      throw new IOException("cp failed");
    }
  }
}
