package io.nightbus.node.ops;

import io.nightbus.core.CardTokens;
import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.Status;
import io.nightbus.node.engine.Desk;
import io.nightbus.node.store.Proofs;
import io.nightbus.node.store.Reports;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the HTTP side sees of a running gateway.
 *
 * @param outline what the configuration says
 * @param proofs reads of the book that prove what became of charges; empty where there is no book
 * @param cards makes tokens of card numbers that an operator names
 * @param stop asks the process to stop in good order; returns at once
 * @param reload reads the configuration again
 */
public record Gateway(
    Outline outline,
    Desk desk,
    Reports reports,
    Optional<Proofs> proofs,
    CardTokens cards,
    Runnable stop,
    Reload reload) {
  private static final long SECONDS = 2;

  /** Without a book, and without a configuration file. */
  Gateway(Outline outline, Desk desk, Reports reports, CardTokens cards, Runnable stop) {
    this(outline, desk, reports, Optional.empty(), cards, stop, new NoFile());
  }

  private record NoFile() implements Reload {
    private static final Outcome REFUSED =
        new Outcome.Refused("this gateway has no configuration file");

    @Override
    public Outcome look() {
      return REFUSED;
    }

    @Override
    public Outcome reload(List<String> seen, String by, String reason) {
      return REFUSED;
    }
  }

  /** Empty where the event loop does not answer within two seconds. */
  Optional<Status> status() {
    try {
      Result result = desk.ask(new Command.ShowStatus()).get(SECONDS, TimeUnit.SECONDS);
      return result instanceof Result.Showing showing
          ? Optional.of(showing.status())
          : Optional.empty();
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
