package io.nightbus.node.ops;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.node.engine.Desk;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps in the journal, with who and why, what people do beside the core. */
final class Acts {
  private static final long SECONDS = 5;

  private Acts() {}

  /**
   * Why it does not stand in the book.
   *
   * @param status as HTTP says it: 409 where it was refused, 503 where there is no answer
   */
  record Unkept(int status, String title, String why) {
    Answer answer() {
      return Answer.problem(status, title, why);
    }
  }

  /** Empty when the book has it; waits for that, at most five seconds. */
  static Optional<Unkept> keep(Desk desk, Command.KeepAct act) {
    try {
      Result result = desk.ask(act).get(SECONDS, TimeUnit.SECONDS);
      return result instanceof Result.Refused(var why)
          ? Optional.of(new Unkept(409, "Refused", why))
          : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.of(
          new Unkept(503, "No answer", "the book has not taken it within " + SECONDS + " s"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Unkept(503, "Interrupted", "the gateway is stopping"));
    }
  }
}
