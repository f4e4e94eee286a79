package io.nightbus.node.cli;

import io.nightbus.core.Settings;
import io.nightbus.core.standin.Cards;
import io.nightbus.core.standin.Counters;
import io.nightbus.core.standin.Finding;
import io.nightbus.core.standin.StandIn;
import io.nightbus.core.standin.StandInRules;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.node.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightbus standin explain}. */
@Command(
    name = "explain",
    description = {
      "Show check by check what stand-in would decide for a message, and why.",
      "Uses the configuration alone, as on a day on which nothing has been approved yet. Prints no"
          + " card number and nothing else of the account."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it would be approved",
      "1:it would be declined, or answered 91",
      ExitCode.USAGE_TEXT
    })
final class ExplainCommand implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration.")
  Path config = Path.of("gateway.yaml");

  @Option(
      names = "--from",
      paramLabel = "ENDPOINT",
      description = "Who sends it; the first endpoint with a route that stands in where not said.")
  String from = "";

  @Parameters(
      paramLabel = "MESSAGE",
      description = {
        "A file, or - for standard input: a JSON object ({\"mti\":\"0100\",\"2\":\"…\"}),"
            + " hexadecimal bytes in the sender's dialect, or lines: the type, then NUMBER CONTENT."
      })
  Path file = Path.of("-");

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    GatewayConfig read = Where.read(config, spec.commandLine().getErr());
    Settings settings = withHotCards(read);
    StandInRules rules =
        settings
            .standIn()
            .orElseThrow(() -> new Complaint(ExitCode.USAGE, config + " has no section stand-in"));
    String sender = from.isEmpty() ? firstSender(settings) : from;
    Message message = MessageText.read(text(), endpoint(settings, sender).dialect());
    route(out, settings, sender, message);
    var standIn = new StandIn(rules, new Cards(rules.cards(), Map.of()), new Counters());
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<StandIn.Step> steps = standIn.explain(message, message.get(De.PAN, ""), today);
    steps.forEach(step -> out.println(line(step)));
    Finding last = steps.getLast().finding();
    out.println(verdict(last));
    out.flush();
    return last instanceof Finding.Pass ? ExitCode.OK : ExitCode.FINDING;
  }

  /** Nothing leaves this process, so a card's own number serves as its token. */
  private Settings withHotCards(GatewayConfig read) {
    try {
      return read.withHotCards(pan -> pan.digits());
    } catch (IOException e) {
      throw new Complaint(ExitCode.USAGE, "the hot cards cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstSender(Settings settings) {
    return settings.routes().stream()
        .filter(Settings.Route::standIn)
        .map(Settings.Route::from)
        .findFirst()
        .orElseThrow(() -> new Complaint(ExitCode.USAGE, "no route stands in"));
  }

  private static Settings.Endpoint endpoint(Settings settings, String name) {
    return settings.endpoints().stream()
        .filter(endpoint -> endpoint.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Complaint(ExitCode.USAGE, "there is no endpoint \"" + name + "\" to send it"));
  }

  private String text() {
    try {
      return file.toString().equals("-")
          ? new String(System.in.readNBytes(1 << 20), StandardCharsets.UTF_8)
          : Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Complaint(ExitCode.UNREACHABLE, file + ": cannot be read", e);
    }
  }

  private static void route(PrintWriter out, Settings settings, String sender, Message message) {
    String pan = message.get(De.PAN, "");
    Optional<Settings.Route> route =
        settings.routes().stream()
            .filter(it -> it.from().equals(sender))
            .filter(it -> it.cards().isEmpty() || it.cards().stream().anyMatch(pan::startsWith))
            .findFirst();
    String words =
        route
            .map(it ->
                it.from() + " -> " + it.to() + (it.standIn() ? "" : ": no stand-in on this route"))
            .orElse("none from " + sender + ": it would be answered 92");
    out.println("route: " + words);
    out.println(
        "a repeat of a decided request gets the answer that it had; nothing below is asked");
  }

  private static String line(StandIn.Step step) {
    String name = step.check().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String found =
        switch (step.finding()) {
          case Finding.Pass _ -> "pass";
          case Finding.Decline(var code, var _) -> code;
          case Finding.MayNot _ -> "91";
        };
    String words = step.finding().words().isEmpty() ? step.check().words() : step.finding().words();
    return "%-14s %-5s %s".formatted(name, found, words);
  }

  private static String verdict(Finding last) {
    return switch (last) {
      case Finding.Pass _ -> "=> approved";
      case Finding.Decline(var code, var _) ->
          "=> declined with " + code + ": a fact about the card";
      case Finding.MayNot _ -> "=> 91: not ours to decide; it says nothing about the cardholder";
    };
  }
}
