package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus tx}. */
@Command(
    name = "tx",
    description = "One transaction.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TxCommand.Show.class)
final class TxCommand {
  @Mixin Common common = new Common();

  /** {@code nightbus tx show}. */
  @Command(
      name = "show",
      description = "Tell one charge's whole life, in order of time; the card is a keyed token.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        "1:there is no charge of this id",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Show implements Callable<Integer> {
    @Mixin Common common = new Common();

    @Mixin Where where = new Where();

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print the gateway's answer as it is.")
    boolean json;

    @Parameters(paramLabel = "CHARGE", description = "The operator's charge id.")
    String charge = "";

    private record Happening(String at, String what) {}

    @Override
    public Integer call() {
      try (AdminClient client = where.client(spec.commandLine().getErr())) {
        String name = URLEncoder.encode(charge, StandardCharsets.UTF_8).replace("+", "%20");
        JsonNode life = client.get("/api/v1/transit/charges/" + name);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? life.toPrettyString() + "\n" : told(life));
        out.flush();
        return ExitCode.OK;
      }
    }

    private static String told(JsonNode life) {
      JsonNode charge = life.path("charge");
      var text = new StringBuilder();
      text.append("charge ").append(charge.path("charge_id").asText()).append(" of batch ");
      text.append(charge.path("batch").asText()).append(": ");
      text.append(String.format(Locale.ROOT, "%,d", charge.path("amount").asLong()));
      text.append(" in minor units of ").append(charge.path("currency").asText());
      text.append(", card ").append(charge.path("range").asText()).append("… (token ");
      text.append(charge.path("lane").asText()).append("), travelled ");
      text.append(charge.path("travelled").asText()).append('\n');
      text.append("now ").append(lower(charge.path("state").asText()));
      String reason = charge.path("reason").asText();
      text.append(reason.isEmpty() ? "" : ": " + reason).append("; ");
      text.append(charge.path("answered").asText()).append(" answered attempts");
      String most = charge.path("most").asText();
      text.append(most.isEmpty() ? "" : ", at most " + most + " in all by its answers");
      String due = charge.path("due").asText();
      text.append(due.isEmpty() ? "" : ", the next not before " + due).append("\n\n");
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("WHEN", "WHAT"));
      happenings(life).forEach(it -> rows.add(List.of(it.at(), it.what())));
      return text.append(Pictures.table(rows)).toString();
    }

    private static List<Happening> happenings(JsonNode life) {
      var all = new ArrayList<Happening>();
      for (JsonNode attempt : life.path("attempts")) {
        String number = attempt.path("number").asText();
        all.add(
            new Happening(
                attempt.path("sent").asText(),
                "attempt "
                    + number
                    + " sent: "
                    + words(attempt, "mti", "stan", "de7", "rrn")
                    + (attempt.path("transmissions").asInt() > 1 ? ", repeated" : "")));
        if (!attempt.path("ended").asText().isEmpty()) {
          all.add(
              new Happening(
                  attempt.path("ended").asText(),
                  "attempt "
                      + number
                      + " "
                      + lower(attempt.path("state").asText())
                      + ": "
                      + words(attempt, "code", "approval", "advice", "reason")));
        }
      }
      for (JsonNode owed : life.path("obligations")) {
        String what = lower(owed.path("duty").asText());
        all.add(new Happening(owed.path("created").asText(), what + " owed"));
        if (!owed.path("ended").asText().isEmpty()) {
          all.add(
              new Happening(
                  owed.path("ended").asText(),
                  what
                      + " "
                      + lower(owed.path("state").asText())
                      + " after "
                      + owed.path("attempts").asText()
                      + " transmissions"));
        }
      }
      for (JsonNode event : life.path("events")) {
        all.add(
            new Happening(
                event.path("told").asText(),
                "operator told ("
                    + event.path("seq").asText()
                    + "): "
                    + lower(event.path("kind").asText())
                    + ", "
                    + event.path("reason").asText()));
      }
      all.sort(Comparator.comparing(Happening::at));
      return all;
    }

    private static String words(JsonNode of, String... fields) {
      var words = new ArrayList<String>();
      for (String field : fields) {
        String value = of.path(field).asText();
        if (!value.isEmpty()) {
          words.add(field + " " + value);
        }
      }
      return String.join(", ", words);
    }

    private static String lower(String state) {
      return state.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
