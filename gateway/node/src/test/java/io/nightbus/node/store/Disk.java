package io.nightbus.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A disk that is cut off from power: it has what was synced, and of the rest what it likes. */
final class Disk {
  private final Map<String, byte[]> synced = new TreeMap<>();
  private final Map<String, List<Trace.Step>> later = new HashMap<>();
  private final Map<String, Integer> begun = new HashMap<>();

  /** What lay there before, whole. */
  Disk(Path folder, String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(file);
      synced.put(file, Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
      later.put(file, new ArrayList<>());
    }
  }

  void step(Trace.Step step) {
    switch (step) {
      case Trace.Step.Write write -> later(write.file()).add(write);
      case Trace.Step.Truncated truncated -> later(truncated.file()).add(truncated);
      case Trace.Step.Syncing syncing ->
          begun.put(key(syncing.file(), syncing.thread()), later(syncing.file()).size());
      case Trace.Step.Synced done -> sync(done);
      case Trace.Step.Acknowledged _ -> {}
    }
  }

  private List<Trace.Step> later(String file) {
    return later.computeIfAbsent(file, name -> new ArrayList<>());
  }

  private static String key(String file, String thread) {
    return file + ' ' + thread;
  }

  private void sync(Trace.Step.Synced done) {
    Integer before = begun.remove(key(done.file(), done.thread()));
    if (before == null) {
      throw new IllegalStateException("a sync ended that never began");
    }
    List<Trace.Step> waiting = later(done.file());
    List<Trace.Step> now = waiting.subList(0, Math.min(before, waiting.size()));
    for (Trace.Step step : now) {
      synced.merge(done.file(), new byte[0], (old, none) -> apply(old, step));
    }
    int taken = now.size();
    now.clear();
    begun.replaceAll(
        (key, size) -> key.startsWith(done.file() + ' ') ? Math.max(0, size - taken) : size);
  }

  private static byte[] apply(byte[] content, Trace.Step step) {
    return switch (step) {
      case Trace.Step.Write write -> {
        int at = Math.toIntExact(write.at());
        int length = write.bytes().remaining();
        byte[] longer =
            content.length < at + length ? Arrays.copyOf(content, at + length) : content;
        write.bytes().get(0, longer, at, length);
        yield longer;
      }
      case Trace.Step.Truncated cut -> Arrays.copyOf(content, Math.toIntExact(cut.length()));
      case Trace.Step.Syncing _, Trace.Step.Synced _, Trace.Step.Acknowledged _ -> content;
    };
  }

  int unsynced(String file) {
    return later(file).size();
  }

  /** The files after a power cut that kept none of the unsynced writes. */
  void cut(Path into) throws IOException {
    for (var file : synced.entrySet()) {
      Files.write(into.resolve(file.getKey()), file.getValue());
    }
  }

  /** The files after a power cut that kept any of the unsynced writes, each whole or not at all. */
  void cut(Path into, RandomGenerator random) throws IOException {
    for (var file : synced.entrySet()) {
      byte[] content = file.getValue().clone();
      for (Trace.Step step : later(file.getKey())) {
        if (random.nextBoolean()) {
          content = apply(content, step);
        }
      }
      Files.write(into.resolve(file.getKey()), content);
    }
  }
}
