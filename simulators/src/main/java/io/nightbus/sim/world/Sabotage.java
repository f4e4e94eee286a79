package io.nightbus.sim.world;

import io.nightbus.core.Change;
import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.saf.Duty;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The core that ships, with one mistake in what it is told or in what it wants done. */
final class Sabotage implements Core {
  private static final int FORGOTTEN_AFTER = 3;

  private final Core core;
  private final Planted mistake;
  private final Dialect dialect;
  private final Deque<Event> made = new ArrayDeque<>();

  /** Obligations that are kept from the book, and what they would reverse. */
  private final Set<Long> swallowed = new HashSet<>();

  private final Set<String> unreversed = new HashSet<>();
  private final Map<String, Message> requests = new HashMap<>();
  private final Map<String, Integer> transmissions = new HashMap<>();
  private final List<Change> counters = new ArrayList<>();
  private long skew;
  private boolean starting;

  Sabotage(Core core, Planted mistake, Dialect dialect) {
    this.core = core;
    this.mistake = mistake;
    this.dialect = dialect;
  }

  @Override
  public void start(Moment now, Effects out) {
    starting = true;
    core.start(seen(now), effect -> meddle(effect, out));
    starting = false;
    goOn(now, out);
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    core.on(told(event), seen(now), effect -> meddle(effect, out));
    goOn(now, out);
  }

  private void goOn(Moment now, Effects out) {
    for (Event next = made.poll(); next != null; next = made.poll()) {
      core.on(next, seen(now), effect -> meddle(effect, out));
    }
  }

  @Override
  public long nextDeadline() {
    long next = core.nextDeadline();
    return next == Long.MAX_VALUE ? next : next - skew;
  }

  private Moment seen(Moment now) {
    if (mistake != Planted.TIMER_ON_WALL_CLOCK) {
      return now;
    }
    long wall = now.wall().getEpochSecond() * 1_000_000_000L + now.wall().getNano();
    skew = wall - now.nanos();
    return new Moment(now.wall(), wall);
  }

  // --- what it is told

  private Event told(Event event) {
    return event instanceof Event.Received(var link, var message) && message.mti().isResponse()
        ? new Event.Received(link, misread(link, message))
        : event;
  }

  private Message misread(LinkId link, Message answer) {
    String code = answer.responseCode();
    return switch (mistake) {
      case ONE_TAP ->
          answer.mti().isReversal() && code.equals("25")
              ? answer.with(De.RESPONSE_CODE, "00")
              : answer;
      case DUPLICATE_AS_DECLINE ->
          code.equals("94") ? answer.with(De.RESPONSE_CODE, "05") : answer;
      case PAIRED_BY_STAN -> paired(answer, requests.get(key(link, answer)));
      default -> answer;
    };
  }

  private static Message paired(Message answer, @Nullable Message request) {
    if (request == null) {
      return answer;
    }
    var paired = answer.edit();
    for (De de :
        List.of(
            De.PAN,
            De.PROCESSING_CODE,
            De.AMOUNT,
            De.TRANSMISSION_TIME,
            De.ACQUIRER,
            De.RRN,
            De.TERMINAL,
            De.CURRENCY)) {
      request.find(de).ifPresent(text -> paired.set(de, text));
    }
    return paired.build();
  }

  private static String key(LinkId link, Message message) {
    return link.endpoint() + '|' + message.mti().messageClass() + '|' + message.get(De.STAN, "");
  }

  // --- what it wants done

  private void meddle(Effect effect, Effects out) {
    switch (effect) {
      case Effect.Send send -> send(send, out);
      case Effect.Reply(var command, var result, var _)
          when mistake == Planted.ACK_BEFORE_COMMIT ->
          out.add(new Effect.Reply(command, result, 0));
      case Effect.Store(var sequence, var changes) ->
          out.add(new Effect.Store(sequence, stored(changes)));
      case Effect.Reply _, Effect.Open _, Effect.Close _, Effect.Load _, Effect.Note _ ->
          out.add(effect);
    }
  }

  private void send(Effect.Send send, Effects out) {
    Message message = send.message();
    if (message.mti().isNetworkManagement()) {
      out.add(send);
    } else if (message.mti().isResponse()) {
      out.add(mistake == Planted.ACK_BEFORE_COMMIT ? after(send, message, 0) : send);
    } else {
      request(send, message, out);
    }
  }

  private void request(Effect.Send send, Message message, Effects out) {
    requests.put(key(send.link(), message), message);
    boolean repeat = message.mti().isRepeat();
    boolean forgotten =
        unreversed.contains(message.get(De.ORIGINAL_DATA, "-"))
            || (mistake == Planted.EXPIRED_DISCARDED && repeat && isOld(send.link(), message));
    if (forgotten) {
      // Nothing goes out, and it counts as done.
      acknowledge(send);
      return;
    }
    boolean advice = message.mti().isAdvice() && !message.mti().isReversal();
    if (mistake == Planted.INTENT_AFTER_WRITE) {
      out.add(after(send, message, 0));
    } else if (mistake == Planted.NO_REPEAT_DIGIT && repeat) {
      out.add(after(send, message.as(message.mti().original()), send.after()));
    } else if (mistake == Planted.NEW_STAN_ON_REPEAT && repeat) {
      int stan = Integer.parseInt(message.get(De.STAN)) % 500_000 + 400_000;
      out.add(after(send, message.with(De.STAN, "%06d".formatted(stan)), send.after()));
    } else {
      out.add(send);
      if (mistake == Planted.ADVICE_CLOSED_ON_SEND && advice) {
        acknowledge(send);
      }
    }
  }

  private boolean isOld(LinkId link, Message message) {
    boolean owed = message.mti().isAdvice() || message.mti().isReversal();
    String which = key(link, message) + message.get(De.TRANSMISSION_TIME, "");
    return owed && transmissions.merge(which, 1, Integer::sum) >= FORGOTTEN_AFTER;
  }

  private void acknowledge(Effect.Send send) {
    made.add(
        new Event.Received(send.link(), dialect.response(send.message(), "00").build()));
  }

  private static Effect.Send after(Effect.Send send, Message message, long after) {
    return new Effect.Send(send.link(), message, send.token(), after, send.until());
  }

  private List<Change> stored(List<Change> changes) {
    return switch (mistake) {
      case LATE_APPROVAL_IGNORED -> without(changes, concludes(changes, Verdict.UNKNOWN));
      case STANDIN_WITHOUT_REVERSAL ->
          without(changes, concludes(changes, Verdict.STOOD_IN_APPROVED));
      case COUNTERS_APART -> apart(changes);
      case RECOVERY_TWICE ->
          starting
              ? changes.stream().filter(change -> !(change instanceof Change.Concluded)).toList()
              : changes;
      default -> changes;
    };
  }

  private static boolean concludes(List<Change> changes, Verdict verdict) {
    return changes.stream()
        .anyMatch(change -> change instanceof Change.Concluded it && it.verdict() == verdict);
  }

  /** Leaves out the reversal that is owed here, and everything that becomes of it. */
  private List<Change> without(List<Change> changes, boolean begins) {
    var left = new ArrayList<Change>();
    for (Change change : changes) {
      boolean gone =
          switch (change) {
            case Change.Owed(var owed) when begins && owed.duty() == Duty.REVERSAL -> {
              unreversed.add(owed.message().get(De.ORIGINAL_DATA));
              yield swallowed.add(owed.id());
            }
            case Change.ObligationSent(var id, var _, var _) -> swallowed.contains(id);
            case Change.ObligationUnsent(var id) -> swallowed.contains(id);
            case Change.ObligationEnded(var id, var _, var _, var _) -> swallowed.contains(id);
            default -> false;
          };
      if (!gone) {
        left.add(change);
      }
    }
    return left;
  }

  private List<Change> apart(List<Change> changes) {
    var left = new ArrayList<>(counters);
    counters.clear();
    for (Change change : changes) {
      if (change instanceof Change.Counted) {
        counters.add(change);
      } else {
        left.add(change);
      }
    }
    return left;
  }
}
