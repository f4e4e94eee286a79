package io.nightbus.sim.cli;

import io.nightbus.sim.LinkPlan;
import io.nightbus.sim.Plan;
import io.nightbus.sim.Simulator;
import io.nightbus.sim.Status;
import io.nightbus.sim.ledger.Ledger;
import io.nightbus.sim.rules.RulesException;
import io.nightbus.sim.rules.RulesFile;
import io.nightbus.sim.wire.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What every running simulator is told on its command line. */
final class Common {
  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      defaultValue = "iso87-ascii",
      description = "How it speaks: iso87-ascii or iso87-binary (${DEFAULT-VALUE}).")
  String dialect = "iso87-ascii";

  @Option(
      names = "--control",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Loopback port of the HTTP interface; 0 takes a free one (${DEFAULT-VALUE}).")
  int control;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws shares, delays, cards and amounts (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--while-stdin-open",
      description = "Stop, as after POST /stop, when standard input ends: with whoever started it.")
  boolean whileStdinOpen;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description =
          "On POST /stop: ask nothing new, and wait so long for answers and reversals"
              + " (${DEFAULT-VALUE}).")
  long drainSeconds;

  @ArgGroup(
      exclusive = false,
      heading = "%nTLS on every link; without these all is in clear text:%n")
  @Nullable Secured tls;

  /** Whom it believes, and who it is. */
  static final class Secured {
    @Option(
        names = "--tls-ca",
        paramLabel = "FILE",
        required = true,
        description = "PEM of the CA that has to have signed the other's certificate.")
    Path ca = Path.of("ca.pem");

    @ArgGroup(exclusive = false)
    @Nullable Shown shown;

    @Option(
        names = "--tls-anybody",
        description = "Where it listens, serve also who shows no certificate.")
    boolean anybody;

    Tls tls() {
      Optional<Tls.Own> own =
          Optional.ofNullable(shown).map(ours -> new Tls.Own(ours.certificate, ours.key));
      return new Tls(ca, own, !anybody);
    }
  }

  /** Its own certificate: needed where it listens, and where the other demands one. */
  static final class Shown {
    @Option(
        names = "--tls-certificate",
        paramLabel = "FILE",
        required = true,
        description = "PEM of its own; needed where it listens, or is asked for it.")
    Path certificate = Path.of("certificate.pem");

    @Option(
        names = "--tls-key",
        paramLabel = "FILE",
        required = true,
        description = "PEM of the key that belongs to it: PKCS #8, no pass phrase.")
    Path key = Path.of("key.pem");
  }

  /** Where a host's rules and ledger are. */
  static final class Books {
    @Option(names = "--rules", paramLabel = "FILE", description = "What it answers (YAML).")
    @Nullable Path rules;

    @Option(
        names = "--ledger",
        paramLabel = "FILE",
        description = "Every message received and its effect, JSON Lines; overwritten.")
    @Nullable Path ledger;

    void into(Plan plan, Ledger.Mode mode) throws RulesException {
      plan.ledger(mode, ledger);
      if (rules != null) {
        plan.rules(RulesFile.read(rules));
      }
    }
  }

  /** Runs it until it is told to stop. */
  int run(Plan plan, Reporting reporting) throws IOException, InterruptedException {
    if (tls != null) {
      plan.tls(tls.tls());
    }
    Simulator simulator = plan.dialect(dialect).seed(seed).control(control).start();
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "stop"));
    reporting.print(ready(simulator));
    if (whileStdinOpen) {
      atEndOfInput(simulator::requestStop);
    }
    simulator.awaitStop();
    boolean drained = simulator.drain(Duration.ofSeconds(drainSeconds));
    String file = simulator.status().file();
    var line = new LinkedHashMap<String, Object>();
    line.put("stopped", plan.kind());
    line.put("drained", drained);
    line.put("reversalsOwed", simulator.status().traffic().reversalsOwed());
    line.put("file", file);
    simulator.close();
    reporting.print(line);
    return drained && file.isEmpty() ? ExitCode.DONE : ExitCode.FELL_SHORT;
  }

  /** Reads LINK[:PORT],LINK[:PORT]. */
  static void listening(Plan plan, String site, String links) {
    for (String link : links.split(",", -1)) {
      int colon = link.indexOf(':');
      String name = colon < 0 ? link : link.substring(0, colon);
      plan.link(LinkPlan.listening(site, name.strip(), colon < 0 ? 0 : port(link, colon)));
    }
  }

  /** Reads HOST:PORT. */
  static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("\"" + text + "\" is no address: use HOST:PORT");
    }
    var address = new InetSocketAddress(text.substring(0, colon), port(text, colon));
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("\"" + text + "\": this host has no address");
    }
    return address;
  }

  static int port(String text, int colon) {
    String digits = text.substring(colon + 1).strip();
    int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("\"" + text + "\": a port is from 0 to 65535");
    }
    return port;
  }

  private static Object ready(Simulator simulator) {
    var line = new LinkedHashMap<String, Object>();
    var ports = new LinkedHashMap<String, Integer>();
    List<Status.OfLink> links = simulator.status().links();
    links.forEach(link -> ports.put(link.name(), link.port()));
    line.put("ready", simulator.kind());
    line.put("pid", ProcessHandle.current().pid());
    line.put("control", simulator.controlPort());
    line.put("links", ports);
    return line;
  }

  /** Whoever started it holds its standard input; when that ends, he is gone. */
  static void atEndOfInput(Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .name("stdin")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Whatever is written there has no meaning: only its end has.
            }
          } catch (IOException ended) {
            // As good as its end.
          }
          work.run();
        });
  }
}
