package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus batch submit}. */
@Command(
    name = "submit",
    description = {
      "Hand a file of charges to a running gateway (JSON Lines: header, charges, trailer).",
      "Each charge is durable when it is counted as accepted. After any interruption give the same"
          + " file again: nothing is charged twice. With --dry-run the whole file is read and"
          + " compared with the book, and nothing is taken."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every charge is queued, or the same file was taken before",
      ExitCode.FINDING_TEXT,
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class BatchSubmitCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int SHOWN = 20;

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  boolean json;

  @Option(names = "--dry-run", description = "Only say what would become of the file.")
  boolean dryRun;

  @Option(names = "--no-progress", description = "Show no progress.")
  boolean quiet;

  @Parameters(paramLabel = "FILE", description = "The file of charges.")
  Path file = Path.of("charges.jsonl");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try (AdminClient client = where.client(err);
        var upload =
            new UploadProgress(open(), size(), quiet ? silent() : err, Terminal.isPresent())) {
      client.get("/api/v1/status");
      AdminClient.Said said = send(client, upload);
      upload.done();
      return tell(said, out);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private AdminClient.Said send(AdminClient client, UploadProgress upload) {
    try {
      return client.post(
          dryRun ? "/api/v1/batches?dryRun=true" : "/api/v1/batches",
          BodyPublishers.ofInputStream(() -> upload),
          LONGEST);
    } catch (Complaint broken) {
      upload.done();
      throw new Complaint(
          broken.exitCode(),
          broken.line()
              + " after "
              + upload.lines()
              + " records; submit the same file again, nothing is charged twice",
          broken);
    }
  }

  private static PrintWriter silent() {
    return new PrintWriter(java.io.Writer.nullWriter());
  }

  private InputStream open() {
    try {
      if (Files.isDirectory(file)) {
        throw new Complaint(ExitCode.USAGE, file + " is a folder, not a file of charges");
      }
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private long size() throws IOException {
    return Files.size(file);
  }

  private Complaint unreadable(IOException e) {
    String why =
        e instanceof java.nio.file.NoSuchFileException
            ? "there is no such file"
            : "it cannot be read: " + e.getMessage();
    return new Complaint(ExitCode.USAGE, file + ": " + why, e);
  }

  private int tell(AdminClient.Said said, PrintWriter out) {
    if (json) {
      out.println(said.json().toPrettyString());
      out.flush();
    }
    if (!said.isGood()) {
      int exit =
          switch (said.status()) {
            case 422 -> ExitCode.USAGE;
            case 409 -> ExitCode.REFUSED;
            case 503 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FINDING;
          };
      throw new Complaint(exit, file + ": " + said.text("detail"));
    }
    if (!json) {
      print(said.json(), out);
    }
    boolean good =
        said.text("state").equals("QUEUED")
            && (said.json().path("refusedCount").asLong() == 0
                || said.json().path("repeated").asBoolean());
    return good ? ExitCode.OK : ExitCode.FINDING;
  }

  private void print(JsonNode taken, PrintWriter out) {
    String id = taken.path("id").asText();
    if (taken.path("repeated").asBoolean()) {
      out.println("batch " + id + ": the same file was taken before; nothing was changed");
      out.flush();
      return;
    }
    out.println(
        String.format(
            Locale.ROOT,
            "batch %s: %s%s; %,d charges read, %,d accepted, %,d known before, %,d refused",
            id,
            dryRun ? "nothing was taken; it would be " : "",
            taken.path("state").asText().toLowerCase(Locale.ROOT),
            taken.path("charges").asLong(),
            taken.path("accepted").asLong(),
            taken.path("known").asLong(),
            taken.path("refusedCount").asLong()));
    if (!taken.path("trouble").asText().isEmpty()) {
      out.println("held because " + taken.path("trouble").asText());
    }
    refusals(taken, out);
    out.flush();
  }

  private void refusals(JsonNode taken, PrintWriter out) {
    int shown = 0;
    for (JsonNode refusal : taken.path("refused")) {
      if (shown++ == SHOWN) {
        break;
      }
      String charge = refusal.path("charge").asText();
      String field = refusal.path("field").asText();
      out.println(
          file
              + ":"
              + refusal.path("line").asLong()
              + " refused"
              + (charge.isEmpty() ? "" : " " + charge)
              + ": "
              + (field.isEmpty() ? "" : field + " ")
              + refusal.path("reason").asText());
    }
    long more = taken.path("refusedCount").asLong() - Math.min(shown, SHOWN);
    if (more > 0) {
      out.println("and " + more + " more; --json shows the first 1,000");
    }
  }
}
