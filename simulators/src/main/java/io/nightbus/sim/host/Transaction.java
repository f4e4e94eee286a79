package io.nightbus.sim.host;

import io.nightbus.iso.Pan;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** All that a host knows about one transaction, under whatever identities it was told of it. */
final class Transaction {

  /** Money moved and not taken back. */
  record Live(long seq, long amount) {}

  /** The first message under an identity and how it was answered. */
  record Answered(long seq, String content, Verdict verdict) {}

  private final Pan card;
  private final Deque<Live> live = new ArrayDeque<>();
  private @Nullable Answered request;
  private boolean tombstone;
  private boolean known;

  Transaction(Pan card) {
    this.card = card;
  }

  Pan card() {
    return card;
  }

  void applied(long seq, long amount) {
    known = true;
    live.addLast(new Live(seq, amount));
  }

  /** Seen, without an effect. */
  void noted() {
    known = true;
  }

  /** The latest effect that still stands. */
  @Nullable Live standing() {
    return live.peekLast();
  }

  /** Takes back the latest effect. */
  void undo() {
    live.removeLast();
  }

  void bury() {
    tombstone = true;
  }

  boolean isBuried() {
    return tombstone;
  }

  /** Whether anything but a reversal has been seen of it. */
  boolean isKnown() {
    return known;
  }

  @Nullable Answered request() {
    return request;
  }

  void answered(long seq, String content, Verdict verdict) {
    if (request == null) {
      request = new Answered(seq, content, verdict);
    }
  }
}
