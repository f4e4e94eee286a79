package io.nightbus.sim.world;

import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.link.LinkId;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mistakes in how an answer is understood. */
final class Mishearing extends Sabotage {
  private static final List<De> IDENTITY =
      List.of(
          De.PAN,
          De.PROCESSING_CODE,
          De.AMOUNT,
          De.TRANSMISSION_TIME,
          De.ACQUIRER,
          De.RRN,
          De.TERMINAL,
          De.CURRENCY);

  private final Planted mistake;
  private final Map<String, Message> requests = new HashMap<>();

  Mishearing(Core core, Dialect dialect, Planted mistake) {
    super(core, dialect);
    this.mistake = mistake;
  }

  @Override
  void does(Effect effect, Effects out) {
    if (effect instanceof Effect.Send(var link, var message, var _, var _, var _)
        && !message.mti().isResponse()) {
      requests.put(key(link, message), message);
    }
    out.add(effect);
  }

  @Override
  Event told(Event event) {
    return event instanceof Event.Received(var link, var message) && message.mti().isResponse()
        ? new Event.Received(link, misread(link, message))
        : event;
  }

  private Message misread(LinkId link, Message answer) {
    return switch (mistake) {
      case ONE_TAP -> answer.mti().isReversal() ? instead("25", "00", answer) : answer;
      case BREAKER_COUNTS_ISSUER -> instead("91", "96", answer);
      case PAIRED_BY_STAN -> paired(answer, requests.get(key(link, answer)));
      default -> answer;
    };
  }

  private static Message instead(String told, String heard, Message answer) {
    return answer.responseCode().equals(told) ? answer.with(De.RESPONSE_CODE, heard) : answer;
  }

  private static Message paired(Message answer, @Nullable Message request) {
    if (request == null) {
      return answer;
    }
    var paired = answer.edit();
    IDENTITY.forEach(de -> request.find(de).ifPresent(text -> paired.set(de, text)));
    return paired.build();
  }

  private static String key(LinkId link, Message message) {
    return link.endpoint() + '|' + message.mti().messageClass() + '|' + message.get(De.STAN, "");
  }
}
