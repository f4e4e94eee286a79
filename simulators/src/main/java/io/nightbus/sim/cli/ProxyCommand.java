package io.nightbus.sim.cli;

import io.nightbus.sim.control.ProxyControl;
import io.nightbus.sim.proxy.Proxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts a row of proxies that harm bytes on their way. */
@Command(
    name = "proxy",
    description = {
      "TCP proxies between a gateway and its peers, for faults on the way.",
      "Prints one line of JSON with its ports when it listens. Over its HTTP interface:",
      "  POST /toxics {\"proxy\":\"n1\",\"direction\":\"up\",\"kind\":\"latency\",\"ms\":300}",
      "    kinds: latency (ms, jitterMs), bandwidth (bytesPerSecond), slow_close (ms),",
      "    timeout (ms; 0 = a black hole until healed), reset_peer (ms), slicer (bytes, ms),",
      "    limit_data (bytes), corrupt (share); direction: up, down, both",
      "  POST /down, /reset, /hang-up, /heal {\"proxy\":\"n1\"}; no name = all of them",
      "  POST /remove {\"proxy\":\"n1\",\"id\":1}: the one toxic that got this number",
      "  DELETE /toxics; GET /status; POST /stop"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:stopped", "2:the command line is wrong", "3:a port can't be had"})
final class ProxyCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explain this command.")
  boolean help;

  @Option(
      names = "--link",
      paramLabel = "NAME[:PORT]=HOST:PORT",
      required = true,
      description = "One proxy: its name, its port (0 or none: a free one), and where it leads.")
  List<String> links = List.of();

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
      description = "Draws jitter and turned bits (${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--while-stdin-open",
      description = "Stop when standard input ends: with whoever started it.")
  boolean whileStdinOpen;

  @Override
  public Integer call() {
    var reporting = new Reporting(spec);
    return reporting.run(() -> run(reporting));
  }

  private int run(Reporting reporting) throws IOException, InterruptedException {
    var stop = new CountDownLatch(1);
    List<Proxy> proxies = new ArrayList<>();
    try {
      for (String link : links) {
        proxies.add(proxy(link, seed + proxies.size()));
      }
      try (var http = new ProxyControl(proxies, control, stop::countDown)) {
        reporting.print(ready(proxies, http.port()));
        if (whileStdinOpen) {
          Common.atEndOfInput(stop::countDown);
        }
        stop.await();
      }
    } finally {
      proxies.forEach(Proxy::close);
    }
    return ExitCode.DONE;
  }

  private static Proxy proxy(String text, long seed) throws IOException {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("--link \"" + text + "\": use NAME[:PORT]=HOST:PORT");
    }
    String name = text.substring(0, equals);
    int colon = name.indexOf(':');
    InetSocketAddress target = Common.address(text.substring(equals + 1));
    return colon < 0
        ? new Proxy(name, 0, target, seed)
        : new Proxy(name.substring(0, colon), Common.port(name, colon), target, seed);
  }

  private static Object ready(List<Proxy> proxies, int control) {
    var ports = new LinkedHashMap<String, Integer>();
    proxies.forEach(proxy -> ports.put(proxy.name(), proxy.port()));
    var line = new LinkedHashMap<String, Object>();
    line.put("ready", "proxy");
    line.put("pid", ProcessHandle.current().pid());
    line.put("control", control);
    line.put("links", ports);
    return line;
  }
}
