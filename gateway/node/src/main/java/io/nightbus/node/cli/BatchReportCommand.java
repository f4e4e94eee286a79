package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus batch report}. */
@Command(
    name = "report",
    description = {
      "What became of a batch: totals by outcome that add up to what was accepted, the doubtful"
          + " charges and how each was resolved, attempts, blocks and releases.",
      "Exit code 1 where it does not add up."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      ExitCode.OK_TEXT,
      "1:it does not add up, or there is no batch of this id",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class BatchReportCommand implements Callable<Integer> {

  /** How it is printed. */
  enum Form {
    TABLE,
    CSV,
    JSON
  }

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = "table, csv (totals, then doubtful charges) or json.")
  Form form = Form.TABLE;

  @Parameters(paramLabel = "BATCH", description = "The operator's file id.")
  String id = "";

  @Override
  public Integer call() {
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      String name = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      JsonNode report = report(client, "/api/v1/transit/batches/" + name);
      String text =
          switch (form) {
            case JSON -> report.toPrettyString() + "\n";
            case CSV -> csv(report);
            case TABLE -> table(report);
          };
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return report.path("sum").path("addsUp").asBoolean() ? ExitCode.OK : ExitCode.FINDING;
    }
  }

  /** The doubtful ones come page by page: there may be many after a bad night. */
  private static JsonNode report(AdminClient client, String batch) {
    JsonNode report = client.get(batch + "/report");
    var doubtful = new ArrayNode(JsonNodeFactory.instance);
    JsonNode page = client.get(batch + "/doubtful?after=0");
    while (!page.path("doubtful").isEmpty()) {
      page.path("doubtful").forEach(doubtful::add);
      page = client.get(batch + "/doubtful?after=" + page.path("next").asLong());
    }
    if (report instanceof ObjectNode whole) {
      whole.set("doubtful", doubtful);
    }
    return report;
  }

  private static String csv(JsonNode report) {
    var text = new StringBuilder("kind,charge,state,reason,count,amount,attempts,resolved\r\n");
    for (JsonNode row : report.path("totals")) {
      text.append("total,,").append(cells(row, "state", "reason", "count", "amount"));
      text.append(",,\r\n");
    }
    for (JsonNode row : report.path("doubtful")) {
      text.append("doubtful,").append(cells(row, "charge", "state", "reason"));
      text.append(",1,").append(cells(row, "amount", "attempts", "resolved")).append("\r\n");
    }
    return text.toString();
  }

  private static String cells(JsonNode row, String... columns) {
    var cells = new ArrayList<String>();
    for (String column : columns) {
      String value = row.path(column).asText();
      // A spreadsheet must not take a text for a formula.
      String plain = value.matches("^[=+@\\t\\r-].*") ? "'" + value : value;
      cells.add(plain.matches("[^\",\\r\\n]*") ? plain : '"' + plain.replace("\"", "\"\"") + '"');
    }
    return String.join(",", cells);
  }

  private static String table(JsonNode report) {
    var text = new StringBuilder();
    JsonNode batch = report.path("batch");
    text.append("batch ").append(batch.path("id").asText()).append(", operator ");
    text.append(batch.path("operator").asText()).append(", deadline ");
    text.append(batch.path("deadline").asText()).append("\n\n");
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("OUTCOME", "COUNT", "AMOUNT", "REASON"));
    for (JsonNode row : report.path("totals")) {
      rows.add(
          List.of(
              lower(row.path("state").asText()),
              grouped(row.path("count")),
              grouped(row.path("amount")),
              row.path("reason").asText()));
    }
    JsonNode sum = report.path("sum");
    rows.add(List.of("together", grouped(sum.path("count")), grouped(sum.path("amount")), ""));
    rows.add(
        List.of(
            "accepted",
            grouped(batch.path("accepted_count")),
            grouped(batch.path("accepted_amount")),
            sum.path("addsUp").asBoolean() ? "it adds up" : "IT DOES NOT ADD UP"));
    text.append(Pictures.table(rows));
    JsonNode spent = report.path("attempts");
    text.append("\nattempts: ").append(grouped(spent.path("attempts"))).append(" for ");
    text.append(grouped(spent.path("charges_attempted"))).append(" charges, at most ");
    text.append(grouped(spent.path("most_for_one_charge"))).append(" for one; ");
    text.append(grouped(spent.path("transmissions"))).append(" transmissions, ");
    text.append(grouped(spent.path("answered"))).append(" answered, ");
    text.append(grouped(spent.path("unanswered"))).append(" without an answer, ");
    text.append(grouped(spent.path("reversed"))).append(" reversed, ");
    text.append(grouped(spent.path("unsent"))).append(" never left\n");
    JsonNode blocks = report.path("blocks");
    text.append("told of cards: ").append(grouped(blocks.path("declined"))).append(" declined, ");
    text.append(grouped(blocks.path("released"))).append(" of them released (usually after ");
    text.append(grouped(blocks.path("usual_seconds"))).append(" s, at most ");
    text.append(grouped(blocks.path("longest_seconds"))).append(" s), ");
    text.append(grouped(blocks.path("standing"))).append(" standing (at most ");
    text.append(grouped(blocks.path("oldest_standing_seconds"))).append(" s)\n");
    return text.append(doubtful(report.path("doubtful"))).toString();
  }

  private static String doubtful(JsonNode charges) {
    if (charges.isEmpty()) {
      return "no charge was doubtful\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("DOUBTFUL", "STATE", "ATTEMPTS", "RESOLVED", "REASON"));
    for (JsonNode row : charges) {
      rows.add(
          List.of(
              row.path("charge").asText(),
              lower(row.path("state").asText()),
              grouped(row.path("attempts")),
              row.path("resolved").asText(),
              row.path("reason").asText()));
    }
    return "\n" + Pictures.table(rows);
  }

  private static String grouped(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  private static String lower(String state) {
    return state.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
