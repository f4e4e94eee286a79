package io.nightbus.sim.world;

import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Moment;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Mistakes in what leaves, when, and as what. */
final class Missending extends Sabotage {
  private static final int FORGOTTEN_AFTER = 3;

  private final Planted mistake;
  private final Map<String, Integer> transmissions = new HashMap<>();

  /** Links whose address is not tried any more. */
  private final Set<LinkId> removed = new HashSet<>();

  /** Per endpoint, what of the backlog is out. */
  private final Map<String, Set<String>> backlog = new HashMap<>();

  /** Live requests that let the backlog go first. */
  private final Deque<Effect.Send> yielding = new ArrayDeque<>();

  Missending(Core core, Dialect dialect, Planted mistake) {
    super(core, dialect);
    this.mistake = mistake;
  }

  @Override
  Event told(Event event) {
    switch (event) {
      case Event.LinkLost(var link, var why) -> {
        if (why == LossReason.REFUSED || why == LossReason.CONNECT_TIMEOUT) {
          removed.add(link);
        }
        yielding.removeIf(send -> send.link().equals(link));
        backlog.remove(link.endpoint());
      }
      case Event.Received(var link, var message) when message.mti().isResponse() ->
          out(link).remove(key(message));
      default -> {}
    }
    return event;
  }

  @Override
  public void on(Event event, Moment now, Effects out) {
    super.on(event, now, out);
    yielding.removeIf(send -> {
      boolean goes = out(send.link()).isEmpty();
      if (goes) {
        out.add(send);
      }
      return goes;
    });
  }

  private Set<String> out(LinkId link) {
    return backlog.computeIfAbsent(link.endpoint(), _ -> new HashSet<>());
  }

  private static String key(Message message) {
    return message.mti().messageClass()
        + message.get(De.STAN, "")
        + message.get(De.TRANSMISSION_TIME, "");
  }

  @Override
  void does(Effect effect, Effects out) {
    switch (effect) {
      case Effect.Send send when !send.message().mti().isNetworkManagement() -> send(send, out);
      case Effect.Reply(var command, var result, var _) when mistake == Planted.ACK_BEFORE_COMMIT ->
          out.add(new Effect.Reply(command, result, 0));
      case Effect.Open(var link)
          when mistake == Planted.LAST_ADDRESS_REMOVED && removed.contains(link) ->
          hear(new Event.LinkLost(link, LossReason.REFUSED));
      default -> out.add(effect);
    }
  }

  private void send(Effect.Send send, Effects out) {
    Message message = send.message();
    boolean response = message.mti().isResponse();
    boolean repeat = !response && message.mti().isRepeat();
    switch (mistake) {
      case ACK_BEFORE_COMMIT -> out.add(response ? after(send, message, 0) : send);
      case INTENT_AFTER_WRITE -> out.add(response ? send : after(send, message, 0));
      case NO_REPEAT_DIGIT ->
          out.add(repeat ? after(send, message.as(message.mti().original()), send.after()) : send);
      case NEW_STAN_ON_REPEAT -> out.add(repeat ? renumbered(send, message) : send);
      case ADVICE_CLOSED_ON_SEND -> {
        out.add(send);
        if (!response && message.mti().isAdvice() && !message.mti().isReversal()) {
          acknowledge(send);
        }
      }
      case EXPIRED_DISCARDED -> {
        if (repeat && isOld(send.link(), message)) {
          // Nothing goes out, and it counts as done.
          acknowledge(send);
        } else {
          out.add(send);
        }
      }
      case BACKLOG_BEFORE_LIVE -> afterBacklog(send, message, out);
      default -> out.add(send);
    }
  }

  private static Effect.Send renumbered(Effect.Send send, Message message) {
    int stan = Integer.parseInt(message.get(De.STAN)) % 500_000 + 400_000;
    return after(send, message.with(De.STAN, "%06d".formatted(stan)), send.after());
  }

  private boolean isOld(LinkId link, Message message) {
    boolean owed = message.mti().isAdvice() || message.mti().isReversal();
    return owed
        && transmissions.merge(link.endpoint() + key(message), 1, Integer::sum) >= FORGOTTEN_AFTER;
  }

  private void afterBacklog(Effect.Send send, Message message, Effects out) {
    if (message.mti().isResponse()) {
      out.add(send);
      return;
    }
    boolean live = message.mti().isRequest() && !message.mti().isReversal() && !isCharge(message);
    if (live && !out(send.link()).isEmpty()) {
      yielding.add(send);
      return;
    }
    if (!live) {
      out(send.link()).add(key(message));
    }
    out.add(send);
  }

  /** References that the gateway makes are digits; those of the world's originators are not. */
  private static boolean isCharge(Message message) {
    return Character.isDigit(message.get(De.RRN, "-").charAt(0));
  }
}
