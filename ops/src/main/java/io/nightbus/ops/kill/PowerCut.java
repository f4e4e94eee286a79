package io.nightbus.ops.kill;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts a store's files into the state in which a power cut would have left them: with every write
 * that an fsync has answered for, and of the later ones none, or any.
 *
 * <p>An fsync that returns 0 makes durable what was written before it began. A write that had not
 * returned counts as not written.
 */
final class PowerCut {
  /** What strace is told to record what happens to the files. */
  static final List<String> RECORDING =
      List.of(
          "-y",
          "-xx",
          "-s",
          "70000",
          "-e",
          "trace=pwrite64,ftruncate,fsync,fdatasync,sendto,sendmsg");

  private static final Pattern BEGUN = Pattern.compile("(\\d+) +(.*) <unfinished \\.\\.\\.>");
  private static final Pattern ENDED = Pattern.compile("(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)");
  private static final Pattern CALL =
      Pattern.compile("(\\d+) +(\\w+)\\(\\d+<([^>]*)>(.*)\\) += (-?\\d+).*");
  private static final Pattern WRITE = Pattern.compile(", \"(.*)\"\\.*, (\\d+), (\\d+)");

  /** A change of a file: bytes at a place, or a new length where there are none. */
  private record Change(ByteBuffer bytes, int at) {
    byte[] applied(byte[] content) {
      if (!bytes.hasRemaining()) {
        return Arrays.copyOf(content, at);
      }
      int end = at + bytes.remaining();
      byte[] longer = content.length < end ? Arrays.copyOf(content, end) : content;
      bytes.get(0, longer, at, bytes.remaining());
      return longer;
    }
  }

  /** A file: what is durable of it, and what came later. */
  private static final class Contents {
    private final Path file;
    private final List<Change> later = new ArrayList<>();
    private final Map<String, Integer> syncing = new HashMap<>();
    private byte[] synced;

    Contents(Path file) throws IOException {
      this.file = file;
      this.synced = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    void begin(String thread) {
      syncing.put(thread, later.size());
    }

    /** All that was written before this thread's sync began is durable. */
    void synced(String thread) {
      Integer before = syncing.remove(thread);
      if (before == null) {
        throw new StageFailure("an fsync ended that never began");
      }
      List<Change> now = later.subList(0, Math.min(before, later.size()));
      int taken = now.size();
      for (Change change : now) {
        synced = change.applied(synced);
      }
      now.clear();
      syncing.replaceAll((_, size) -> Math.max(0, size - taken));
    }

    void leave(RandomGenerator random, boolean keepSome) throws IOException {
      byte[] content = synced.clone();
      for (Change change : later) {
        if (keepSome && random.nextBoolean()) {
          content = change.applied(content);
        }
      }
      Files.write(file, content);
    }
  }

  private final Path store;
  private final Map<String, Contents> files = new TreeMap<>();
  private final Map<String, String> unfinished = new HashMap<>();

  /** Takes what lies there now for durable: call it when the store is at rest. */
  PowerCut(Path store) {
    this.store = store;
    try {
      for (String end : List.of("", "-wal")) {
        Path file = store.resolveSibling(store.getFileName() + end);
        files.put(file.toString(), new Contents(file));
      }
    } catch (IOException unreadable) {
      throw new StageFailure("the store can't be copied", unreadable);
    }
  }

  /** Follows what strace recorded since, up to the end of the process. */
  void follow(Path trace) {
    try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      lines.forEach(this::line);
    } catch (IOException unreadable) {
      throw new StageFailure("what strace wrote can't be read", unreadable);
    }
  }

  private void line(String line) {
    Matcher begun = BEGUN.matcher(line);
    if (begun.matches()) {
      unfinished.put(begun.group(1), begun.group(2));
      begin(begun.group(1), begun.group(2));
      return;
    }
    Matcher ended = ENDED.matcher(line);
    if (ended.matches()) {
      String first = unfinished.remove(ended.group(1));
      if (first != null) {
        call(ended.group(1) + " " + first + ended.group(2));
      }
      return;
    }
    int space = line.indexOf(' ');
    begin(line.substring(0, Math.max(0, space)), line.substring(space + 1).strip());
    call(line);
  }

  private void begin(String thread, String call) {
    if (call.startsWith("fsync(") || call.startsWith("fdatasync(")) {
      String file = call.substring(call.indexOf('<') + 1, Math.max(1, call.indexOf('>')));
      Contents contents = files.get(path(file));
      if (contents != null) {
        contents.begin(thread);
      }
    }
  }

  private void call(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(5).startsWith("-")) {
      return;
    }
    Contents contents = files.get(path(call.group(3)));
    if (contents == null) {
      return;
    }
    switch (call.group(2)) {
      case "pwrite64" -> contents.later.add(write(call.group(4), Integer.parseInt(call.group(5))));
      case "ftruncate" ->
          contents.later.add(
              new Change(
                  ByteBuffer.allocate(0), Integer.parseInt(call.group(4).replace(", ", ""))));
      case "fsync", "fdatasync" -> contents.synced(call.group(1));
      default -> {}
    }
  }

  private static byte[] bytes(String hexadecimal) {
    return HexFormat.of().parseHex(hexadecimal.replace("\\x", ""));
  }

  /** strace -xx writes paths as it writes bytes. */
  static String path(String shown) {
    return shown.startsWith("\\x") ? new String(bytes(shown), StandardCharsets.UTF_8) : shown;
  }

  private static Change write(String arguments, int written) {
    Matcher write = WRITE.matcher(arguments);
    if (!write.matches()) {
      throw new StageFailure("strace recorded a write that can't be read");
    }
    byte[] bytes = bytes(write.group(1));
    if (bytes.length < written && Arrays.equals(bytes, new byte[bytes.length])) {
      // The store lays out its log with zeros, in pieces longer than what strace shows.
      bytes = new byte[written];
    }
    if (bytes.length < written) {
      throw new StageFailure("strace recorded only a part of a write");
    }
    return new Change(ByteBuffer.wrap(bytes, 0, written), Integer.parseInt(write.group(3)));
  }

  /** Writes that no fsync has answered for. */
  int unsynced() {
    return files.values().stream().mapToInt(contents -> contents.later.size()).sum();
  }

  /** Writes the files as they would be found; of the unsynced writes each whole or not at all. */
  void leave(RandomGenerator random, boolean keepSome) {
    try {
      for (Contents contents : files.values()) {
        contents.leave(random, keepSome);
      }
      Files.deleteIfExists(store.resolveSibling(store.getFileName() + "-shm"));
    } catch (IOException unwritable) {
      throw new StageFailure("the store can't be put into its state", unwritable);
    }
  }
}
