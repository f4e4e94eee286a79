package io.nightbus.node.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Hold;
import io.nightbus.node.ops.Past.Window;
import io.nightbus.node.ops.Trouble.Kind;
import io.nightbus.node.store.Reports.BatchReport;
import io.nightbus.node.store.Reports.Owing;
import io.nightbus.node.store.Reports.Sum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is alerted and asks {@code nightbus why} is told of it, by the alert's own name. */
final class AlertsToldTest {
  private static final Path RULES = Path.of("../../ops/prometheus/nightbus.rules.yml");

  /** What the gateway itself cannot know, and why. */
  private static final Map<String, String> UNKNOWABLE =
      Map.of(
          "NightbusDown", "it is about a gateway that does not answer, so `why` does not either",
          "NightbusWatchdog", "it always fires, and is about the alerting, not the gateway");

  /** By alert: a state of the gateway in which it fires. */
  private static final Map<String, UnaryOperator<Looked>> STATES = states();

  private static Map<String, UnaryOperator<Looked>> states() {
    var states = new TreeMap<String, UnaryOperator<Looked>>();
    machine(states);
    links(states);
    peers(states);
    money(states);
    return states;
  }

  private static void machine(Map<String, UnaryOperator<Looked>> states) {
    states.put(
        "NightbusEventLoopSilent",
        it -> {
          it.unanswered = Optional.of(Looked.NOW.minusSeconds(11));
          return it;
        });
    states.put(
        "NightbusStoreNotWriting",
        it -> {
          it.storeStuck = Optional.of(Looked.NOW.minusSeconds(6));
          return it;
        });
    states.put(
        "NightbusDiskNearlyFull",
        it -> {
          it.store = new Sight.StoreFile(1, 4, 100);
          return it;
        });
    states.put(
        "NightbusBooksDiffer",
        it -> {
          it.differences = 1;
          return it;
        });
    states.put("NightbusCardNumberInLog", counted(Window.TEN_MINUTES, "PAN_LEAKS  ", 1));
    states.put("NightbusClockJumped", counted(Window.TEN_MINUTES, "CLOCK_JUMPS  ", 1));
    states.put("NightbusTelemetryDropped", counted(Window.TEN_MINUTES, "LOG_DROPPED  ", 1));
    states.put("NightbusStandsStill", counted(Window.FIVE_MINUTES, "PAUSES  ", 1));
    states.put("NightbusAdminRefused", counted(Window.FIVE_MINUTES, "ADMIN_REFUSED  ", 6));
    states.put(
        "NightbusConnectionsRefused", counted(Window.TWO_MINUTES, "REFUSED_CONNECTIONS  ", 6));
    states.put(
        "NightbusSilentConnections",
        own(new Own(Duration.ofDays(1), 0, 0, 51, Map.of(), Optional.empty())));
    states.put(
        "NightbusRestarted",
        own(new Own(Duration.ofMinutes(9), 0, 0, 0, Map.of(), Optional.empty())));
    states.put(
        "NightbusCertificateExpiring",
        own(
            new Own(
                Duration.ofDays(1),
                0,
                0,
                0,
                Map.of("network", Duration.ofDays(29)),
                Optional.empty())));
    states.put(
        "NightbusResourcesLow",
        it -> {
          it.own = new Own(Duration.ofDays(1), 0.81, 0.2, 0, Map.of(), Optional.empty());
          it.low = Optional.of(Looked.NOW.minusSeconds(20));
          return it;
        });
    states.put(
        "NightbusConfigReloadFailed",
        own(
            new Own(
                Duration.ofDays(1), 0, 0, 0, Map.of(), Optional.of(Looked.NOW.minusSeconds(61)))));
    states.put(
        "NightbusStoreSlow",
        it -> {
          it.lately.put("STORE_COMMIT  ", 19L);
          it.lately.put("SLOW_COMMIT  ", 2L);
          return it;
        });
  }

  private static void links(Map<String, UnaryOperator<Looked>> states) {
    UnaryOperator<Looked> north1 = it -> it.down("network/north/n1", "REFUSED", 3);
    UnaryOperator<Looked> north = it -> north1.apply(it).down("network/north/n2", "REFUSED", 3);
    states.put("NightbusLinkDown", north1);
    states.put("NightbusSiteDown", north);
    states.put(
        "NightbusAllLinksDown",
        it -> it.down("issuer/main/i1", "REFUSED", 1).down("issuer/main/i2", "REFUSED", 1));
    states.put(
        "NightbusLinkFlapping",
        it -> {
          var falls = Stream.of(9, 8, 7, 6).map(Looked.NOW::minusSeconds).toList();
          it.stories.put(
              "network/north/n1",
              new LinkStories.Story(true, Looked.NOW.minusSeconds(5), "RESET", "", 0, falls));
          return it;
        });
    states.put(
        "NightbusSignOnFails",
        counted(Window.TWO_MINUTES, "LINK_STATE network sign_on_refused", 1));
    states.put("NightbusLinkDoubted", counted(Window.TWO_MINUTES, "LINK_DOUBT network slow", 1));
    states.put(
        "NightbusMalformedMessages", counted(Window.FIVE_MINUTES, "UNREADABLE network bitmap", 1));
    states.put(
        "NightbusAddressesUnreachable", it -> it.announced("network/found/2", "CONNECT_TIMEOUT"));
    states.put(
        "NightbusDiscoveryFails", it -> it.heard("network", "found", "FAILED", "no such name"));
    states.put("NightbusMaintenance", it -> it.maintained("network"));
  }

  private static void peers(Map<String, UnaryOperator<Looked>> states) {
    states.put("NightbusHostNotAnswering", it -> it.endpoint("network", "NOBODY", "OPEN", 0));
    states.put("NightbusBreakerHeld", it -> it.endpoint("issuer", "STAND_IN", "HELD", 0));
    states.put("NightbusChargesPaused", it -> it.paused(Hold.Scope.EVERYTHING, "", 0));
    states.put("NightbusStandInActive", it -> it.forced("", 100));
    states.put("NightbusAnswersSlow", it -> answered(it, 13, 1));
    states.put(
        "NightbusErrorBudgetBurnFast", it -> burning(it, Window.FIVE_MINUTES, Window.AN_HOUR, 8));
    states.put(
        "NightbusErrorBudgetBurnMedium",
        it -> burning(it, Window.HALF_AN_HOUR, Window.SIX_HOURS, 4));
    states.put(
        "NightbusErrorBudgetBurnSlow", it -> burning(it, Window.SIX_HOURS, Window.THREE_DAYS, 1));
    states.put(
        "NightbusOutcomesUnknown",
        counted(Window.TWO_MINUTES, "OUTCOME_UNKNOWN network timeout", 3));
    states.put(
        "NightbusLateAnswers", counted(Window.TWO_MINUTES, "ANSWER_LATE network approved", 3));
    states.put(
        "NightbusStrayAnswers", counted(Window.FIVE_MINUTES, "ANSWER_DUPLICATE network none", 3));
    states.put(
        "NightbusMispairedAnswers",
        counted(Window.FIVE_MINUTES, "ANSWER_MISPAIRED network de_4", 1));
    states.put(
        "NightbusDuplicateRequests",
        counted(Window.TWO_MINUTES, "REQUEST_DUPLICATE issuer answered", 61));
    states.put(
        "NightbusStandInWithdrawn",
        counted(Window.FIVE_MINUTES, "STANDIN_WITHDRAWN issuer not_durable", 1));
    states.put(
        "NightbusOverloaded",
        it -> {
          it.lately.put("REQUEST_REFUSED network window_full", 1L);
          return it;
        });
    states.put(
        "NightbusDeliveriesStuck",
        it -> {
          it.endpoints.removeIf(endpoint -> endpoint.name().equals("issuer"));
          it.endpoints.add(
              new io.nightbus.core.Status.EndpointView(
                  "issuer", "HOST", "CLOSED", 0, 1, 0, 0, 0, 0, "removes duplicates"));
          return it.counted(Window.TWO_MINUTES, "OBLIGATION_REPEATED issuer reversal", 6);
        });
  }

  private static void money(Map<String, UnaryOperator<Looked>> states) {
    states.put(
        "NightbusStandInExposureHigh",
        it -> {
          it.exposure = new Sum(1, 400_001);
          return it;
        });
    states.put(
        "NightbusObligationsOld",
        it -> {
          it.owing.add(
              new Owing(
                  "network",
                  "REVERSAL",
                  "GBP",
                  false,
                  new Sum(1, 250),
                  Looked.NOW.minusSeconds(901)));
          return it;
        });
    states.put(
        "NightbusReplayWillMissDeadline",
        it -> it.batch(ChargeState.QUEUED, 90_000, Looked.NOW.plusSeconds(600)));
    states.put("NightbusFuseBlown", it -> it.hold(Hold.Scope.RANGE, "400000", Hold.Cause.FUSE));
    states.put(
        "NightbusCardRangeOut", it -> it.hold(Hold.Scope.RANGE, "400000", Hold.Cause.OUTAGE));
    states.put("NightbusObligationParked", it -> it.endpoint("issuer", "HOST", "CLOSED", 1));
    states.put(
        "NightbusChargesHeld", it -> it.batch(ChargeState.HELD, 2, Looked.NOW.plusSeconds(9)));
    states.put(
        "NightbusBatchHeld",
        it -> {
          Batch batch =
              new Batch(
                  "night-2",
                  "metro",
                  "2026-11-22",
                  "GBP",
                  "network",
                  Looked.NOW.plusSeconds(600),
                  Batch.State.HELD,
                  "the trailer says 3",
                  2,
                  1_000,
                  "");
          it.batches.add(new BatchReport(batch, Map.of()));
          return it;
        });
  }

  private static UnaryOperator<Looked> counted(Window window, String what, long count) {
    return it -> it.counted(window, what, count);
  }

  private static UnaryOperator<Looked> own(Own own) {
    return it -> {
      it.own = own;
      return it;
    };
  }

  private static Looked answered(Looked looked, long all, long slow) {
    looked.lately.put("REQUEST_DURATION network approved", all);
    looked.lately.put("SLOW_ANSWER network approved", slow);
    return looked;
  }

  /** So many of 1,000 requests of the issuer were answered by nobody, in both windows. */
  private static Looked burning(Looked looked, Window shorter, Window longer, long lost) {
    looked.counted(Window.FIVE_MINUTES, "REQUEST_ANSWERED issuer approved", 1_000 - lost);
    for (Window window : List.of(shorter, longer)) {
      looked.counted(window, "REQUEST_ANSWERED issuer approved", 1_000 - lost);
      looked.counted(window, "REQUEST_ANSWERED issuer unsent", lost);
    }
    return looked;
  }

  private static Picture picture(Looked looked) {
    Sight sight = looked.sight();
    List<Trouble> troubles = Diagnosis.of(sight);
    return new Picture(sight, troubles, Diagnosis.traces(sight, troubles), List.of(), List.of());
  }

  @Test
  void everyAlertOfTheRulesIsToldOrHasAReasonWhyNot() throws IOException {
    var told = new TreeSet<>(STATES.keySet());
    told.addAll(UNKNOWABLE.keySet());

    List<String> alerts =
        Files.readAllLines(RULES).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("- alert: "))
            .map(line -> line.substring("- alert: ".length()))
            .toList();
    assertThat(told).containsExactlyInAnyOrderElementsOf(alerts);
    assertThat(Arrays.stream(Kind.values()).map(Kind::alert))
        .as("kinds of trouble are told in some state")
        .containsExactlyInAnyOrderElementsOf(STATES.keySet());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void whoeverAsksWhyIsToldByTheAlertsName(String alert) {
    String well = Why.text(picture(Looked.well()), "");
    String why = Why.text(picture(state(alert)), "");

    assertThat(well).contains("Nothing is wrong.").doesNotContain("runbook");
    assertThat(why).contains(alert + ".md").doesNotContain("Nothing is wrong.");
    assertThat(why.lines().filter(line -> line.startsWith("  do ")))
        .as("it says what to do")
        .isNotEmpty();
  }

  static Stream<String> alerts() {
    return STATES.keySet().stream();
  }

  private static Looked state(String alert) {
    return Optional.ofNullable(STATES.get(alert)).orElseThrow().apply(Looked.well());
  }

  @Test
  void whatIsNotEnoughForTheAlertIsNotTold() {
    assertThat(kinds(answered(Looked.well(), 40, 2))).isEmpty();
    assertThat(kinds(answered(Looked.well(), 12, 12))).isEmpty();
    assertThat(kinds(burning(Looked.well(), Window.FIVE_MINUTES, Window.AN_HOUR, 7))).isEmpty();
    assertThat(
            kinds(
                own(new Own(Duration.ofDays(1), 0.81, 0.96, 50, Map.of(), Optional.empty()))
                    .apply(Looked.well())))
        .isEmpty();
    assertThat(kinds(Looked.well().counted(Window.FIVE_MINUTES, "ADMIN_REFUSED  ", 5))).isEmpty();
  }

  @Test
  void aSymptomIsNotToldBesideItsCauseNorJustAfterIt() {
    Looked during =
        burning(Looked.well(), Window.FIVE_MINUTES, Window.AN_HOUR, 900)
            .endpoint("network", "NOBODY", "OPEN", 0);
    assertThat(kinds(answered(during, 100, 100))).containsExactly(Kind.HOST_NOT_ANSWERING);

    Looked after = burning(Looked.well(), Window.FIVE_MINUTES, Window.AN_HOUR, 900);
    after.last.put("HOST_NOT_ANSWERING network", Looked.NOW.minusSeconds(599));
    assertThat(kinds(after)).isEmpty();
    after.last.put("HOST_NOT_ANSWERING network", Looked.NOW.minusSeconds(600));
    assertThat(kinds(after)).containsExactly(Kind.BUDGET_BURNS_FAST);
  }

  @Test
  void aSymptomSaysForWhichReasons() {
    Looked looked =
        burning(Looked.well(), Window.FIVE_MINUTES, Window.AN_HOUR, 20)
            .counted(Window.FIVE_MINUTES, "REQUEST_REFUSED network window_full", 20);

    Trouble trouble = Diagnosis.of(looked.sight()).getFirst();
    assertThat(trouble.object()).isEqualTo("issuer");
    assertThat(trouble.cause())
        .isEqualTo(
            "20 of 1,000 within an hour were answered by nobody."
                + " By reason, within five minutes: network window full 20.");
  }

  @Test
  void whatIsOverIsNotWrongAnyMore() {
    Picture picture =
        picture(Looked.well().counted(Window.TWO_MINUTES, "ANSWER_LATE network approved", 3));

    assertThat(picture.troubles()).isEmpty();
    assertThat(Why.text(picture, ""))
        .contains("Nothing is wrong now", "Lately: network answered after the deadline.");
    assertThat(Why.text(picture, "issuer")).contains("Nothing is wrong with issuer.");
    assertThat(Why.json(picture, "network").path("lately").get(0).path("alert").asText())
        .isEqualTo("NightbusLateAnswers");
  }

  private static List<Kind> kinds(Looked looked) {
    return picture(looked).troubles().stream().map(Trouble::kind).toList();
  }
}
