package io.nightbus.ops.demo;

import io.nightbus.ops.books.Balance;
import io.nightbus.ops.books.BalanceText;
import io.nightbus.ops.books.Books;
import io.nightbus.ops.books.EvidenceFiles;
import io.nightbus.ops.books.Section;
import io.nightbus.ops.books.UnreadableEvidence;
import io.nightbus.ops.demo.Picture.Live;
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
import java.util.function.Function;

/** What every story is played with: the stage, one night's charges, and who tells it. */
final class Play {
  static final Duration PATIENCE = Duration.ofSeconds(90);
  static final String REFUSE = "\"kind\": \"refuse\"";

  final Stage stage;
  final Draw draw;
  final Scale scale;
  final Path night;
  final Instant deadline;
  private final Telling telling;
  private final long begin = System.nanoTime();
  private int kills;

  private Play(Stage stage, Draw draw, Scale scale, Telling telling, Path night, Instant deadline) {
    this.stage = stage;
    this.draw = draw;
    this.scale = scale;
    this.telling = telling;
    this.night = night;
    this.deadline = deadline;
  }

  /**
   * Sets the stage, has it played, and takes everybody down.
   *
   * @param time from now until the charges' deadline
   */
  static <E> E of(
      Opening opening,
      Draw draw,
      Scale scale,
      Telling telling,
      Duration time,
      Function<Play, E> story) {
    Path directory = opening.directory();
    telling.step(1, "The stage is set in " + directory);
    Instant deadline = Instant.now().plus(time);
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
      E end = story.apply(new Play(stage, draw, scale, telling, night, deadline));
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

  /** Shows everybody's state while it is open. */
  Watcher watcher() {
    return new Watcher(stage, telling, scale.charges(), deadline);
  }

  void step(int number, String title) {
    telling.step(number, title);
  }

  void say(String text) {
    telling.line(text);
  }

  void introduce() {
    say("card network: two sites, four links; it promises %s".formatted(draw.promise()));
    say("issuer: two links; acquirer: two links; gateway with its book in SQLite");
    say("%,d charges for %,d cards wait in %s".formatted(scale.charges(), scale.cards(), night));
  }

  int kills() {
    return kills;
  }

  /** Since the stage was set. */
  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  void told(String way, Live before, Live now) {
    Live since = now.since(before);
    say(
        "%s: %,d asked, %,d approved, %,d declined or 91"
            .formatted(way, since.asked(), since.approved(), since.declined()));
  }

  // --- charges

  /** Begins to hand in the night's charges. */
  Child submit(String log) {
    return stage
        .gateway()
        .command(stage.directory().resolve(log), "batch", "submit", night.toString());
  }

  void kill(String when, GatewayStatus last) {
    stage.gateway().kill();
    kills++;
    say(
        "SIGKILL of the gateway %s: %,d charges taken, %,d advices and %,d reversals owed"
            .formatted(when, last.allCharges(), last.advices(), last.reversals()));
  }

  void restart() {
    long from = System.nanoTime();
    stage.gateway().startAgain();
    stage.gateway().awaitReady();
    say(
        "started again over the same book: ready after %.1f s"
            .formatted((System.nanoTime() - from) / 1e9));
  }

  /** Hands in the night's charges, to the end. */
  void handIn(String log) {
    Child submitting = submit(log);
    if (submitting.exitCode(PATIENCE) != 0) {
      throw new StageFailure("the charges were not taken: " + submitting.output(PATIENCE).strip());
    }
  }

  /** Everybody stops asking; everything under way comes to its end. */
  void quiet(Gateway gateway) {
    if (!stage.acquirer().drain(Duration.ofSeconds(30))
        || !stage.network().drain(Duration.ofSeconds(30))) {
      throw new StageFailure("a client still waits for answers or acknowledgements");
    }
    gateway.awaitStatus("still owes or waits", PATIENCE, GatewayStatus::isDrained);
    say("all is delivered and answered");
    keepItsWords(gateway);
  }

  /** What the gateway tells over HTTP at the end, for whoever keeps the directory. */
  void keepItsWords(Gateway gateway) {
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
  void scene() {
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
  void answersKeepUp(Simulated asker) {
    long most = Math.max(2, Math.round(scale.rate() / 20));
    stage
        .gateway()
        .awaitStatus(
            "does not answer as fast as it is asked",
            PATIENCE,
            _ -> Watcher.live(asker).waiting() <= most);
  }

  // --- the books

  /** Stops everybody and does the books. */
  Balance balance() {
    stage.strike();
    try {
      Balance balance = Books.audit(EvidenceFiles.read(stage.directory()));
      BalanceText.of(balance).forEach(telling::line);
      return balance;
    } catch (UnreadableEvidence unreadable) {
      throw new StageFailure("the books can't be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Charges that the gateway holds because nobody can tell. */
  static long held(Balance balance) {
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
