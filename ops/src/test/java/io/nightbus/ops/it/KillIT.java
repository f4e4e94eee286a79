package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SIGKILL of the gateway at more than twenty moments of the outage, each with requests and charges
 * outstanding: the issuer away, the network away while charges come in, everything coming back. The
 * books balance after every one. The simulators live on from round to round, the book too.
 */
final class KillIT {

  /** One moment: what goes wrong, and when the kill comes. */
  private record Moment(String name, int charges, Scene scene) {}

  private interface Scene {
    void play(Round round) throws Exception;
  }

  private static Moment moment(String name, Scene scene) {
    return new Moment(name, Round.CHARGES, scene);
  }

  /** One in which the kill cuts off the charges as they come in. */
  private static Moment cutOff(String name, Scene scene) {
    return new Moment(name, Round.LARGE, scene);
  }

  private static final List<Moment> MOMENTS =
      List.of(
          // Step 4: the issuer is away.
          moment(
              "the first advice is stored",
              r ->
                  r.slowNetwork()
                      .handIn()
                      .away(r.stage().issuer())
                      .await("stood in", s -> s.advices() >= 1)
                      .kill()),
          moment(
              "twenty advices are stored",
              r ->
                  r.slowNetwork()
                      .handIn()
                      .away(r.stage().issuer())
                      .await("stood in", s -> s.advices() >= 20)
                      .kill()),
          moment(
              "requests wait for a silent issuer",
              r ->
                  r.slowNetwork()
                      .handIn()
                      .silent(r.stage().issuer())
                      .await("waits", s -> s.at("issuer", "outstanding") >= 3)
                      .kill()),
          moment(
              "stand-in has taken over from a silent issuer",
              r ->
                  r.slow(r.stage().network(), 900)
                      .handIn()
                      .silent(r.stage().issuer())
                      .await(
                          "stood in",
                          s -> s.answering("issuer").equals("STAND_IN") && s.advices() >= 10)
                      .kill()),
          moment(
              "the issuer acts and its answers get lost",
              r ->
                  r.slow(r.stage().network(), 900)
                      .handIn()
                      .losesAnswers(r.stage().issuer(), 1)
                      .await("reverses", s -> s.at("issuer", "reversals") >= 3)
                      .kill()),
          // Step 5: the network is away, charges come in.
          cutOff(
              "the first charges are accepted",
              r ->
                  advicesOwed(r)
                      .away(r.stage().network())
                      .handIn(601)
                      .await("took 500", s -> s.chargesOutstanding() >= 500)
                      .kill()),
          cutOff(
              "most charges are accepted",
              r ->
                  advicesOwed(r)
                      .away(r.stage().network())
                      .handIn(1_101)
                      .await("took 1,000", s -> s.chargesOutstanding() >= 1_000)
                      .kill()),
          cutOff(
              "all but the trailer has come",
              r ->
                  r.silent(r.stage().network())
                      .handIn(1_201)
                      .await("took 1,000", s -> s.chargesOutstanding() >= 1_000)
                      .kill()),
          moment(
              "all charges are queued",
              r ->
                  advicesOwed(r)
                      .away(r.stage().network())
                      .handIn()
                      .await("queued", s -> s.charges("QUEUED") >= Round.CHARGES)
                      .kill()),
          moment(
              "charges and requests wait for a silent network",
              r ->
                  r.silent(r.stage().network())
                      .handIn()
                      .await("waits", s -> s.at("network", "outstanding") >= 5)
                      .kill()),
          moment(
              "the network acts and its answers get lost",
              r ->
                  r.losesAnswers(r.stage().network(), 1)
                      .handIn()
                      .await("reverses", s -> s.reversals() >= 3)
                      .kill()),
          // Step 6: everything comes back.
          moment(
              "the first link is back",
              r -> outage(r).slowBack().await("is back", s -> s.anyUp("network")).kill()),
          moment("a twentieth is settled", r -> outage(r).slowBack().settled(0.05).kill()),
          moment("a quarter is settled", r -> outage(r).slowBack().settled(0.25).kill()),
          moment("half is settled", r -> outage(r).slowBack().settled(0.5).kill()),
          moment("three quarters are settled", r -> outage(r).slowBack().settled(0.75).kill()),
          moment("nearly all is settled", r -> outage(r).slowBack().settled(0.9).kill()),
          moment(
              "answers get lost during the replay",
              r ->
                  outage(r)
                      .back(r.stage().network())
                      .losesAnswers(r.stage().network(), 0.2)
                      .slowNetwork()
                      .settled(0.3)
                      .kill()),
          moment(
              "advices are on their way",
              r ->
                  outage(r)
                      .slowBack()
                      .back(r.stage().issuer())
                      .slow(r.stage().issuer(), 200)
                      .await("delivers", s -> s.anyUp("issuer"))
                      .kill()),
          moment(
              "answers come after their timers",
              r ->
                  outage(r)
                      .back(r.stage().network())
                      .slow(r.stage().network(), 2_300)
                      .await("sends", s -> s.at("network", "outstanding") >= 20)
                      .kill()),
          moment(
              "killed again before it is ready",
              r -> outage(r).slowBack().settled(0.2).kill().startAndKillAtOnce()),
          moment(
              "killed again as soon as it is ready",
              r -> outage(r).slowBack().settled(0.2).kill().startAgain().kill()));

  /** The issuer is away and stand-in has answered for it. */
  private static Round advicesOwed(Round round) {
    return round.away(round.stage().issuer()).await("stood in", s -> s.advices() >= 5);
  }

  /** Issuer and network away, the night handed in, advices and charges waiting. */
  private static Outage outage(Round round) {
    advicesOwed(round)
        .away(round.stage().network())
        .handIn()
        .await("queued", s -> s.charges("QUEUED") >= Round.CHARGES);
    return new Outage(round);
  }

  /** From here on things come back. */
  private record Outage(Round round) {
    Round slowBack() {
      return round.back(round.stage().network()).slowNetwork();
    }

    Round back(io.nightbus.ops.stage.Simulated host) {
      return round.back(host);
    }
  }

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void thereAreTwentyMomentsAtLeast() {
    assertThat(MOMENTS.stream().map(Moment::name).distinct()).hasSizeGreaterThanOrEqualTo(20);
  }

  /** Each of the three promises takes every third moment. */
  @ParameterizedTest
  @ValueSource(strings = {"duplicates", "tombstone", "nothing"})
  void theBooksBalanceAfterEveryKill(String promise) throws Exception {
    int first = List.of("duplicates", "tombstone", "nothing").indexOf(promise);
    List<String> survived = new ArrayList<>();
    Setting setting =
        Setting.plain(first + 1)
            .guaranteeing(promise.equals("nothing") ? Set.of() : Set.of(promise))
            .timer(3_500);
    try (Stage stage =
        Stage.set(
            directory.resolve(promise),
            setting,
            Distribution.shipped(),
            Distribution.configuration())) {
      for (int i = first; i < MOMENTS.size(); i += 3) {
        Moment moment = MOMENTS.get(i);
        Round round = new Round(stage, 100 * (first + 1) + i, moment.charges());
        moment.scene().play(round);
        Balance balance = round.settle();
        assertThat(balance.agrees())
            .as("killed when %s, after %s:%n%s", moment.name(), survived, Round.told(balance))
            .isTrue();
        survived.add(moment.name());
      }
    }
    System.out.println(promise + ": books balanced after a SIGKILL when " + survived);
    assertThat(survived).hasSizeGreaterThanOrEqualTo(7);
  }
}
