package io.nightbus.core;

import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.iso.Message;
import java.util.Optional;

/**
 * What the book knows of an identity that came again.
 *
 * @param intent what was asked the first time
 * @param verdict how it ended, where it has ended
 * @param answer what was answered, with the originator's own DE 7 and 11
 * @param stood what stand-in decided; told in answer to {@link Query.ExchangeOf} only
 */
public record Known(
    Intent intent, Optional<Verdict> verdict, Optional<Message> answer, Optional<Stood> stood) {

  /** Of an exchange in which stand-in decided nothing. */
  public Known(Intent intent, Optional<Verdict> verdict, Optional<Message> answer) {
    this(intent, verdict, answer, Optional.empty());
  }

  /** Nothing of it can come to the peer any more, as far as the book knows. */
  boolean isOver() {
    return verdict.filter(it -> it.isLastWord() || it == Verdict.UNSENT).isPresent();
  }

  public Known with(Optional<Stood> decided) {
    return new Known(intent, verdict, answer, decided);
  }
}
