package io.nightbus.sim.world;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Charge;
import io.nightbus.core.transit.ChargeState;
import io.nightbus.core.transit.Urgency;
import io.nightbus.iso.Pan;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The transit operator's end of the batch intake: hands in files of charges, begins again where it
 * got no answer, and writes down what was acknowledged.
 */
final class Transit {
  private static final int CHUNK = 50;

  private final Agenda agenda;
  private final Instant deadline;
  private final BiConsumer<Long, Command> desk;
  private final Map<Long, Submission> waiting = new HashMap<>();
  private final Map<String, Result.Line> acknowledged = new LinkedHashMap<>();
  private final Map<String, Charge> known = new LinkedHashMap<>();
  private long commands;

  /** Hears of every charge that was known, or refused, when it was offered. */
  Consumer<String> offeredAgain = _ -> {};

  /** How long it waits for an answer before it begins the file again. */
  Duration patience = Duration.ofSeconds(20);

  /**
   * An operator at this gateway.
   *
   * @param deadline of each of its files
   */
  Transit(Agenda agenda, BiConsumer<Long, Command> desk, Instant deadline) {
    this.deadline = deadline;
    this.agenda = agenda;
    this.desk = desk;
  }

  /** A file of charges, as it lies in the operator's folder. */
  record Fares(String id, List<Charge> charges, boolean trailerAgrees, String digest) {}

  /** One sending of a file. */
  final class Submission {
    final Fares fares;
    private int next;
    private long awaited;
    private boolean closing;
    boolean done;
    final List<Result.Line> lines = new ArrayList<>();
    @Nullable Result last;

    Submission(Fares fares) {
      this.fares = fares;
    }

    private void begin() {
      next = 0;
      closing = false;
      lines.clear();
      ask(new Command.OpenBatch(fares.id(), "city", "2026-11-23", "978", "network", deadline));
    }

    private void ask(Command command) {
      awaited = ++commands;
      waiting.put(awaited, this);
      desk.accept(awaited, command);
      long mine = awaited;
      agenda.in(
          patience,
          () -> {
            if (waiting.remove(mine) != null) {
              begin();
            }
          });
    }

    private void answered(Result result) {
      last = result;
      switch (result) {
        case Result.BatchOpen _ -> goOn();
        case Result.Offered(var answers) -> {
          note(answers);
          next += answers.size();
          goOn();
        }
        case Result.BatchShut _ -> done = true;
        case Result.Refused _ -> {
          if (closing) {
            done = true;
          } else {
            agenda.in(Duration.ofSeconds(1), this::begin);
          }
        }
        case Result.Handled _,
            Result.Showing _,
            Result.Stopped _,
            Result.Ordered _,
            Result.Done _,
            Result.BreakersShown _,
            Result.StandInShown _ -> {}
      }
    }

    private void note(List<Result.Line> answers) {
      lines.addAll(answers);
      for (int i = 0; i < answers.size(); i++) {
        Charge charge = fares.charges().get(next + i);
        Result.Line line = answers.get(i);
        if (line != Result.Line.ACCEPTED) {
          offeredAgain.accept(charge.chargeId());
        }
        if (line == Result.Line.ACCEPTED || line == Result.Line.KNOWN) {
          acknowledged.put(charge.chargeId(), line);
          known.putIfAbsent(charge.chargeId(), charge);
        }
      }
    }

    private void goOn() {
      if (next < fares.charges().size()) {
        ask(
            new Command.OfferCharges(
                fares.id(),
                fares.charges().subList(next, Math.min(fares.charges().size(), next + CHUNK))));
      } else {
        closing = true;
        long amount = fares.charges().stream().mapToLong(Charge::amount).sum();
        ask(
            new Command.CloseBatch(
                fares.id(),
                fares.digest(),
                fares.charges().size(),
                amount,
                fares.trailerAgrees(),
                fares.trailerAgrees() ? "" : "the trailer does not agree"));
      }
    }
  }

  Submission submit(Fares fares) {
    var submission = new Submission(fares);
    submission.begin();
    return submission;
  }

  void replied(long command, Result result) {
    Submission submission = waiting.remove(command);
    if (submission != null) {
      submission.answered(result);
    }
  }

  /** Charges that the gateway said it has, by the operator's id. */
  Map<String, Charge> acknowledged() {
    return known;
  }

  static Charge charge(String chargeId, Pan card, long amount) {
    return new Charge(
        0,
        chargeId,
        "",
        "",
        "",
        card,
        "4912",
        amount,
        "978",
        "4111",
        OffsetDateTime.of(2026, 11, 22, 18, 30, 0, 0, ZoneOffset.ofHours(1)),
        "GATE0001",
        "CITY TRANSIT",
        ChargeState.ACCEPTED,
        0,
        "",
        Optional.empty(),
        "",
        Urgency.of(Instant.parse("2026-11-24T05:00:00Z"), java.time.LocalDate.of(2026, 11, 22)),
        0);
  }
}
