package io.nightbus.ops.kill;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
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
  private static final Pattern ENDED =
      Pattern.compile("(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)");
  private static final Pattern CALL =
      Pattern.compile("(\\d+) +(\\w+)\\(\\d+<([^>]*)>(.*)\\) += (-?\\d+).*");
  private static final Pattern WRITE = Pattern.compile(", \"(.*)\", (\\d+), (\\d+)");

  /** A change of a file: bytes at a place, or a new length where {@code bytes} is empty. */
  private record Change(byte[] bytes, long at) {}

  private final Map<String, byte[]> synced = new TreeMap<>();
  private final Map<String, List<Change>> later = new HashMap<>();
  private final Map<String, Integer> syncing = new HashMap<>();
  private final Map<String, String> unfinished = new HashMap<>();

  /** Takes what lies there now for durable: call it when the store is at rest. */
  PowerCut(Path store) {
    try {
      for (String end : List.of("", "-wal")) {
        Path file = store.resolveSibling(store.getFileName() + end);
        synced.put(file.toString(), Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        later.put(file.toString(), new ArrayList<>());
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
      List<Change> waiting = later.get(file);
      if (waiting != null) {
        syncing.put(thread + file, waiting.size());
      }
    }
  }

  private void call(String line) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(5).startsWith("-") || !later.containsKey(call.group(3))) {
      return;
    }
    String file = call.group(3);
    switch (call.group(2)) {
      case "pwrite64" -> write(file, call.group(4), Integer.parseInt(call.group(5)));
      case "ftruncate" ->
          later
              .get(file)
              .add(new Change(new byte[0], Long.parseLong(call.group(4).replace(", ", ""))));
      case "fsync", "fdatasync" -> synced(call.group(1), file);
      default -> {}
    }
  }

  private void write(String file, String arguments, int written) {
    Matcher write = WRITE.matcher(arguments);
    if (!write.matches()) {
      throw new StageFailure("strace recorded a write that can't be read");
    }
    byte[] bytes = HexFormat.of().parseHex(write.group(1).replace("\\x", ""));
    if (bytes.length < written) {
      throw new StageFailure("strace recorded only a part of a write");
    }
    later.get(file).add(new Change(Arrays.copyOf(bytes, written), Long.parseLong(write.group(3))));
  }

  private void synced(String thread, String file) {
    Integer before = syncing.remove(thread + file);
    if (before == null) {
      throw new StageFailure("an fsync ended that never began");
    }
    List<Change> waiting = later.get(file);
    List<Change> now = waiting.subList(0, Math.min(before, waiting.size()));
    int taken = now.size();
    byte[] content = synced.get(file);
    for (Change change : now) {
      content = apply(content, change);
    }
    synced.put(file, content);
    now.clear();
    syncing.replaceAll((key, size) -> key.endsWith(file) ? Math.max(0, size - taken) : size);
  }

  private static byte[] apply(byte[] content, Change change) {
    int at = Math.toIntExact(change.at());
    if (change.bytes().length == 0) {
      return Arrays.copyOf(content, at);
    }
    int end = at + change.bytes().length;
    byte[] longer = content.length < end ? Arrays.copyOf(content, end) : content;
    System.arraycopy(change.bytes(), 0, longer, at, change.bytes().length);
    return longer;
  }

  /** Writes that no fsync has answered for. */
  int unsynced() {
    return later.values().stream().mapToInt(List::size).sum();
  }

  /** Writes the files as they would be found; of the unsynced writes each whole or not at all. */
  void leave(RandomGenerator random, boolean keepSome) {
    try {
      for (Map.Entry<String, byte[]> file : synced.entrySet()) {
        byte[] content = file.getValue().clone();
        for (Change change : later.get(file.getKey())) {
          if (keepSome && random.nextBoolean()) {
            content = apply(content, change);
          }
        }
        Files.write(Path.of(file.getKey()), content);
        Files.deleteIfExists(Path.of(file.getKey() + "-shm"));
      }
    } catch (IOException unwritable) {
      throw new StageFailure("the store can't be put into its state", unwritable);
    }
  }
}
