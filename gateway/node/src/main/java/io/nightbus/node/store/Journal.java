package io.nightbus.node.store;

import io.nightbus.core.Change;
import io.nightbus.core.Known;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.iso.Stamp;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The journal of live exchanges: eight days in rotation, found by id. The day turns with the first
 * intent of a later day; the oldest slot is emptied whole for it.
 *
 * <p>An identity is unique over the newest two days. A clock that goes back turns nothing.
 */
final class Journal {
  private static final int SLOTS = 8;

  /**
   * So many intents may lie between the mark and the newest: what recovery reads at most, about.
   */
  private static final int MARK_EVERY = 1_000;

  private final Connection book;
  private final Kept kept;
  private final @Nullable JournalDay[] slots = new JournalDay[SLOTS];

  /** Looks an identity up in the newest two days. */
  private @Nullable Sql identities;

  private final Sql setDay;
  private final Sql setMark;

  /** Newest first. */
  private final List<Day> days = new ArrayList<>();

  private final TreeSet<Long> open = new TreeSet<>();
  private long newest;
  private long mark;
  private int sinceMark;

  private record Day(int slot, long generation, long day, long firstId) {}

  Journal(Connection book, Kept kept) throws SQLException {
    this.book = book;
    this.kept = kept;
    setDay = new Sql(book, "INSERT OR REPLACE INTO journal_day VALUES (?,?,?,?)");
    setMark = new Sql(book, "UPDATE journal_mark SET open_from = ?");
    readDays();
  }

  private void readDays() throws SQLException {
    try (ResultSet row =
        new Sql(
                book,
                "SELECT slot, generation, day, first_id FROM journal_day ORDER BY generation DESC")
            .ask()) {
      while (row.next()) {
        days.add(new Day(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4)));
      }
    }
    try (ResultSet row = new Sql(book, "SELECT open_from FROM journal_mark").ask()) {
      mark = row.getLong(1);
    }
  }

  /** Intents without a conclusion, in ascending order; from here on they count as open. */
  List<Intent> recover() throws SQLException {
    var intents = new ArrayList<Intent>();
    for (Day day : days.reversed()) {
      intents.addAll(slot(day.slot()).open(mark));
    }
    intents.forEach(intent -> open.add(intent.id()));
    newest = lastId();
    return intents;
  }

  long lastId() throws SQLException {
    long last = 0;
    for (Day day : days) {
      last = Math.max(last, slot(day.slot()).lastId());
    }
    return last;
  }

  /** What is known of this identity, today and yesterday. */
  Optional<Known> find(Identity identity) throws SQLException {
    if (days.isEmpty()) {
      return Optional.empty();
    }
    long id;
    try (ResultSet row = JournalDay.identify(identities(), identity).ask()) {
      if (!row.next()) {
        return Optional.empty();
      }
      id = row.getLong(1);
    }
    return Optional.of(of(id).known(id));
  }

  private Sql identities() throws SQLException {
    Sql asked = identities;
    if (asked == null) {
      String today = JournalDay.idOf(days.getFirst().slot());
      asked =
          new Sql(
              book,
              days.size() == 1
                  ? today
                  : today + " UNION ALL " + JournalDay.idOf(days.get(1).slot()));
      identities = asked;
    }
    return asked;
  }

  /** The key as {@link Identity#key} writes it. */
  Optional<Known> find(String identityKey) throws SQLException {
    String[] part = identityKey.split("\\|", 6);
    if (part.length < 6 || !part[1].chars().allMatch(Character::isDigit) || part[1].isEmpty()) {
      return Optional.empty();
    }
    return find(
        new Identity(part[0], Integer.parseInt(part[1]), part[2], part[3], part[4], part[5]));
  }

  /** Its identity must not be known. */
  void intended(Intent intent) throws SQLException {
    turnDay(intent);
    of(intent.id()).intend(intent);
    open.add(intent.id());
    newest = Math.max(newest, intent.id());
    sinceMark++;
    if (intent.id() < mark) {
      moveMark(intent.id());
    }
  }

  /**
   * Nothing where there is no such exchange: its intent may have clashed, and the core not have
   * heard of it yet.
   */
  void concluded(Change.Concluded end) throws SQLException {
    if (days.isEmpty()) {
      return;
    }
    JournalDay day = of(end.exchange());
    if (open.remove(end.exchange())) {
      day.conclude(end.exchange(), end.verdict(), end.answer(), end.at());
    } else {
      day.concludeAgain(end.exchange(), end.verdict(), end.answer(), end.at());
    }
  }

  void restamped(Change.Restamped change) throws SQLException {
    if (!days.isEmpty()) {
      of(change.exchange()).restamp(change.exchange(), change.stamp());
    }
  }

  /** How an exchange is known on the leg, empty where it is not in the book. */
  Optional<Stamp> stamp(long exchange) throws SQLException {
    return days.isEmpty() ? Optional.empty() : of(exchange).stamp(exchange);
  }

  /** Its originator reversed it, or it was withdrawn. */
  boolean isUndone(long exchange) throws SQLException {
    return !days.isEmpty() && of(exchange).isUndone(exchange);
  }

  /** DE 37 of an exchange, empty where it is not known. */
  String reference(long exchange) throws SQLException {
    return days.isEmpty() ? "" : of(exchange).reference(exchange);
  }

  /** To be called before each commit. */
  void settle() throws SQLException {
    if (sinceMark >= MARK_EVERY) {
      moveMark(open.isEmpty() ? newest + 1 : open.first());
    }
  }

  private void moveMark(long to) throws SQLException {
    sinceMark = 0;
    mark = to;
    setMark.with(to).run();
  }

  private void turnDay(Intent intent) throws SQLException {
    long day = Times.day(intent.at());
    if (!days.isEmpty() && day <= days.getFirst().day()) {
      return;
    }
    long generation = days.isEmpty() ? 1 : days.getFirst().generation() + 1;
    var next = new Day((int) (generation % SLOTS), generation, day, intent.id());
    days.removeIf(old -> old.slot() == next.slot());
    slot(next.slot()).empty();
    setDay.with(next.slot()).with(generation).with(day).with(next.firstId()).run();
    days.addFirst(next);
    Sql outdated = identities;
    if (outdated != null) {
      outdated.close();
      identities = null;
    }
  }

  private JournalDay of(long exchange) throws SQLException {
    for (Day day : days) {
      if (exchange >= day.firstId()) {
        return slot(day.slot());
      }
    }
    return slot(days.getLast().slot());
  }

  private JournalDay slot(int number) throws SQLException {
    JournalDay day = slots[number];
    if (day == null) {
      day = new JournalDay(book, kept, number);
      slots[number] = day;
    }
    return day;
  }
}
