package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The operator's hand on charges: each order says who and why, is recorded, and can be tried
 * without effect.
 */
abstract class BatchOrders implements Callable<Integer> {
  @Mixin Common common = new Common();

  @Mixin Ordering ordering = new Ordering();

  /** Fills in what is asked; gives the order's name. */
  abstract String ask(ObjectNode order);

  @Override
  public Integer call() {
    ObjectNode order = Ordering.body();
    return ordering.give("/api/v1/charges/" + ask(order), order);
  }

  /** What is held or goes on: a batch, a range, a kind of device, or everything. */
  static final class What {
    @Option(names = "--range", paramLabel = "BIN", description = "Cards of these six digits.")
    @Nullable String range;

    @Option(names = "--device", paramLabel = "KIND", description = "Taps of this kind of device.")
    @Nullable String device;

    @Parameters(paramLabel = "BATCH", description = "One batch.")
    @Nullable String batch;

    static void into(ObjectNode order, @Nullable What what) {
      if (what == null) {
        order.put("scope", "everything").put("value", "");
      } else if (what.range != null) {
        order.put("scope", "range").put("value", what.range);
      } else if (what.device != null) {
        order.put("scope", "device").put("value", what.device);
      } else {
        order.put("scope", "batch").put("value", what.batch);
      }
    }
  }

  /** Which charges. */
  static final class Which {
    @Option(names = "--range", paramLabel = "BIN", description = "Cards of these six digits.")
    String range = "";

    @Option(names = "--charge", paramLabel = "ID", description = "One charge.")
    String charge = "";

    @Parameters(arity = "0..1", paramLabel = "BATCH", description = "Charges of one batch.")
    String batch = "";

    void into(ObjectNode order) {
      order.put("batch", batch).put("charge", charge).put("range", range);
    }
  }

  /** {@code nightbus batch pause}. */
  @Command(
      name = "pause",
      description = {
        "Let no new attempt go: of everything, or of one batch, range or kind of device.",
        "What is out ends by itself; doubtful charges are still resolved. Holds for a time, or"
            + " until resumed."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Pause extends BatchOrders {
    @ArgGroup @Nullable What what;

    @Mixin HowLong howLong = new HowLong();

    @Override
    String ask(ObjectNode order) {
      What.into(order, what);
      howLong.into(order);
      return "hold";
    }
  }

  /** {@code nightbus batch resume}. */
  @Command(
      name = "resume",
      description = {
        "Lift whatever holds everything, or one batch, range or kind of device.",
        "Where the gateway itself has held it, this is the named approval to go on."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Resume extends BatchOrders {
    @ArgGroup @Nullable What what;

    @Override
    String ask(ObjectNode order) {
      What.into(order, what);
      return "release";
    }
  }

  /** {@code nightbus batch throttle}. */
  @Command(
      name = "throttle",
      description = "Let at most so many new attempts a second go, for a time or until resumed.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Throttle extends BatchOrders {
    @Parameters(paramLabel = "PER-SECOND", description = "1 to 1000000.")
    int most;

    @Mixin HowLong howLong = new HowLong();

    @Override
    String ask(ObjectNode order) {
      What.into(order, null);
      howLong.into(order);
      order.put("most", most);
      return "throttle";
    }
  }

  /** {@code nightbus batch cancel}. */
  @Command(
      name = "cancel",
      description = "Cancel charges; only those that were never sent.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Cancel extends BatchOrders {
    @Mixin Which which = new Which();

    @Override
    String ask(ObjectNode order) {
      which.into(order);
      return "cancel";
    }
  }

  /** {@code nightbus batch retry}. */
  @Command(
      name = "retry",
      description = "Send held charges again; only those whose attempts cannot have had an effect.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Retry extends BatchOrders {
    @Mixin Which which = new Which();

    @Override
    String ask(ObjectNode order) {
      which.into(order);
      return "retry";
    }
  }

  /** {@code nightbus batch recover}. */
  @Command(
      name = "recover",
      description = {
        "Ask once more for the debt of declined charges, each as a new attempt; only where the"
            + " decline was not for good, its budget of attempts is not spent, and it is due by the"
            + " answers so far. It says how many it leaves for each of these.",
        "A card is released with its last debt: one that is only asked for again still stands."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Recover extends BatchOrders {
    @Mixin Which which = new Which();

    @Override
    String ask(ObjectNode order) {
      which.into(order);
      return "recover";
    }
  }

  /** {@code nightbus batch settle}. */
  @Command(
      name = "settle",
      description = {
        "Say what became of held charges, as the settlement file or the peer has it.",
        "A declined charge that is named by --charge is settled too: paid otherwise, or given up."
      },
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        ExitCode.OK_TEXT,
        ExitCode.USAGE_TEXT,
        ExitCode.UNREACHABLE_TEXT,
        ExitCode.REFUSED_TEXT
      })
  static final class Settle extends BatchOrders {
    @Mixin Which which = new Which();

    @Option(
        names = "--as",
        required = true,
        paramLabel = "OUTCOME",
        description = "authorised, or not-authorised.")
    String as = "";

    @Override
    String ask(ObjectNode order) {
      which.into(order);
      order.put("as", as);
      return "settle";
    }
  }
}
