package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus batch status}. */
@Command(
    name = "status",
    description = "Show batches and how many of their charges are in which state.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      "1:there is no batch of this id",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class BatchStatusCommand implements Callable<Integer> {
  private static final Set<String> AT_REST =
      Set.of("HELD", "AUTHORISED", "DECLINED", "EXPIRED", "CANCELLED", "SETTLED_BY_HAND");

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print the gateway's answer as it is.")
  boolean json;

  @Option(
      names = "--watch",
      description = "Show it every second until no charge can move any more.")
  boolean watch;

  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "A batch; without it all of them are shown.")
  @Nullable String id;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      Watching.show(out, watch, () -> picture(client));
    }
    return ExitCode.OK;
  }

  private Watching.Picture picture(AdminClient client) {
    JsonNode answer = client.get(path());
    var batches = new ArrayList<JsonNode>();
    if (id == null) {
      answer.path("batches").forEach(batches::add);
    } else {
      batches.add(answer);
    }
    String text =
        json
            ? answer.toPrettyString() + "\n"
            : Pictures.batches(batches)
                + Pictures.replay(client.get("/api/v1/status").path("replay"));
    return new Watching.Picture(text, batches.stream().allMatch(BatchStatusCommand::isAtRest));
  }

  private String path() {
    return "/api/v1/batches"
        + (id == null
            ? ""
            : "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  private static boolean isAtRest(JsonNode batch) {
    List<String> moving = new ArrayList<>();
    for (Map.Entry<String, JsonNode> sum : batch.path("charges").properties()) {
      if (!AT_REST.contains(sum.getKey()) && sum.getValue().path("count").asLong() > 0) {
        moving.add(sum.getKey());
      }
    }
    return moving.isEmpty() && !batch.path("state").asText().equals("RECEIVING");
  }
}
