package io.nightbus.iso.dialect;

import io.nightbus.iso.Message;
import java.util.List;

/**
 * How an answer says that the network's stand-in gave it, and not the issuer.
 *
 * @param values the text at the spot begins with one of them
 */
record StandInMark(Spot spot, List<String> values) {

  boolean isOn(Message answer) {
    return spot.in(answer).stream()
        .anyMatch(text -> values.stream().anyMatch(value -> text.startsWith(value)));
  }
}
