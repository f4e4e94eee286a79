package io.nightbus.ops.kill;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which points are played: for each blow the numbers at which it comes. */
public interface KillPlan {

  /**
   * The numbers for this blow; at a random moment a 0 for each.
   *
   * @param points how many there are in one outage
   */
  List<Integer> numbers(Blow blow, int points);

  /** The same, of these blows alone. */
  default KillPlan only(Set<Blow> blows) {
    return (blow, points) -> blows.contains(blow) ? numbers(blow, points) : List.of();
  }

  /**
   * The whole matrix, or a share of it.
   *
   * @param every each n-th write, fsync, send and receive of the outage, of a recovery and of a
   *     first start; 0 none
   * @param from the first of them; 0 for the middle of the step. Runs from 1 to {@code every} are
   *     the whole together
   * @param random kills at random moments
   * @param cuts power cuts at fsyncs, and as many at sends, spread over the outage
   * @param failures failed fsyncs of the log, of the book, and full disks: so many of each
   */
  static KillPlan every(int every, int from, int random, int cuts, int failures) {
    return (blow, points) ->
        switch (blow) {
          case LOG_WRITE, LOG_SYNC, BOOK_WRITE, BOOK_SYNC, SEND, RECEIVE, RECOVERY, FIRST_START ->
              every == 0 ? List.of() : each(every, from, points);
          case RANDOM -> IntStream.range(0, random).mapToObj(_ -> 0).toList();
          case CUT_AT_SYNC, CUT_AT_SEND -> spread(cuts, points);
          case LOG_SYNC_FAILS, BOOK_SYNC_FAILS, DISK_FULL -> spread(failures, points);
        };
  }

  /**
   * A few of each kind, for a test.
   *
   * @param usual kills at each kind of call, and at random moments
   * @param rare of what takes longer
   */
  static KillPlan sample(int usual, int rare) {
    return (blow, points) ->
        switch (blow) {
          case LOG_WRITE, LOG_SYNC, SEND -> spread(usual + 1, reached(points));
          case RANDOM -> IntStream.range(0, usual).mapToObj(_ -> 0).toList();
          case RECEIVE, BOOK_WRITE, RECOVERY, FIRST_START, CUT_AT_SYNC, CUT_AT_SEND, DISK_FULL ->
              spread(rare, reached(points));
          case LOG_SYNC_FAILS -> spread(rare, reached(points));
          case BOOK_SYNC, BOOK_SYNC_FAILS -> spread(rare, reached(reached(points)));
        };
  }

  /**
   * An outage has more or fewer calls each time: so many come in any, the first one if there are
   * any at all. The book is copied by the clock, and an outage that is only counted takes longer.
   */
  private static int reached(int points) {
    return (points + 1) / 2;
  }

  private static List<Integer> each(int every, int from, int points) {
    int first = from == 0 ? 1 + (points - 1) % every / 2 : from;
    return IntStream.iterate(first, n -> n <= points, n -> n + every).boxed().toList();
  }

  /** So many numbers from 1 to {@code points}, in the middles of equal parts. */
  private static List<Integer> spread(int count, int points) {
    return IntStream.range(0, points == 0 ? 0 : count)
        .mapToObj(i -> 1 + (int) ((2L * i + 1) * points / (2L * count)))
        .filter(number -> number <= points)
        .distinct()
        .toList();
  }
}
