package io.nightbus.ops.demo;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.demo.Picture.Live;
import io.nightbus.ops.demo.Shares.Share;
import io.nightbus.ops.demo.Shares.Stretch;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Stage;
import java.time.Duration;
import java.time.Instant;

/** One night, in seven steps. */
final class Demo {
  private static final Duration NIGHT = Duration.ofSeconds(80);

  private final Play play;
  private final Stage stage;
  private final Draw draw;
  private final Scale scale;
  private final Instant liveFrom = Instant.now();
  private Instant siteCut = liveFrom;
  private Instant issuerAway = liveFrom;
  private Instant networkAway = liveFrom;
  private Instant allBack = liveFrom;
  private Instant liveTo = liveFrom;

  private Demo(Play play) {
    this.play = play;
    stage = play.stage;
    draw = play.draw;
    scale = play.scale;
  }

  /** Sets the stage, plays, and does the books. */
  static Ending play(Opening opening, Draw draw, Scale scale, Telling telling) {
    return Play.of(opening, draw, scale, telling, NIGHT, play -> new Demo(play).play());
  }

  private Ending play() {
    try (Watcher _ = play.watcher()) {
      steps();
    }
    return end();
  }

  private void steps() {
    play.introduce();
    liveTraffic();
    cutSite();
    takeIssuerAway();
    takeNetworkAway();
    giveBack();
  }

  // --- 2 to 4

  private void liveTraffic() {
    play.step(2, "Live requests, %.0f a second each way".formatted(scale.rate()));
    stage.acquirer().traffic(scale.rate());
    stage.network().traffic(scale.rate());
    play.scene();
    play.answersKeepUp(stage.acquirer());
    play.answersKeepUp(stage.network());
    play.told("acquirer to network", Live.NONE, Watcher.live(stage.acquirer()));
    play.told("network to issuer", Live.NONE, Watcher.live(stage.network()));
  }

  private void cutSite() {
    play.step(3, "Site " + draw.site() + " is cut");
    Live before = Watcher.live(stage.acquirer());
    stage.network().fault(Play.REFUSE + ", \"site\": \"" + draw.site() + "\"");
    siteCut = Instant.now().plusMillis(500);
    play.scene();
    GatewayStatus status = stage.gateway().status();
    play.say(
        "the gateway uses %d of 4 links to the network"
            .formatted(
                status.links().stream()
                    .filter(link -> link.endpoint().equals("network") && link.isUp())
                    .count()));
    play.told("acquirer to network", before, Watcher.live(stage.acquirer()));
  }

  private void takeIssuerAway() {
    play.step(4, "The issuer's host " + (draw.silent() ? "goes silent" : "hangs up"));
    Live before = Watcher.live(stage.network());
    issuerAway = Instant.now();
    stage.issuer().fault(draw.silent() ? "\"kind\": \"black_hole\"" : Play.REFUSE);
    play.scene();
    play.answersKeepUp(stage.network());
    GatewayStatus status =
        stage
            .gateway()
            .awaitStatus(
                "has not turned to stand-in",
                Play.PATIENCE,
                now -> now.answering("issuer").equals("STAND_IN") && now.advices() > 0);
    play.told("network to issuer", before, Watcher.live(stage.network()));
    play.say(
        "answered by stand-in; %,d advices are stored for the issuer".formatted(status.advices()));
  }

  // --- 5

  private void takeNetworkAway() {
    play.step(5, "The whole network is away, and the night's charges are handed in");
    networkAway = Instant.now();
    stage.network().fault(Play.REFUSE);
    Gateway gateway = stage.gateway();
    gateway.awaitStatus(
        "still has a link to the network", Play.PATIENCE, now -> !now.anyUp("network"));
    stage.handedIn(play.night);
    long target = Math.round(draw.killAt() * scale.charges());
    Child submitting = play.submit("submit-1.log");
    GatewayStatus last =
        gateway.awaitStatus(
            "has not taken the charges", Play.PATIENCE, now -> now.allCharges() >= target);
    play.kill("while charges come in", last);
    submitting.exitCode(Play.PATIENCE);
    play.restart();
    play.handIn("submit-2.log");
    GatewayStatus queued = gateway.status();
    play.say(
        "handed in again: %,d charges are in the book, each once, and wait"
            .formatted(queued.allCharges()));
  }

  // --- 6

  private void giveBack() {
    play.step(6, "Everything comes back");
    stage.issuer().healAll();
    stage.network().healAll();
    int lost = stage.network().fault("\"kind\": \"answer_lost\", \"share\": " + draw.answersLost());
    play.say(
        "the network answers again, and loses %.1f %% of its answers at first"
            .formatted(100 * draw.answersLost()));
    Gateway gateway = stage.gateway();
    gateway.awaitStatus(
        "has not found the network again", Play.PATIENCE, now -> now.anyUp("network"));
    if (draw.killInReplay() < 1) {
      long target = Math.round(draw.killInReplay() * scale.charges());
      GatewayStatus last =
          gateway.awaitStatus(
              "does not replay", Play.PATIENCE, now -> now.chargesAtRest() >= target);
      play.kill("in the middle of the replay", last);
      play.restart();
    }
    replay(gateway, scale.charges() / 2);
    stage.network().heal(lost);
    gateway.awaitStatus(
        "has not all its links back",
        Play.PATIENCE,
        now ->
            now.allUp("network") && now.allUp("issuer") && now.answering("issuer").equals("HOST"));
    allBack = Instant.now();
    replay(gateway, scale.charges());
    gateway.awaitStatus("still owes advices", Play.PATIENCE, now -> now.advices() == 0);
    play.scene();
    liveTo = Instant.now();
    play.quiet(gateway);
  }

  private void replay(Gateway gateway, long upTo) {
    GatewayStatus status =
        gateway.awaitStatus(
            "has not settled the charges", Play.PATIENCE, now -> now.chargesAtRest() >= upTo);
    play.say(
        "%,d of %,d charges settled or held, %,d advices still owed"
            .formatted(status.chargesAtRest(), scale.charges(), status.advices()));
  }

  // --- 7

  private Ending end() {
    play.step(7, "The books");
    Balance balance = play.balance();
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
        Play.held(balance),
        play.kills(),
        play.seconds());
  }
}
