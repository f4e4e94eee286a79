package io.nightbus.ops.figures.alerts;

import static io.nightbus.ops.figures.alerts.Expected.noPage;
import static io.nightbus.ops.figures.alerts.Expected.page;
import static io.nightbus.ops.figures.alerts.Expected.ticket;

import io.nightbus.ops.figures.alerts.Fault.Deed;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What peers say wrongly, or not at all: rows P of the catalogue. */
final class ProtocolFaults {
  private ProtocolFaults() {}

  /** Something a stranger says over his own connection. */
  @FunctionalInterface
  private interface Speech {
    void over(Stranger stranger) throws IOException;
  }

  static List<Fault> all() {
    return List.of(
        new Fault(
            "P1",
            "a peer sends garbage",
            ticket("NightbusMalformedMessages", 30, "endpoint=acquirer"),
            says(stranger -> stranger.frame("this is no message of any kind"))),
        new Fault(
            "P3",
            "a frame claims more than a message has",
            ticket("NightbusMalformedMessages", 30, "endpoint=acquirer"),
            says(stranger -> {
              stranger.signOn();
              stranger.raw(new byte[] {(byte) 0xFF, (byte) 0xFF, '0', '1'});
            })),
        new Fault(
            "P7",
            "answers come that nobody asked for",
            ticket("NightbusStrayAnswers", 30, "endpoint=acquirer"),
            says(stranger -> {
              stranger.signOn();
              for (int i = 0; i < 10; i++) {
                stranger.answerUnasked();
              }
            })),
        new Fault(
            "P8",
            "answers with another amount than was asked",
            page("NightbusMispairedAnswers", 30, "endpoint=network").mayBurn(),
            rig -> rig.asks("555503", 3)),
        new Fault(
            "P12",
            "answers come after their deadline",
            ticket("NightbusLateAnswers", 60, "endpoint=network").mayBurn(),
            rig -> rig.asks("555505", 3)),
        new Fault(
            "P16",
            "one issuer behind the network is out",
            ticket("NightbusCardRangeOut", 30, "endpoint=network"),
            rig -> rig.asks("555504", 5)),
        new Fault(
            "P17",
            "the network answers 96",
            page("NightbusHostNotAnswering", 30, "endpoint=network").mayBurn(),
            rig -> rig.asks("555502", 80)),
        new Fault(
            "P19",
            "the issuer answers echoes and no requests",
            page("NightbusHostNotAnswering", 45, "endpoint=issuer")
                .also("NightbusAllLinksDown")
                .mayBurn(),
            rig -> rig.issuer().fault("\"kind\": \"answer_lost\"")),
        new Fault(
            "P21",
            "a sign-on is not answered",
            ticket("NightbusSignOnFails", 30, "endpoint=network", "link=n2"),
            rig -> rig.network().fault("\"kind\": \"black_hole\", \"link\": \"n2\"")),
        new Fault(
            "P23",
            "the issuer refuses our advices",
            ticket("NightbusObligationParked", 45, "endpoint=issuer"),
            standingIn("400002", 5)),
        new Fault(
            "P24",
            "reversals are answered 25",
            noPage(40).also("NightbusHostNotAnswering"),
            rig -> rig.asks("400004", 1)),
        new Fault(
            "P25",
            "advices are repeated and never answered",
            ticket("NightbusDeliveriesStuck", 60, "endpoint=issuer"),
            standingIn("400003", 5)),
        new Fault(
            "P15",
            "one request in ten is never answered",
            ticket("NightbusOutcomesUnknown", 60, "endpoint=network").mayBurn(),
            rig -> rig.asks("555501", 2)),
        new Fault(
            "P20",
            "the issuer leaves a quarter unanswered",
            ticket("NightbusOutcomesUnknown", 60, "endpoint=issuer")
                .also("NightbusHostNotAnswering")
                .mayBurn(),
            rig -> rig.issuer().fault("\"kind\": \"answer_lost\", \"share\": 0.25")),
        new Fault(
            "P27",
            "requests carry a MAC that we can't check",
            noPage(20).mayBurn(),
            says(stranger -> {
              stranger.signOn();
              for (int i = 1; i <= 5; i++) {
                stranger.askWithMac(String.format(Locale.ROOT, "%06d", 500 + i));
              }
            })),
        new Fault(
            "P28",
            "a peer floods us, and the network is slow",
            ticket("NightbusOverloaded", 45, "endpoint=network").mayBurn(),
            rig -> {
              Undo slow = rig.network().fault("\"kind\": \"late\", \"delayMs\": 900");
              return rig.asks("555500", 1_000).then(slow);
            }));
  }

  private static Deed says(Speech speech) {
    return rig -> {
      Stranger stranger = rig.stranger();
      speech.over(stranger);
      return stranger::close;
    };
  }

  /** The host's stand-in decides for these cards by order, so that advices are owed. */
  private static Deed standingIn(String cards, int perSecond) {
    return rig -> {
      Undo released = HostFaults.forceStandIn(rig);
      return rig.asks(cards, perSecond).then(released);
    };
  }
}
