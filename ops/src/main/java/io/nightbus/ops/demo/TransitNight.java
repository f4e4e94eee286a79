package io.nightbus.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.books.Balance;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

/** The transit night, in six steps. */
final class TransitNight {
  private static final Duration NIGHT = Duration.ofMinutes(2);

  /** Cards of the issuer that stays away. */
  private static final String AWAY = "455610";

  /** One range that is out is tried every second or two: a demo has no half minutes. */
  private static final String PROBES = "  range-outage: {probe: 1s, probe-cap: 2s}\n";

  private final Play play;
  private final Gateway gateway;
  private final long behindIssuer;
  private int networkAway;
  private long probes;
  private Instant settled = Instant.MAX;

  private TransitNight(Play play) {
    this.play = play;
    gateway = play.stage.gateway();
    try (Stream<String> lines = Files.lines(play.night, StandardCharsets.UTF_8)) {
      behindIssuer = lines.filter(line -> line.contains("\"pan\":\"" + AWAY)).count();
    } catch (IOException unreadable) {
      throw new StageFailure("the night's charges can't be read", unreadable);
    }
  }

  /** Sets the stage, plays, and does the books. */
  static Morning play(Opening opening, Draw draw, Scale scale, Telling telling) {
    var probing =
        new Opening(opening.directory(), opening.shipped(), probing(opening.configuration()));
    return Play.of(probing, draw, scale, telling, NIGHT, play -> new TransitNight(play).play());
  }

  /** The shipped configuration, which ends with its transit section, with quicker probes. */
  private static Path probing(Path configuration) {
    try {
      Path file = Files.createTempFile("nightbus-demo-", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(file, Files.readString(configuration) + PROBES);
    } catch (IOException refused) {
      throw new StageFailure("the night's configuration can't be written", refused);
    }
  }

  private Morning play() {
    try (Watcher _ = play.watcher()) {
      play.introduce();
      evening();
      networkBack();
      killed();
      issuerBack();
    }
    return morning();
  }

  // --- 2

  private void evening() {
    play.step(2, "The network is away, and the day's fares are handed in");
    play.stage.acquirer().traffic(play.scale.rate());
    networkAway = play.stage.network().fault(Play.REFUSE);
    gateway.awaitStatus(
        "still has a link to the network", Play.PATIENCE, now -> !now.anyUp("network"));
    play.stage.handedIn(play.night);
    play.handIn("submit.log");
    play.scene();
    play.say(
        "%,d charges are in the book and wait; the operator was told of no card"
            .formatted(gateway.status().allCharges()));
    clock(gateway.status());
  }

  /** The deadline's clock: what time it is, by when all will be released, and until when it may. */
  private void clock(GatewayStatus status) {
    String by = status.releasedBy();
    play.say(
        "%s; %s; deadline %s"
            .formatted(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                by.isEmpty()
                    ? "nothing gets on"
                    : "all released by " + Instant.parse(by).truncatedTo(ChronoUnit.SECONDS),
                play.deadline.truncatedTo(ChronoUnit.SECONDS)));
  }

  // --- 3

  private void networkBack() {
    play.step(3, "The network is back; the issuer of cards " + AWAY + " behind it is not");
    play.stage.network().fault("\"kind\": \"range_out\", \"cards\": \"" + AWAY + "\"");
    play.stage.network().fault("\"kind\": \"answer_lost\", \"share\": " + play.draw.answersLost());
    play.stage.network().heal(networkAway);
    gateway.awaitStatus(
        "has not found the network again", Play.PATIENCE, now -> now.anyUp("network"));
    long target = Math.round(play.draw.killAt() * (play.scale.charges() - behindIssuer) / 2);
    clock(
        gateway.awaitStatus(
            "does not replay", Play.PATIENCE, now -> now.chargesAtRest() > Math.max(100, target)));
  }

  // --- 4

  private void killed() {
    play.step(4, "The gateway is killed in the middle of the replay");
    play.kill("in the replay", gateway.status());
    play.restart();
    GatewayStatus others =
        gateway.awaitStatus(
            "has not settled the other issuers' charges",
            Play.PATIENCE,
            now -> now.heldRanges().contains(AWAY) && now.chargesOutstanding() <= behindIssuer);
    play.say(
        "all %,d charges of the other issuers are settled or held; %,d of cards %s wait"
            .formatted(others.chargesAtRest(), others.chargesOutstanding(), AWAY));
    play.scene();
  }

  // --- 5

  private void issuerBack() {
    play.step(5, "The issuer is back");
    probes = gateway.status().probes(AWAY);
    play.say("%,d probes were spent on it".formatted(probes));
    play.stage.network().healAll();
    gateway.awaitStatus(
        "does not let the range go", Play.PATIENCE, now -> !now.heldRanges().contains(AWAY));
    clock(gateway.status());
    gateway.awaitStatus(
        "has not settled the charges",
        Play.PATIENCE,
        now -> now.chargesAtRest() >= play.scale.charges());
    settled = Instant.now();
    play.say(
        "all settled or held, %d s before the deadline"
            .formatted(Duration.between(settled, play.deadline).toSeconds()));
    play.quiet(gateway);
  }

  // --- 6

  private Morning morning() {
    play.step(6, "The books");
    JsonNode batch = gateway.json("/api/v1/batches").path("batches").path(0);
    JsonNode report =
        gateway.json("/api/v1/transit/batches/" + batch.path("id").asText() + "/report");
    boolean whole;
    try (Child verify =
        gateway.command(play.stage.directory().resolve("verify.log"), "journal", "verify")) {
      whole = verify.exitCode(Play.PATIENCE) == 0;
    }
    Balance balance = play.balance();
    return new Morning(
        play.draw,
        balance,
        settled,
        play.deadline,
        report,
        whole,
        probes,
        Play.held(balance),
        play.kills(),
        play.seconds());
  }
}
