package io.nightbus.sim.world;

import io.nightbus.core.link.LinkId;
import io.nightbus.iso.Message;
import java.util.function.Consumer;

/**
 * What happened, as a number that is the same for the same run, and as lines for people who asked.
 */
final class Trace {
  private final Agenda agenda;
  private final Consumer<String> lines;
  private final boolean spoken;
  private long hash = 1_125_899_906_842_597L;

  Trace(Agenda agenda) {
    this.agenda = agenda;
    this.lines = _ -> {};
    this.spoken = false;
  }

  Trace(Agenda agenda, Consumer<String> lines) {
    this.agenda = agenda;
    this.lines = lines;
    this.spoken = true;
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9E37_79B9_7F4A_7C15L;
    hash ^= hash >>> 29;
  }

  /** A message is read or written at the gateway's end of a link. */
  void message(LinkId link, boolean out, Message message) {
    mix(agenda.now());
    mix(link.toString().hashCode() * 2L + (out ? 1 : 0));
    mix(message.hashCode());
    if (spoken) {
      line((out ? "gateway -> " : "gateway <- ") + link + "  " + message);
    }
  }

  /** Something else of note. */
  void event(String what) {
    mix(agenda.now());
    mix(what.hashCode());
    if (spoken) {
      line(what);
    }
  }

  /** A value that has to be the same in the same run. */
  void value(long value) {
    mix(value);
  }

  boolean isSpoken() {
    return spoken;
  }

  /** Only for people: not part of the hash. */
  void line(String what) {
    lines.accept("%12.6f  %s".formatted(agenda.elapsed().toNanos() / 1e9, what));
  }

  long hash() {
    return hash;
  }
}
