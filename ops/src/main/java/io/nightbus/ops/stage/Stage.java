package io.nightbus.ops.stage;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A card network with two sites of two links, an issuer with two links, an acquirer, and a gateway
 * that joins them, in one directory: the demo's configuration, filled in with free ports.
 */
public final class Stage implements AutoCloseable {
  /** First digits of the cards whose issuer is behind the gateway. */
  public static final String OUR_CARDS = "400000";

  /** First digits of the cards that the acquirer asks for. */
  public static final String OTHER_CARDS = "555500";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Setting setting;
  private final Shipped shipped;
  private final List<Path> charges = new ArrayList<>();
  private final Simulated network;
  private final Simulated issuer;
  private final Gateway gateway;
  private final Simulated acquirer;
  private final Map<String, String> environment;

  private Stage(
      Path directory,
      Setting setting,
      Shipped shipped,
      Simulated network,
      Simulated issuer,
      Gateway gateway,
      Simulated acquirer,
      Map<String, String> environment) {
    this.directory = directory;
    this.setting = setting;
    this.shipped = shipped;
    this.network = network;
    this.issuer = issuer;
    this.gateway = gateway;
    this.acquirer = acquirer;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Starts everybody, and returns when the gateway has all its links.
   *
   * @param configuration the demo's {@code gateway.yaml}
   */
  public static Stage set(Path directory, Setting setting, Shipped shipped, Path configuration) {
    return set(directory, setting, shipped, shipped, configuration);
  }

  /** The same with a gateway that is started in a way of its own. */
  public static Stage set(
      Path directory, Setting setting, Shipped shipped, Shipped gateway, Path configuration) {
    return new Building(directory, setting, shipped, gateway).build(configuration);
  }

  /** Starts one after the other, and takes all down again where one fails. */
  private static final class Building {
    private final Path directory;
    private final Setting setting;
    private final Shipped shipped;
    private final Shipped gatewayShipped;
    private final Ports ports = new Ports();
    private final List<AutoCloseable> started = new ArrayList<>();

    Building(Path directory, Setting setting, Shipped shipped, Shipped gateway) {
      this.directory = directory;
      this.setting = setting;
      this.shipped = shipped;
      this.gatewayShipped = gateway;
    }

    Stage build(Path configuration) {
      try {
        return start(configuration);
      } catch (StageFailure failed) {
        takeDown(started);
        throw failed;
      } catch (IOException unwritable) {
        takeDown(started);
        throw new StageFailure(
            directory + " can't be written: " + unwritable.getMessage(), unwritable);
      }
    }

    private Stage start(Path configuration) throws IOException {
      Files.createDirectories(directory.resolve("gateway"));
      Path config = Files.copy(configuration, directory.resolve("gateway.yaml"));
      Map<String, String> environment = environment();
      int admin = ports.next();
      environment.put("NIGHTBUS_ADMIN_PORT", Integer.toString(admin));
      Simulated.Starting network = network(environment);
      Simulated.Starting issuer = issuer(environment);
      Gateway gateway =
          Gateway.starting(
              gatewayShipped,
              config,
              directory.resolve("gateway"),
              environment,
              admin,
              directory.resolve("gateway.log"));
      started.add(gateway);
      Simulated.Starting acquirer = acquirer(environment);
      Stage stage =
          new Stage(
              directory,
              setting,
              shipped,
              kept(network),
              kept(issuer),
              gateway,
              kept(acquirer),
              environment);
      gateway.awaitReady();
      gateway.awaitStatus(
          "has not all its links",
          Duration.ofSeconds(30),
          status -> status.allUp("network") && status.allUp("issuer") && status.anyUp("acquirer"));
      return stage;
    }

    private Simulated kept(Simulated.Starting starting) {
      Simulated simulated = starting.ready();
      started.add(simulated);
      return simulated;
    }

    private Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>(setting.variables());
      environment.put("NIGHTBUS_DATA", directory.resolve("gateway").toAbsolutePath().toString());
      for (String name :
          List.of(
              "NETWORK_N1",
              "NETWORK_N2",
              "NETWORK_S1",
              "NETWORK_S2",
              "ISSUER_I1",
              "ISSUER_I2",
              "ACQUIRER")) {
        environment.put(name + "_PORT", Integer.toString(ports.next()));
      }
      environment.put("NETWORK_DUPLICATES", promised("duplicates"));
      environment.put("NETWORK_TOMBSTONE", promised("tombstone"));
      return environment;
    }

    private String promised(String guarantee) {
      return setting.guarantees().contains(guarantee) ? "4h" : "none";
    }

    private Simulated.Starting network(Map<String, String> ports) throws IOException {
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--site",
                  "north=n1:"
                      + ports.get("NETWORK_N1_PORT")
                      + ",n2:"
                      + ports.get("NETWORK_N2_PORT"),
                  "--site",
                  "south=s1:"
                      + ports.get("NETWORK_S1_PORT")
                      + ",s2:"
                      + ports.get("NETWORK_S2_PORT"),
                  "--guarantees",
                  setting.guaranteeWords(),
                  "--cards",
                  OUR_CARDS,
                  "--journal",
                  directory.resolve("network.journal.jsonl").toString()));
      live(options);
      books(options, "network", setting.networkRules());
      return simulated("network", options);
    }

    private Simulated.Starting issuer(Map<String, String> ports) throws IOException {
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--links",
                  "i1:" + ports.get("ISSUER_I1_PORT") + ",i2:" + ports.get("ISSUER_I2_PORT"),
                  "--seed",
                  Long.toString(setting.seed())));
      books(options, "issuer", setting.issuerRules());
      return simulated("issuer", options);
    }

    private Simulated.Starting acquirer(Map<String, String> ports) {
      String gateway = "127.0.0.1:" + ports.get("ACQUIRER_PORT");
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--connect",
                  gateway + "," + gateway,
                  "--cards",
                  OTHER_CARDS,
                  "--journal",
                  directory.resolve("acquirer.journal.jsonl").toString()));
      live(options);
      return simulated("acquirer", options);
    }

    private void live(List<String> options) {
      options.addAll(
          List.of(
              "--card-count",
              Integer.toString(setting.cards()),
              "--timer",
              Long.toString(setting.timerMillis()),
              "--repeat-every",
              Long.toString(setting.repeatMillis()),
              "--seed",
              Long.toString(setting.seed())));
    }

    private void books(List<String> options, String who, String rules) throws IOException {
      options.addAll(List.of("--ledger", directory.resolve(who + ".ledger.jsonl").toString()));
      if (!rules.isEmpty()) {
        Path file = Files.writeString(directory.resolve(who + ".rules.yaml"), rules);
        options.addAll(List.of("--rules", file.toString()));
      }
    }

    private Simulated.Starting simulated(String what, List<String> options) {
      Simulated.Starting starting =
          Simulated.starting(
              shipped, what, options, setting.variables(), directory.resolve(what + ".log"));
      started.add(starting.child());
      return starting;
    }
  }

  public Path directory() {
    return directory;
  }

  public Simulated network() {
    return network;
  }

  public Simulated issuer() {
    return issuer;
  }

  public Simulated acquirer() {
    return acquirer;
  }

  public Gateway gateway() {
    return gateway;
  }

  public Shipped shipped() {
    return shipped;
  }

  /** A port of the configuration: ACQUIRER, ISSUER_I1, NETWORK_N1, … */
  public int port(String name) {
    String port = environment.get(name + "_PORT");
    if (port == null) {
      throw new IllegalArgumentException("the configuration knows no port " + name);
    }
    return Integer.parseInt(port);
  }

  /** Remembers a file of charges that was handed in: the books count it. */
  public void handedIn(Path file) {
    charges.add(file);
    writeList();
  }

  /** Brings the files of the evidence up to now, while everybody goes on. */
  public void flush() {
    network.flush();
    issuer.flush();
    acquirer.flush();
    writeList();
  }

  /** Stops everybody in good order and writes the list of the evidence. */
  public void strike() {
    acquirer.close();
    gateway.close();
    network.close();
    issuer.close();
    writeList();
  }

  private void writeList() {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("store", directory.relativize(gateway.store()).toString());
    list.put("charges", charges.stream().map(file -> file.getFileName().toString()).toList());
    list.put("ledgers", Map.of("network", "network.ledger.jsonl", "issuer", "issuer.ledger.jsonl"));
    list.put(
        "journals",
        List.of(
            Map.of(
                "originator", "acquirer", "endpoint", "network", "file", "acquirer.journal.jsonl"),
            Map.of(
                "originator", "network", "endpoint", "issuer", "file", "network.journal.jsonl")));
    list.put(
        "guarantees",
        Map.of(
            "network",
            setting.guarantees().stream().sorted().toList(),
            "issuer",
            List.of("duplicates", "tombstone")));
    list.put("limits", limits());
    try {
      JSON.writerWithDefaultPrettyPrinter()
          .writeValue(directory.resolve("books.json").toFile(), list);
    } catch (IOException unwritable) {
      throw new StageFailure("books.json can't be written", unwritable);
    }
  }

  /** Stand-in's limits for a card and a day, as the configuration says them. */
  private Map<String, Long> limits() {
    Map<String, Long> limits = new LinkedHashMap<>();
    try {
      String text = Files.readString(directory.resolve("gateway.yaml"));
      Matcher transaction = Pattern.compile("per: transaction, amount: (\\d+)").matcher(text);
      if (transaction.find()) {
        limits.put("per-transaction", Long.parseLong(transaction.group(1)));
      }
      Matcher card =
          Pattern.compile("per: card, days: 1, count: (\\d+), amount: (\\d+)").matcher(text);
      if (card.find()) {
        limits.put("per-card-count", Long.parseLong(card.group(1)));
        limits.put("per-card-amount", Long.parseLong(card.group(2)));
      }
      return limits;
    } catch (IOException unreadable) {
      throw new StageFailure("the stage's gateway.yaml can't be read", unreadable);
    }
  }

  /** Ends whoever still runs; for use after a failure too. */
  @Override
  public void close() {
    takeDown(List.of(acquirer, gateway, network, issuer));
  }

  private static void takeDown(List<? extends AutoCloseable> started) {
    for (AutoCloseable one : started.reversed()) {
      try {
        one.close();
      } catch (Exception failed) {
        // The others have to be ended too; what failed here was going to end anyway.
      }
    }
  }
}
