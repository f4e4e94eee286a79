package io.nightbus.ops.figures.alerts;

import static io.nightbus.ops.figures.alerts.Expected.noPage;
import static io.nightbus.ops.figures.alerts.Expected.page;
import static io.nightbus.ops.figures.alerts.Expected.ticket;

import io.nightbus.ops.stage.Http;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Load, files of charges, and what people do: rows L and O of the catalogue. */
final class LoadFaults {
  private static final Duration TOMORROW = Duration.ofHours(20);

  private LoadFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "L3",
            "a peer asks the same thirty times a second",
            ticket("NightbusDuplicateRequests", 45, "endpoint=acquirer"),
            LoadFaults::asksTheSame),
        new Fault(
            "L5",
            "fifty sign on at an address with six links",
            ticket("NightbusConnectionsRefused", 30),
            LoadFaults::crowdSignsOn),
        new Fault(
            "L5b",
            "two hundred connect and say nothing",
            ticket("NightbusSilentConnections", 30),
            LoadFaults::crowdSaysNothing),
        new Fault(
            "L6",
            "a night of 3,000 charges beside live traffic",
            noPage(25),
            rig -> {
              Nights.handIn(rig, rig.nights().written(3_000, TOMORROW));
              return Undo.NOTHING;
            }),
        new Fault(
            "L6b",
            "the replay is too slow for its deadline",
            page("NightbusReplayWillMissDeadline", 60),
            LoadFaults::tooSlow),
        new Fault(
            "L7",
            "charges are sent and not answered",
            ticket("NightbusChargesHeld", 60).also("NightbusHostNotAnswering").mayBurn(),
            LoadFaults::loseAnswersOfANight),
        new Fault(
            "L9",
            "a file of charges breaks off",
            ticket("NightbusBatchHeld", 30),
            LoadFaults::halfANight),
        new Fault(
            "L11",
            "the network takes 2.5 s to answer",
            page("NightbusAnswersSlow", 45, "endpoint=network"),
            rig -> rig.network().fault("\"kind\": \"late\", \"delayMs\": 2500")),
        new Fault(
            "L12",
            "stand-in approves four fifths of what it may",
            page("NightbusStandInExposureHigh", 60).also("NightbusAllLinksDown"),
            rig -> {
              Undo back = rig.issuer().fault("\"kind\": \"refuse\"");
              return rig.asks("400001", 1_500).then(back);
            }),
        new Fault(
            "N33", "open files run out", ticket("NightbusResourcesLow", 60), LoadFaults::fewFiles),
        new Fault(
            "O8",
            "an operator has stand-in decide",
            ticket("NightbusStandInActive", 60, "endpoint=issuer"),
            HostFaults::forceStandIn),
        new Fault(
            "O8b",
            "an operator holds the charges back",
            ticket("NightbusChargesPaused", 60),
            HostFaults::pauseCharges),
        new Fault(
            "O9",
            "forty scrapes that never read",
            noPage(25),
            rig -> {
              var sockets =
                  connections(
                      rig.port("admin"), 40, "GET /metrics HTTP/1.1\r\nHost: nightbus\r\n\r\n");
              return () -> close(sockets);
            }),
        new Fault(
            "O11",
            "somebody tries tokens",
            ticket("NightbusAdminRefused", 30, "reason=unauthorised"),
            rig -> {
              var admin = new Http("the gateway", rig.port("admin"));
              for (int i = 0; i < 12; i++) {
                admin.statusCode("/api/v1/status");
              }
              return Undo.NOTHING;
            }));
  }

  private static Undo crowdSignsOn(AlertRig rig) throws IOException {
    var crowd = new ArrayList<Stranger>();
    for (int i = 0; i < 50; i++) {
      Stranger one = rig.stranger();
      crowd.add(one);
      one.signOn();
    }
    return () -> crowd.forEach(Stranger::close);
  }

  private static Undo crowdSaysNothing(AlertRig rig) {
    var crowd = new ArrayList<Stranger>();
    for (int i = 0; i < 200; i++) {
      crowd.add(rig.stranger());
    }
    return () -> crowd.forEach(Stranger::close);
  }

  private static Undo asksTheSame(AlertRig rig) throws IOException {
    Stranger stranger = rig.stranger();
    stranger.signOn();
    Thread voice =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 0; i < 600; i++) {
                  stranger.ask("000777");
                  Thread.sleep(Duration.ofMillis(33));
                }
              } catch (IOException | InterruptedException ended) {
                // He has said enough.
              }
            });
    return () -> {
      voice.interrupt();
      stranger.close();
    };
  }

  private static Undo tooSlow(AlertRig rig) throws IOException {
    Path night = rig.nights().written(8_000, Duration.ofSeconds(150));
    Undo slow = rig.network().fault("\"kind\": \"late\", \"delayMs\": 800");
    Nights.handIn(rig, night);
    return slow;
  }

  private static Undo loseAnswersOfANight(AlertRig rig) throws IOException {
    Path night = rig.nights().written(60, TOMORROW);
    Undo lost = rig.network().fault("\"kind\": \"answer_lost\", \"share\": 0.2");
    Nights.handIn(rig, night);
    return lost;
  }

  private static Undo halfANight(AlertRig rig) throws IOException {
    Path night = rig.nights().written(40, TOMORROW);
    List<String> lines = Files.readAllLines(night);
    Files.write(night, lines.subList(0, 20));
    Nights.handIn(rig, night);
    return Undo.NOTHING;
  }

  private static Undo fewFiles(AlertRig rig) throws IOException {
    String pid = Long.toString(rig.gateway().process().pid());
    long open;
    try (var files = Files.list(Path.of("/proc", pid, "fd"))) {
      open = files.count();
    }
    rig.run("prlimit", "--pid", pid, "--nofile=" + (open + open / 10) + ":");
    return () -> rig.run("prlimit", "--pid", pid, "--nofile=4096:");
  }

  private static List<Socket> connections(int port, int count, String words) {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < count; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(socket);
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
      }
      return sockets;
    } catch (IOException refused) {
      close(sockets);
      throw new StageFailure("no connection to the gateway at " + port, refused);
    }
  }

  private static void close(List<Socket> sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException gone) {
        // It was closed from the other side.
      }
    }
  }
}
