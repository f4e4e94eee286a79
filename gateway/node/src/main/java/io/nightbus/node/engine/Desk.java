package io.nightbus.node.engine;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import java.util.concurrent.CompletableFuture;

/** Where people's commands are handed to the core; may be called from any thread. */
@FunctionalInterface
public interface Desk {
  /** Completes when the core has answered and what it answered is durable. */
  CompletableFuture<Result> ask(Command command);
}
