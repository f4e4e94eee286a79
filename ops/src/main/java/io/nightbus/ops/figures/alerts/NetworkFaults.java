package io.nightbus.ops.figures.alerts;

import static io.nightbus.ops.figures.alerts.Expected.noPage;
import static io.nightbus.ops.figures.alerts.Expected.page;
import static io.nightbus.ops.figures.alerts.Expected.ticket;

import io.nightbus.ops.figures.alerts.Fault.Deed;
import java.time.Duration;
import java.util.List;

/** Faults on the way: rows N of the catalogue. */
final class NetworkFaults {
  private NetworkFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "N1",
            "a link is refused",
            ticket("NightbusLinkDown", 60, "endpoint=network", "link=n1"),
            rig -> {
              rig.way().proxy("down", "n1");
              return () -> rig.way().proxy("heal", "n1");
            }),
        new Fault(
            "N1b",
            "every link to the issuer is refused",
            page("NightbusAllLinksDown", 30, "endpoint=issuer"),
            rig -> rig.issuer().fault("\"kind\": \"refuse\"")),
        new Fault("N4", "every session is reset once", noPage(25), once("reset")),
        new Fault("N5", "every session is closed once", noPage(25), once("hang-up")),
        new Fault(
            "N7",
            "both ways go dark under load, all links of the network",
            page("NightbusAllLinksDown", 30, "endpoint=network").mayBurn(),
            dark("n1", "both")
                .and(dark("n2", "both"))
                .and(dark("s1", "both"))
                .and(dark("s2", "both"))),
        new Fault(
            "N8",
            "both ways go dark while nobody asks, all links of the issuer",
            page("NightbusAllLinksDown", 30, "endpoint=issuer"),
            idle(dark("i1", "both").and(dark("i2", "both")))),
        new Fault(
            "N9",
            "the issuer's answers are lost on the way",
            page("NightbusAllLinksDown", 30, "endpoint=issuer").also("NightbusHostNotAnswering"),
            dark("i1", "down").and(dark("i2", "down"))),
        new Fault(
            "N10",
            "what we send on one link is lost",
            ticket("NightbusSignOnFails", 60, "endpoint=network", "link=s1"),
            dark("s1", "up")),
        new Fault(
            "N11",
            "one byte a second comes over a link",
            ticket("NightbusSignOnFails", 60, "endpoint=network", "link=n2"),
            toxic("n2", "\"direction\": \"down\", \"kind\": \"bandwidth\", \"bytesPerSecond\": 1")),
        new Fault(
            "N16",
            "a link takes 2 s longer, with jitter",
            ticket("NightbusLinkDoubted", 60, "endpoint=network", "link=s2"),
            toxic(
                "s2",
                "\"direction\": \"down\", \"kind\": \"latency\", \"ms\": 2000, \"jitterMs\": 200")),
        new Fault(
            "N20",
            "all bytes come one by one",
            noPage(25),
            slices("n1").and(slices("n2")).and(slices("s1")).and(slices("s2"))),
        new Fault(
            "N21",
            "bits turn over on a link",
            ticket("NightbusMalformedMessages", 45, "endpoint=network")
                .also("NightbusMispairedAnswers")
                .mayBurn(),
            toxic("n1", "\"direction\": \"down\", \"kind\": \"corrupt\", \"share\": 0.05")),
        new Fault(
            "N22",
            "a link comes and goes every two seconds",
            ticket("NightbusLinkFlapping", 60, "endpoint=network", "link=s1"),
            NetworkFaults::flaps),
        new Fault(
            "N23",
            "a whole data centre is lost",
            ticket("NightbusSiteDown", 60, "endpoint=network", "site=north"),
            rig -> rig.network().fault("\"kind\": \"refuse\", \"site\": \"north\"")),
        new Fault(
            "N24",
            "every link to the network is lost",
            page("NightbusAllLinksDown", 30, "endpoint=network").mayBurn(),
            rig -> rig.network().fault("\"kind\": \"refuse\"")),
        new Fault(
            "N25",
            "a data centre takes everything and answers a tenth",
            ticket("NightbusLinkDoubted", 60, "endpoint=network", "site=south").mayBurn(),
            rig -> {
              rig.awaitTrusted();
              return rig.network()
                  .fault("\"kind\": \"answer_lost\", \"site\": \"south\", \"share\": 0.9");
            }),
        new Fault(
            "L2",
            "every session is reset, three times in a row",
            noPage(25),
            rig -> {
              for (int i = 0; i < 3; i++) {
                rig.way().proxy("reset", "");
                rig.pause(Duration.ofMillis(700));
              }
              return Undo.NOTHING;
            }));
  }

  private static Deed once(String deed) {
    return rig -> {
      rig.way().proxy(deed, "");
      return Undo.NOTHING;
    };
  }

  private static Deed toxic(String proxy, String fields) {
    return rig -> rig.way().toxic(proxy, fields);
  }

  /** Bytes vanish; nobody is told. */
  private static Deed dark(String proxy, String direction) {
    return toxic(proxy, "\"direction\": \"" + direction + "\", \"kind\": \"timeout\", \"ms\": 0");
  }

  private static Deed slices(String proxy) {
    return toxic(proxy, "\"direction\": \"down\", \"kind\": \"slicer\", \"bytes\": 1, \"ms\": 0");
  }

  private static Deed idle(Deed fault) {
    return rig -> {
      rig.traffic(0);
      rig.pause(Duration.ofSeconds(1));
      return fault.befall(rig).then(() -> rig.traffic(AlertRig.TRAFFIC));
    };
  }

  private static Undo flaps(AlertRig rig) {
    Thread hand =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 30 && !Thread.currentThread().isInterrupted(); i++) {
                rig.way().proxy("reset", "s1");
                try {
                  Thread.sleep(Duration.ofSeconds(2));
                } catch (InterruptedException ended) {
                  return;
                }
              }
            });
    return hand::interrupt;
  }
}
