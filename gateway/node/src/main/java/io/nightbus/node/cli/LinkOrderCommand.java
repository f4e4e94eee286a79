package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * An order about links: what it has in common. It holds no longer than until the gateway is started
 * anew.
 */
abstract sealed class LinkOrderCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration SHORT = Duration.ofSeconds(10);

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; kept in the book for ever.")
  String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who; the user of this process where it is not said.")
  String by = System.getProperty("user.name", "");

  @Option(names = "--dry-run", description = "Only say what would be changed.")
  boolean dryRun;

  @Parameters(
      index = "0",
      paramLabel = "LINKS",
      description = "ENDPOINT, ENDPOINT/SITE or ENDPOINT/SITE/LINK.")
  String links = "";

  abstract String order();

  /** Adds to the order what only it has. */
  void fill(ObjectNode body) {}

  @Override
  public Integer call() {
    ObjectNode body = JSON.createObjectNode();
    body.put("order", order());
    body.put("links", links);
    body.put("by", by);
    body.put("reason", reason);
    body.put("dryRun", dryRun);
    fill(body);
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      AdminClient.Said said =
          client.post("/api/v1/links", BodyPublishers.ofString(body.toString()), SHORT);
      if (!said.isGood()) {
        int code = said.status() == 422 ? ExitCode.USAGE : ExitCode.FINDING;
        throw new Complaint(code, client.base() + ": " + said.text("detail"));
      }
      PrintWriter out = spec.commandLine().getOut();
      if (said.json().path("changed").isEmpty()) {
        out.println("nothing to change");
      }
      said.json()
          .path("changed")
          .forEach(each -> out.println((dryRun ? "would " : "") + order() + " " + each.asText()));
      out.flush();
    }
    return ExitCode.OK;
  }

  /** {@code nightbus link drain}. */
  @Command(
      name = "drain",
      description = {
        "Take links out of service: nothing new goes over them, what is in flight may finish (30 s"
            + " at",
        "most), then we sign off and close. Refused where no other link of the endpoint carries",
        "traffic, unless the whole endpoint is named. Holds for a time, or until restored or"
            + " started",
        "anew."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        "1:refused; the gateway says why",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Drain extends LinkOrderCommand {
    @Mixin HowLong howLong = new HowLong();

    @Override
    String order() {
      return "drain";
    }

    @Override
    void fill(ObjectNode body) {
      howLong.into(body);
    }
  }

  /** {@code nightbus link restore}. */
  @Command(
      name = "restore",
      description = "Take drained links into service again.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        "1:refused; the gateway says why",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Restore extends LinkOrderCommand {
    @Override
    String order() {
      return "restore";
    }
  }

  /** {@code nightbus link weight}. */
  @Command(
      name = "weight",
      description = {
        "Shift the shares of an endpoint's sites from the next request on: from an old platform to"
            + " a",
        "new one a few percent at a time. A site without a weight has 100; one with 0 takes"
            + " traffic",
        "only where no other can. Holds for a time, or until the gateway is started anew; what",
        "shall stay is written into the configuration."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        "1:refused; the gateway says why",
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Weigh extends LinkOrderCommand {
    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "7d",
        converter = Length.Reader.class,
        description = "How long: 30s, 10m, 4h, 1d; at most 7d. Default: ${DEFAULT-VALUE}.")
    Length length = new Length(0);

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "SITE=WEIGHT",
        description = "0 to 1000 each.")
    Map<String, Integer> weights = new LinkedHashMap<>();

    @Override
    String order() {
      return "weigh";
    }

    @Override
    void fill(ObjectNode body) {
      body.put("seconds", length.seconds());
      ObjectNode into = body.putObject("weights");
      weights.forEach(into::put);
    }
  }
}
