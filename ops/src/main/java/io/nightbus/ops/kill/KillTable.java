package io.nightbus.ops.kill;

import io.nightbus.ops.books.Flaw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the rounds came to, a row for each kind of blow. */
public final class KillTable {
  private static final String FORM =
      "%-38s %-16s %6s %6s %6s %6s %6s %8s %7s %5s %6s %6s %11s %9s %9s%n";

  /**
   * One kind of blow, added up.
   *
   * @param steps those of reliability.md §2.4 that it hits
   * @param points how many there are in one outage, 0 for random moments
   * @param hit the gateway ended by it
   * @param calls at so many different ones; 0 for random moments
   * @param hitWork with live requests, obligations or charges under way; of first starts none
   * @param hitReplay with charges under way
   * @param hitDuties with advices or reversals owed
   */
  public record Row(
      String blow,
      String steps,
      int points,
      long tried,
      long hit,
      long calls,
      long hitWork,
      long hitReplay,
      long hitDuties,
      long lost,
      long twice,
      long wronglyDeclined,
      long unbalanced,
      long readyMillis,
      long roundMillis) {}

  private final List<Round> rounds;
  private final Map<Blow, Row> rows = new EnumMap<>(Blow.class);

  public KillTable(List<Round> rounds, Map<Blow, Integer> points) {
    this.rounds = List.copyOf(rounds);
    for (Blow blow : Blow.values()) {
      List<Round> own = rounds.stream().filter(round -> round.blow() == blow).toList();
      if (!own.isEmpty()) {
        rows.put(blow, row(blow.title(), blow.steps(), points.getOrDefault(blow, 0), own));
      }
    }
  }

  private static Row row(String title, String steps, int points, List<Round> own) {
    return new Row(
        title,
        steps,
        points,
        own.size(),
        count(own, Round::hit),
        own.stream()
            .filter(round -> round.hit() && round.number() > 0)
            .map(round -> round.blow() + " " + round.number())
            .distinct()
            .count(),
        count(own, Round::hitWork),
        count(own, round -> round.hit() && round.undone().charges() > 0),
        count(own, round -> round.hit() && round.undone().duties() > 0),
        sum(own, Flaw.Kind.LOST),
        sum(own, Flaw.Kind.TWICE),
        sum(own, Flaw.Kind.WRONG_DECLINE),
        count(own, round -> !round.balance().agrees()),
        median(own.stream().filter(Round::hit).map(Round::ready).toList()),
        median(own.stream().map(Round::whole).toList()));
  }

  private static long count(List<Round> rounds, Predicate<Round> which) {
    return rounds.stream().filter(which).count();
  }

  private static long sum(List<Round> rounds, Flaw.Kind kind) {
    return rounds.stream().mapToLong(round -> round.balance().count(kind)).sum();
  }

  private static long median(List<Duration> times) {
    return times.isEmpty()
        ? 0
        : times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow().toMillis();
  }

  public List<Row> rows() {
    return List.copyOf(rows.values());
  }

  /** Everything balanced, and every kind of blow came while there was something to lose. */
  public boolean holds() {
    return rounds.stream().allMatch(round -> round.balance().agrees())
        && rows.entrySet().stream()
            .allMatch(row ->
                row.getKey() == Blow.FIRST_START
                    ? row.getValue().hit() > 0
                    : row.getValue().hitWork() > 0);
  }

  /** Lines for people: the rows, the sum, and who promised what. */
  public String text() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            FORM,
            "blow",
            "steps",
            "points",
            "tried",
            "hit",
            "calls",
            "work",
            "charges",
            "duties",
            "lost",
            "twice",
            "wrong",
            "unbalanced",
            "ready ms",
            "round ms"));
    rows().forEach(row -> text.append(line(row)));
    text.append(line(row("all", "", 0, rounds)));
    for (String promise : List.of("duplicates", "tombstone", "nothing")) {
      List<Round> own = rounds.stream().filter(round -> round.promise().equals(promise)).toList();
      if (!own.isEmpty()) {
        text.append(line(row("  where the network promises " + promise, "", 0, own)));
      }
    }
    return text.toString();
  }

  private static String line(Row row) {
    List<Object> cells = new ArrayList<>();
    cells.addAll(List.of(row.blow(), row.steps(), row.points() == 0 ? "" : row.points()));
    cells.addAll(List.of(row.tried(), row.hit(), row.calls() == 0 ? "" : row.calls()));
    cells.addAll(List.of(row.hitWork(), row.hitReplay(), row.hitDuties()));
    cells.addAll(List.of(row.lost(), row.twice(), row.wronglyDeclined(), row.unbalanced()));
    cells.addAll(List.of(row.readyMillis(), row.roundMillis()));
    return String.format(Locale.ROOT, FORM, cells.toArray());
  }
}
