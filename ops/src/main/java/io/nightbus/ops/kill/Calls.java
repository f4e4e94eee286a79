package io.nightbus.ops.kill;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How often a thread did what a blow can come at, in one whole scenario that strace watched. */
final class Calls {
  /** What strace is told to count them. */
  static final List<String> COUNTING =
      List.of("-y", "-s", "0", "-e", "trace=pwrite64,fsync,fdatasync,sendto,sendmsg,recvfrom");

  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\(\\d+<([^>]*)>.*");

  private Calls() {}

  /** strace counts by thread and call: the most that one thread made is where the count ends. */
  static Map<Blow, Integer> points(Path trace, Path store) {
    Map<Blow, Map<String, Integer>> counts = new EnumMap<>(Blow.class);
    try (Stream<String> lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      lines.forEach(line -> {
        Matcher call = CALL.matcher(line);
        if (call.matches()) {
          count(counts, call, store);
        }
      });
    } catch (IOException unreadable) {
      throw new StageFailure("what strace wrote can't be read", unreadable);
    }
    Map<Blow, Integer> points = new EnumMap<>(Blow.class);
    counts.forEach((blow, byThread) ->
        points.put(blow, byThread.values().stream().mapToInt(n -> n).max().orElse(0)));
    return points;
  }

  private static void count(Map<Blow, Map<String, Integer>> counts, Matcher call, Path store) {
    String on = PowerCut.path(call.group(3));
    for (Blow blow : Blow.values()) {
      if (blow.counts(call.group(2), on, store)) {
        counts
            .computeIfAbsent(blow, _ -> new HashMap<>())
            .merge(call.group(1) + call.group(2), 1, Integer::sum);
      }
    }
  }
}
