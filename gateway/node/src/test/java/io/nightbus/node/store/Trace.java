package io.nightbus.node.store;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process did to a book's files, as strace saw it ({@code -f -xx}), and what would be on a
 * disk that kept nothing but what an fsync has answered for.
 *
 * <p>The rule: an fsync that returns 0 makes every write durable that was finished when it began.
 * Of later writes a power cut may leave all, none or any.
 */
final class Trace {
  private static final Pattern CALL = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (-?\\d+).*");
  private static final Pattern BEGUN =
      Pattern.compile("(\\d+) +(\\w+\\(.*) <unfinished \\.\\.\\.>");
  private static final Pattern ENDED =
      Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*\\) += -?\\d+.*)");
  private static final Pattern WRITE = Pattern.compile("(\\d+), \"(.*)\"\\.*, (\\d+), (\\d+)");
  private static final Pattern SAY = Pattern.compile("1, \"(.*)\", (\\d+)");
  private static final Pattern OPEN = Pattern.compile("\\w+, \"(.*?)\".*");

  /** Something that happened, in order. */
  sealed interface Step {
    record Write(String file, long at, ByteBuffer bytes) implements Step {}

    /** From its beginning on what was written before is on its way; see {@link Synced}. */
    record Syncing(String file, String thread) implements Step {}

    record Synced(String file, String thread) implements Step {}

    record Truncated(String file, long length) implements Step {}

    record Acknowledged(long number) implements Step {}
  }

  private final Map<String, String> files = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  private Trace() {}

  static List<Step> read(Path trace) throws IOException {
    var reading = new Trace();
    Map<String, String> begun = new HashMap<>();
    try (var lines = Files.lines(trace, StandardCharsets.ISO_8859_1)) {
      lines.forEach(line -> reading.line(line, begun));
    }
    return reading.steps;
  }

  private void line(String line, Map<String, String> begun) {
    Matcher ended = ENDED.matcher(line);
    Matcher unfinished = BEGUN.matcher(line);
    if (ended.matches()) {
      String whole = begun.remove(ended.group(1)) + ended.group(3);
      call(ended.group(1) + " " + whole, true);
    } else if (unfinished.matches()) {
      begun.put(unfinished.group(1), unfinished.group(2));
      begin(unfinished.group(1), unfinished.group(2));
    } else {
      call(line, false);
    }
  }

  /** What counts from its beginning: a sync, and what is said to the world. */
  private void begin(String thread, String call) {
    if (call.startsWith("fsync(") || call.startsWith("fdatasync(")) {
      String file = files.get(call.substring(call.indexOf('(') + 1).replace(")", "").strip());
      if (file != null) {
        steps.add(new Step.Syncing(file, thread));
      }
    } else if (call.startsWith("write(")) {
      say(call.substring("write(".length()));
    }
  }

  private void call(String line, boolean begunBefore) {
    Matcher call = CALL.matcher(line);
    if (!call.matches() || call.group(4).startsWith("-")) {
      return;
    }
    String arguments = call.group(3);
    String thread = call.group(1);
    switch (call.group(2)) {
      case "openat" -> opened(arguments, call.group(4));
      case "close" -> files.remove(arguments);
      case "pwrite64" -> write(arguments, Integer.parseInt(call.group(4)));
      case "ftruncate" -> truncate(arguments);
      case "fsync", "fdatasync" -> {
        if (!begunBefore) {
          begin(thread, call.group(2) + "(" + arguments);
        }
        String file = files.get(arguments);
        if (file != null) {
          steps.add(new Step.Synced(file, thread));
        }
      }
      case "write" -> {
        if (!begunBefore) {
          say(arguments);
        }
      }
      default -> {}
    }
  }

  private void opened(String arguments, String descriptor) {
    Matcher open = OPEN.matcher(arguments);
    if (open.matches()) {
      String name =
          Path.of(new String(bytes(open.group(1)), StandardCharsets.UTF_8))
              .getFileName()
              .toString();
      if (name.equals("book.db") || name.equals("book.db-wal")) {
        files.put(descriptor, name);
      } else {
        files.remove(descriptor);
      }
    }
  }

  private void write(String arguments, int written) {
    Matcher write = WRITE.matcher(arguments);
    if (write.matches() && files.get(write.group(1)) != null) {
      byte[] bytes = zerosWhere(bytes(write.group(2)), written);
      if (bytes.length != written || written != Integer.parseInt(write.group(3))) {
        throw new IllegalStateException("a write was not seen whole: " + written);
      }
      steps.add(
          new Step.Write(
              files.get(write.group(1)),
              Long.parseLong(write.group(4)),
              ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    }
  }

  /** The log is laid out with zeros in pieces that strace shows the beginning of. */
  private static byte[] zerosWhere(byte[] shown, int written) {
    return Arrays.equals(shown, new byte[shown.length]) && shown.length < written
        ? new byte[written]
        : shown;
  }

  private void truncate(String arguments) {
    String[] part = arguments.split(", ", 2);
    String file = files.get(part[0]);
    if (file != null) {
      steps.add(new Step.Truncated(file, Long.parseLong(part[1])));
    }
  }

  private void say(String arguments) {
    Matcher say = SAY.matcher(arguments);
    if (say.lookingAt()) {
      String text = new String(bytes(say.group(1)), StandardCharsets.US_ASCII);
      if (text.startsWith("S ")) {
        steps.add(new Step.Acknowledged(Long.parseLong(text.substring(2).strip())));
      }
    }
  }

  /** {@code \x41\x42} */
  private static byte[] bytes(String escaped) {
    return HexFormat.of().parseHex(escaped.replace("\\x", ""));
  }
}
