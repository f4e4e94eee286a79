package io.nightbus.ops.demo;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.BalanceText;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.books.Section;
import io.nightbus.ops.books.UnreadableEvidence;
import io.nightbus.ops.demo.Picture.Live;
import io.nightbus.ops.demo.Shares.Share;
import io.nightbus.ops.demo.Shares.Stretch;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Simulated;
import io.nightbus.ops.stage.Stage;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One night, in seven steps. */
final class Demo {
  private static final Duration NIGHT = Duration.ofSeconds(80);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String REFUSE = "\"kind\": \"refuse\"";

  private final Stage stage;
  private final Draw draw;
  private final Scale scale;
  private final Telling telling;
  private final Path night;
  private final long begin = System.nanoTime();
  private final Instant liveFrom = Instant.now();
  private Instant siteCut = liveFrom;
  private Instant issuerAway = liveFrom;
  private Instant networkAway = liveFrom;
  private Instant allBack = liveFrom;
  private Instant liveTo = liveFrom;
  private int kills;

  private Demo(Stage stage, Draw draw, Scale scale, Telling telling, Path night) {
    this.stage = stage;
    this.draw = draw;
    this.scale = scale;
    this.telling = telling;
    this.night = night;
  }

  /** Sets the stage, plays, and does the books. */
  static Ending play(Opening opening, Draw draw, Scale scale, Telling telling) {
    Path directory = opening.directory();
    telling.step(1, "The stage is set in " + directory);
    Instant deadline = Instant.now().plus(NIGHT);
    Path night = directory.resolve("night.jsonl");
    Child transit = transit(opening, draw, scale, night, deadline);
    Setting setting =
        Setting.plain(draw.seed())
            .guaranteeing(draw.guarantees())
            .rules(draw.networkRules(), draw.issuerRules());
    try (Stage stage = Stage.set(directory, setting, opening.shipped(), opening.configuration())) {
      Thread ending = new Thread(stage::close, "take down");
      Runtime.getRuntime().addShutdownHook(ending);
      if (transit.exitCode(PATIENCE) != 0) {
        throw new StageFailure("the night's charges can't be written: " + transit.output(PATIENCE));
      }
      Demo demo = new Demo(stage, draw, scale, telling, night);
      try (Watcher _ = new Watcher(stage, telling, scale.charges(), deadline)) {
        demo.steps();
      }
      Ending end = demo.end();
      Runtime.getRuntime().removeShutdownHook(ending);
      return end;
    }
  }

  private static Child transit(
      Opening opening, Draw draw, Scale scale, Path night, Instant deadline) {
    return Child.start(
        "transit operator",
        opening
            .shipped()
            .small(
                List.of(
                    "sim",
                    "transit",
                    "--out",
                    night.toString(),
                    "--seed",
                    Long.toString(draw.seed()),
                    "--day",
                    LocalDate.now(ZoneOffset.UTC).minusDays(1).toString(),
                    "--deadline",
                    deadline.toString(),
                    "--charges",
                    Integer.toString(scale.charges()),
                    "--cards",
                    Integer.toString(scale.cards()))),
        Map.of(),
        opening.directory().resolve("transit.log"));
  }

  private void say(String text) {
    telling.line(text);
  }

  private void steps() {
    say("card network: two sites, four links; it promises %s".formatted(draw.promise()));
    say("issuer: two links; acquirer: two links; gateway with its book in SQLite");
    say("%,d charges for %,d cards wait in %s".formatted(scale.charges(), scale.cards(), night));
    liveTraffic();
    cutSite();
    takeIssuerAway();
    takeNetworkAway();
    giveBack();
  }

  // --- 2 to 4

  private void liveTraffic() {
    telling.step(2, "Live requests, %.0f a second each way".formatted(scale.rate()));
    stage.acquirer().traffic(scale.rate());
    stage.network().traffic(scale.rate());
    scene();
    answersKeepUp(stage.acquirer());
    answersKeepUp(stage.network());
    told("acquirer to network", Live.NONE, Watcher.live(stage.acquirer()));
    told("network to issuer", Live.NONE, Watcher.live(stage.network()));
  }

  private void told(String way, Live before, Live now) {
    Live since = now.since(before);
    say(
        "%s: %,d asked, %,d approved, %,d declined or 91"
            .formatted(way, since.asked(), since.approved(), since.declined()));
  }

  private void cutSite() {
    telling.step(3, "Site " + draw.site() + " is cut");
    Live before = Watcher.live(stage.acquirer());
    stage.network().fault(REFUSE + ", \"site\": \"" + draw.site() + "\"");
    siteCut = Instant.now().plusMillis(500);
    scene();
    GatewayStatus status = stage.gateway().status();
    say(
        "the gateway uses %d of 4 links to the network"
            .formatted(
                status.links().stream()
                    .filter(link -> link.endpoint().equals("network") && link.isUp())
                    .count()));
    told("acquirer to network", before, Watcher.live(stage.acquirer()));
  }

  private void takeIssuerAway() {
    telling.step(4, "The issuer's host " + (draw.silent() ? "goes silent" : "hangs up"));
    Live before = Watcher.live(stage.network());
    issuerAway = Instant.now();
    stage.issuer().fault(draw.silent() ? "\"kind\": \"black_hole\"" : REFUSE);
    scene();
    answersKeepUp(stage.network());
    GatewayStatus status =
        stage
            .gateway()
            .awaitStatus(
                "has not turned to stand-in",
                PATIENCE,
                now -> now.answering("issuer").equals("STAND_IN") && now.advices() > 0);
    told("network to issuer", before, Watcher.live(stage.network()));
    say("answered by stand-in; %,d advices are stored for the issuer".formatted(status.advices()));
  }

  // --- 5

  private void takeNetworkAway() {
    telling.step(5, "The whole network is away, and the night's charges are handed in");
    networkAway = Instant.now();
    stage.network().fault(REFUSE);
    Gateway gateway = stage.gateway();
    gateway.awaitStatus("still has a link to the network", PATIENCE, now -> !now.anyUp("network"));
    stage.handedIn(night);
    long target = Math.round(draw.killAt() * scale.charges());
    Child submitting = submit("submit-1.log");
    GatewayStatus last =
        gateway.awaitStatus(
            "has not taken the charges", PATIENCE, now -> now.allCharges() >= target);
    kill("while charges come in", last);
    submitting.exitCode(PATIENCE);
    restart();
    Child again = submit("submit-2.log");
    if (again.exitCode(PATIENCE) != 0) {
      throw new StageFailure("the charges were not taken: " + again.output(PATIENCE).strip());
    }
    GatewayStatus queued = gateway.status();
    say(
        "handed in again: %,d charges are in the book, each once, and wait"
            .formatted(queued.allCharges()));
  }

  private Child submit(String log) {
    return stage
        .gateway()
        .command(stage.directory().resolve(log), "batch", "submit", night.toString());
  }

  private void kill(String when, GatewayStatus last) {
    stage.gateway().kill();
    kills++;
    say(
        "SIGKILL of the gateway %s: %,d charges taken, %,d advices and %,d reversals owed"
            .formatted(when, last.allCharges(), last.advices(), last.reversals()));
  }

  private void restart() {
    long from = System.nanoTime();
    stage.gateway().startAgain();
    stage.gateway().awaitReady();
    say(
        "started again over the same book: ready after %.1f s"
            .formatted((System.nanoTime() - from) / 1e9));
  }

  // --- 6

  private void giveBack() {
    telling.step(6, "Everything comes back");
    stage.issuer().healAll();
    stage.network().healAll();
    int lost = stage.network().fault("\"kind\": \"answer_lost\", \"share\": " + draw.answersLost());
    say(
        "the network answers again, and loses %.1f %% of its answers at first"
            .formatted(100 * draw.answersLost()));
    Gateway gateway = stage.gateway();
    gateway.awaitStatus("has not found the network again", PATIENCE, now -> now.anyUp("network"));
    if (draw.killInReplay() < 1) {
      long target = Math.round(draw.killInReplay() * scale.charges());
      GatewayStatus last =
          gateway.awaitStatus("does not replay", PATIENCE, now -> now.chargesAtRest() >= target);
      kill("in the middle of the replay", last);
      restart();
    }
    replay(gateway, scale.charges() / 2);
    stage.network().heal(lost);
    gateway.awaitStatus(
        "has not all its links back",
        PATIENCE,
        now ->
            now.allUp("network") && now.allUp("issuer") && now.answering("issuer").equals("HOST"));
    allBack = Instant.now();
    replay(gateway, scale.charges());
    gateway.awaitStatus("still owes advices", PATIENCE, now -> now.advices() == 0);
    scene();
    liveTo = Instant.now();
    quiet(gateway);
  }

  private void replay(Gateway gateway, long upTo) {
    GatewayStatus status =
        gateway.awaitStatus(
            "has not settled the charges", PATIENCE, now -> now.chargesAtRest() >= upTo);
    say(
        "%,d of %,d charges settled or held, %,d advices still owed"
            .formatted(status.chargesAtRest(), scale.charges(), status.advices()));
  }

  /** Everybody stops asking; everything under way comes to its end. */
  private void quiet(Gateway gateway) {
    if (!stage.acquirer().drain(Duration.ofSeconds(30))
        || !stage.network().drain(Duration.ofSeconds(30))) {
      throw new StageFailure("a client still waits for answers or acknowledgements");
    }
    gateway.awaitStatus("still owes or waits", PATIENCE, GatewayStatus::isDrained);
    say("all is delivered and answered");
    keepItsWords(gateway);
  }

  /** What the gateway tells over HTTP at the end, for whoever keeps the directory. */
  private void keepItsWords(Gateway gateway) {
    Map<String, String> words =
        Map.of(
            "gateway.metrics.txt", "/metrics",
            "gateway.status.json", "/api/v1/status",
            "gateway.batches.json", "/api/v1/batches");
    words.forEach((file, path) -> {
      try {
        Files.writeString(stage.directory().resolve(file), gateway.answer(path));
      } catch (IOException unwritable) {
        throw new StageFailure(file + " can't be written", unwritable);
      }
    });
  }

  /** Waits for the length of a scene; the gateway's end ends it. */
  private void scene() {
    try {
      if (new CountDownLatch(1).await(scale.scene().toMillis(), TimeUnit.MILLISECONDS)
          || !stage.gateway().isAlive()) {
        throw new StageFailure("the gateway ended");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  /**
   * Waits until hardly anything is under way. What is cut off next would take the answers to it
   * along, and a share of them would tell how slowly this machine's programs warm up.
   */
  private void answersKeepUp(Simulated asker) {
    long most = Math.max(2, Math.round(scale.rate() / 20));
    stage
        .gateway()
        .awaitStatus(
            "does not answer as fast as it is asked",
            PATIENCE,
            _ -> Watcher.live(asker).waiting() <= most);
  }

  // --- 7

  private Ending end() {
    stage.strike();
    telling.step(7, "The books");
    Balance balance;
    try {
      balance = Books.audit(EvidenceFiles.read(stage.directory()));
    } catch (UnreadableEvidence unreadable) {
      throw new StageFailure("the books can't be read: " + unreadable.getMessage(), unreadable);
    }
    BalanceText.of(balance).forEach(telling::line);
    Shares toNetwork = new Shares(stage.directory().resolve("acquirer.journal.jsonl"));
    Shares toIssuer = new Shares(stage.directory().resolve("network.journal.jsonl"));
    Stretch before = new Stretch(liveFrom, issuerAway);
    Stretch after = new Stretch(allBack, liveTo);
    Stretch oneSite = new Stretch(siteCut, issuerAway);
    Share healthy =
        toNetwork
            .in(before, Shares.Asked::isApproved)
            .plus(toIssuer.in(before, Shares.Asked::isApproved))
            .plus(toNetwork.in(after, Shares.Asked::isApproved))
            .plus(toIssuer.in(after, Shares.Asked::isApproved));
    return new Ending(
        draw,
        balance,
        healthy,
        toIssuer.in(new Stretch(issuerAway, networkAway), Shares.Asked::isApproved),
        toNetwork.in(oneSite, Shares.Asked::hadNoWay).of()
            + toIssuer.in(oneSite, Shares.Asked::hadNoWay).of(),
        held(balance),
        kills,
        (System.nanoTime() - begin) / 1e9);
  }

  private static long held(Balance balance) {
    long held = 0;
    for (Section section : balance.sections()) {
      for (Section.Row row : section.rows()) {
        if (row.outcome().startsWith("held") && row.gateway() != null) {
          held += row.gateway().count();
        }
      }
    }
    return held;
  }
}
