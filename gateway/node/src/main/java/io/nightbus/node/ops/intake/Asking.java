package io.nightbus.node.ops.intake;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.node.engine.Desk;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the core's answers; bounded. */
final class Asking {
  private static final long SECONDS = 60;

  private Asking() {}

  static Result ask(Desk desk, Command command) throws Interrupted {
    return await(desk.ask(command));
  }

  static Result await(CompletableFuture<Result> answer) throws Interrupted {
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Interrupted("the gateway has not answered for " + SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new Interrupted("the gateway stopped while it worked on the file", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Interrupted("the gateway is stopping", e);
    }
  }

  static Interrupted unexpected(Result result) {
    return new Interrupted("the gateway answered " + result.getClass().getSimpleName());
  }
}
