package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus batch events}. */
@Command(
    name = "events",
    description = {
      "What the transit operator is told of cards, one JSON object a line, in order and without a"
          + " gap: DECLINED, RELEASED, HELD, RESUMED.",
      "Only DECLINED may put a card on a deny list. With --out the file itself remembers how far it"
          + " got: run it again and it goes on there."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class BatchEventsCommand implements Callable<Integer> {
  private static final int LONGEST_LINE = 4_096;

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--after",
      paramLabel = "SEQ",
      description = "Those behind this number; 0 = from the first.")
  long after;

  @Option(names = "--follow", description = "Wait for more until it is stopped.")
  boolean follow;

  @Option(names = "--out", paramLabel = "FILE", description = "Append to this file.")
  @Nullable Path out;

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      if (out == null) {
        print(client);
      } else {
        append(client, out);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new Complaint(ExitCode.USAGE, out + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private interface Taker {
    void take(JsonNode event) throws IOException;
  }

  private void print(AdminClient client) throws IOException, InterruptedException {
    PrintWriter to = spec.commandLine().getOut();
    run(
        client,
        event -> {
          to.println(event);
          to.flush();
        });
  }

  /** A line that a crash left half-written is cut off: it comes again. */
  private void append(AdminClient client, Path file) throws IOException, InterruptedException {
    after = Math.max(after, lastIn(file));
    try (OutputStream to =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      run(client, event -> to.write((event.toString() + "\n").getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static long lastIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var open = new RandomAccessFile(file.toFile(), "rw")) {
      long from = Math.max(0, open.length() - 2 * LONGEST_LINE);
      var tail = new byte[(int) (open.length() - from)];
      open.seek(from);
      open.readFully(tail);
      String text = new String(tail, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n') + 1;
      open.setLength(from + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
      String whole = text.substring(0, end).stripTrailing();
      String line = whole.substring(whole.lastIndexOf('\n') + 1);
      return line.isEmpty() ? 0 : sequence(file, line);
    }
  }

  private static long sequence(Path file, String line) {
    java.util.regex.Matcher found =
        java.util.regex.Pattern.compile("^\\{\"seq\":(\\d{1,18}),").matcher(line);
    if (!found.find()) {
      throw new Complaint(
          ExitCode.USAGE, file + ": its last line is no card event; choose another");
    }
    return Long.parseLong(found.group(1));
  }

  private void run(AdminClient client, Taker taker) throws IOException, InterruptedException {
    while (true) {
      JsonNode answer = client.get("/api/v1/transit/events?limit=1000&after=" + after);
      for (JsonNode event : answer.path("events")) {
        taker.take(event);
      }
      after = answer.path("next").asLong(after);
      if (answer.path("events").isEmpty()) {
        if (!follow) {
          return;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }
}
