package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightbus.node.cli.Reconciliation.Booked;
import io.nightbus.node.cli.Reconciliation.Finding;
import io.nightbus.node.cli.Reconciliation.Kind;
import io.nightbus.node.cli.Reconciliation.Sum;
import io.nightbus.node.ops.intake.ClaimFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus batch reconcile}. */
@Command(
    name = "reconcile",
    description = {
      "Compares the operator's file, our books and a network's settlement file, and names what"
          + " matches nothing, on any side, with amounts.",
      "It changes nothing: a held charge is settled by nightbus batch settle, which a person gives."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all three agree",
      "1:something does not match, or has not ended",
      ExitCode.USAGE_TEXT,
      ExitCode.UNREACHABLE_TEXT,
      ExitCode.REFUSED_TEXT
    })
final class BatchReconcileCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a table: more are for a program. */
  private static final int SHOWN = 200;

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--settlement",
      required = true,
      paramLabel = "FILE",
      description = "What the network settled; see reference/settlement-files.md.")
  Path settlement = Path.of("");

  @Option(
      names = "--format",
      defaultValue = "TABLE",
      description = "table, csv (totals, then what does not match) or json.")
  BatchReportCommand.Form form = BatchReportCommand.Form.TABLE;

  @Parameters(paramLabel = "FILE", description = "The operator's file of charges.")
  Path file = Path.of("");

  @Override
  public Integer call() {
    ClaimFile claimed = read(ClaimFile.Kind.OPERATOR, file);
    ClaimFile settled = read(ClaimFile.Kind.SETTLEMENT, settlement);
    if (!claimed.currency().equals(settled.currency())) {
      throw new Complaint(
          ExitCode.USAGE,
          settlement
              + " is in currency "
              + settled.currency()
              + ", "
              + file
              + " in "
              + claimed.currency());
    }
    var compared = new Reconciliation(claimed, settled);
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      String name = URLEncoder.encode(claimed.name(), StandardCharsets.UTF_8).replace("+", "%20");
      books(client, "/api/v1/transit/batches/" + name + "/charges?limit=5000&after=", compared);
    }
    compared.end();
    String text =
        switch (form) {
          case JSON -> json(compared, claimed, settled).toPrettyString() + "\n";
          case CSV -> csv(compared);
          case TABLE -> table(compared, claimed, settled);
        };
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    boolean agrees = compared.findings().isEmpty() && compared.open.count == 0;
    return agrees ? ExitCode.OK : ExitCode.FINDING;
  }

  private static ClaimFile read(ClaimFile.Kind kind, Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return ClaimFile.read(kind, in);
    } catch (ClaimFile.Unreadable flaw) {
      throw new Complaint(ExitCode.USAGE, path + ", " + flaw.getMessage(), flaw);
    } catch (IOException e) {
      throw new Complaint(ExitCode.USAGE, path + " can't be read: " + e.getMessage(), e);
    }
  }

  private static void books(AdminClient client, String path, Reconciliation into) {
    JsonNode page = client.get(path + 0);
    while (!page.path("charges").isEmpty()) {
      page.path("charges").forEach(row -> into.book(booked(row)));
      page = client.get(path + page.path("next").asLong());
    }
  }

  static Booked booked(JsonNode row) {
    String state = row.path("state").asText();
    String references = row.path("references").asText().strip();
    boolean byHand =
        state.equals("SETTLED_BY_HAND")
            && row.path("reason").asText().startsWith("settled as authorised");
    return new Booked(
        row.path("charge_id").asText(),
        row.path("amount").asLong(),
        state,
        byHand || state.equals("AUTHORISED"),
        references.isEmpty() ? List.of() : List.of(references.split(" ")));
  }

  // --- how it is shown

  private static Map<String, Sum> totals(Reconciliation compared) {
    var totals = new TreeMap<String, Sum>();
    compared.sums().forEach((kind, sum) -> totals.put(kind.name(), sum));
    return totals;
  }

  private static ObjectNode json(
      Reconciliation compared, ClaimFile operator, ClaimFile settlement) {
    ObjectNode json = JSON.createObjectNode();
    json.put("batch", operator.name()).put("network", settlement.name());
    json.put("currency", operator.currency());
    ObjectNode sides = json.putObject("sides");
    side(sides, "operator", operator.count(), operator.amount());
    side(sides, "books", compared.books.count, compared.books.amount);
    side(sides, "settlement", settlement.count(), settlement.amount());
    side(json, "agreed", compared.agreed.count, compared.agreed.amount);
    side(json, "open", compared.open.count, compared.open.amount);
    ObjectNode sums = json.putObject("totals");
    totals(compared).forEach((kind, sum) -> side(sums, kind, sum.count, sum.amount));
    var list = json.putArray("findings");
    for (Finding finding : compared.findings()) {
      ObjectNode row = list.addObject();
      row.put("kind", finding.kind().name()).put("charge", finding.charge());
      row.put("rrn", finding.reference()).put("state", finding.state());
      amount(row, "operator", finding.operator());
      amount(row, "books", finding.books());
      amount(row, "settled", finding.settled());
    }
    return json;
  }

  private static void side(ObjectNode json, String name, long count, long amount) {
    json.putObject(name).put("count", count).put("amount", amount);
  }

  private static void amount(ObjectNode row, String name, long amount) {
    if (amount >= 0) {
      row.put(name, amount);
    }
  }

  private static String csv(Reconciliation compared) {
    var text = new StringBuilder("what,kind,charge,rrn,state,count,operator,books,settled\r\n");
    totals(compared)
        .forEach((kind, sum) ->
            text.append("total,").append(kind).append(",,,,").append(sum.count).append(",,,\r\n"));
    for (Finding it : compared.findings()) {
      // Ids and references are letters, digits and signs that mean nothing to a spreadsheet.
      text.append("finding,").append(it.kind()).append(',').append(it.charge()).append(',');
      text.append(it.reference()).append(',').append(it.state()).append(",1,");
      text.append(shown(it.operator())).append(',').append(shown(it.books())).append(',');
      text.append(shown(it.settled())).append("\r\n");
    }
    return text.toString();
  }

  private static String shown(long amount) {
    return amount < 0 ? "" : Long.toString(amount);
  }

  private static String table(Reconciliation compared, ClaimFile operator, ClaimFile settlement) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("SIDE", "COUNT", "AMOUNT"));
    rows.add(row("operator's file " + operator.name(), operator.count(), operator.amount()));
    rows.add(row("our books", compared.books.count, compared.books.amount));
    rows.add(row("settled by " + settlement.name(), settlement.count(), settlement.amount()));
    rows.add(row("all three agree", compared.agreed.count, compared.agreed.amount));
    rows.add(row("not ended yet", compared.open.count, compared.open.amount));
    compared.sums().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            it -> rows.add(row(it.getKey().words(), it.getValue().count, it.getValue().amount)));
    var text = new StringBuilder(Pictures.table(rows));
    return text.append(findings(compared.findings())).append(next(compared.sums())).toString();
  }

  private static List<String> row(String what, long count, long amount) {
    return List.of(what, grouped(count), grouped(amount));
  }

  private static String findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return "nothing is left over on any side\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("CHARGE", "RRN", "STATE", "OPERATOR", "BOOKS", "SETTLED", "WHAT"));
    for (Finding it : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      rows.add(
          List.of(
              it.charge(),
              it.reference(),
              it.state().toLowerCase(Locale.ROOT).replace('_', ' '),
              shown(it.operator()),
              shown(it.books()),
              shown(it.settled()),
              it.kind().words()));
    }
    int more = findings.size() - rows.size() + 1;
    String rest = more > 0 ? "and " + more + " more: --format csv has all of them\n" : "";
    return "\n" + Pictures.table(rows) + rest;
  }

  private static String next(Map<Kind, Sum> sums) {
    boolean held = sums.containsKey(Kind.HELD_SETTLED) || sums.containsKey(Kind.HELD_NOT_SETTLED);
    return held
        ? "\nA held charge ends by your order: nightbus batch settle --charge ID --as authorised"
            + " --reason TEXT, or --as not-authorised\nonce no later settlement can bring it.\n"
        : "";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
