package io.nightbus.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The operator's hand on charges: each action says who and why, is recorded, and can be tried
 * without effect.
 */
abstract class BatchActions implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofMinutes(2);

  @Mixin Common common = new Common();

  @Mixin Where where = new Where();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; goes into the journal.")
  String reason = "";

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who orders it; the user of the system where it is not given.")
  String by = "";

  @Option(
      names = "--dry-run",
      description = "Only say how many charges, with what sum, it would concern.")
  boolean dryRun;

  /** Fills in what is asked. */
  abstract void ask(ObjectNode request);

  /** What is told of the charges it concerns. */
  abstract String words();

  @Override
  public Integer call() {
    ObjectNode request = JSON.createObjectNode();
    request.put("by", by).put("reason", reason).put("dryRun", dryRun);
    ask(request);
    try (AdminClient client = where.client(spec.commandLine().getErr())) {
      AdminClient.Said said =
          client.post(
              "/api/v1/transit/actions", BodyPublishers.ofString(request.toString()), LONGEST);
      if (!said.isGood()) {
        int exit = said.status() == 400 ? ExitCode.USAGE : ExitCode.FINDING;
        throw new Complaint(exit, "refused: " + said.text("detail"));
      }
      tell(said.json(), spec.commandLine().getOut());
    }
    return ExitCode.OK;
  }

  private void tell(JsonNode done, PrintWriter out) {
    out.println(
        String.format(
            Locale.ROOT,
            "%s%s: %,d charges, %,d in minor units%s",
            dryRun ? "would be " : "",
            words(),
            done.path("count").asLong(),
            done.path("amount").asLong(),
            done.path("left").asLong() == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; %,d left as they are: it may not be done to them",
                    done.path("left").asLong())));
    out.flush();
  }

  /** What is held or goes on: a batch, a range, a kind of device, or everything. */
  static final class What {
    @Option(names = "--range", paramLabel = "BIN", description = "Cards of these six digits.")
    @Nullable String range;

    @Option(names = "--device", paramLabel = "KIND", description = "Taps of this kind of device.")
    @Nullable String device;

    @Parameters(paramLabel = "BATCH", description = "One batch.")
    @Nullable String batch;

    static void into(ObjectNode request, @Nullable What what) {
      if (what == null) {
        request.put("scope", "everything").put("value", "");
      } else if (what.range != null) {
        request.put("scope", "range").put("value", what.range);
      } else if (what.device != null) {
        request.put("scope", "device").put("value", what.device);
      } else {
        request.put("scope", "batch").put("value", what.batch);
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

    void into(ObjectNode request) {
      request.put("batch", batch).put("charge", charge).put("range", range);
    }
  }

  /** {@code nightbus batch pause}. */
  @Command(
      name = "pause",
      description = {
        "Let no new attempt go: of everything, or of one batch, range or kind of device.",
        "What is out ends by itself; doubtful charges are still resolved."
      })
  static final class Pause extends BatchActions {
    @ArgGroup @Nullable What what;

    @Override
    void ask(ObjectNode request) {
      request.put("action", "hold").put("most", 0);
      What.into(request, what);
    }

    @Override
    String words() {
      return "held";
    }
  }

  /** {@code nightbus batch resume}. */
  @Command(
      name = "resume",
      description = {
        "Lift what holds everything, or one batch, range or kind of device.",
        "After the fuse has blown this is the named approval to go on."
      })
  static final class Resume extends BatchActions {
    @ArgGroup @Nullable What what;

    @Override
    void ask(ObjectNode request) {
      request.put("action", "release");
      What.into(request, what);
    }

    @Override
    String words() {
      return "let go";
    }
  }

  /** {@code nightbus batch throttle}. */
  @Command(
      name = "throttle",
      description = "Let at most so many new attempts a second go; resume lifts it.")
  static final class Throttle extends BatchActions {
    @Parameters(paramLabel = "PER-SECOND", description = "1 to 1000000.")
    int most;

    @Override
    void ask(ObjectNode request) {
      request.put("action", "hold").put("most", Math.max(1, most));
      What.into(request, null);
    }

    @Override
    String words() {
      return "slowed down";
    }
  }

  /** {@code nightbus batch cancel}. */
  @Command(name = "cancel", description = "Cancel charges; only those that were never sent.")
  static final class Cancel extends BatchActions {
    @Mixin Which which = new Which();

    @Override
    void ask(ObjectNode request) {
      request.put("action", "cancel");
      which.into(request);
    }

    @Override
    String words() {
      return "cancelled";
    }
  }

  /** {@code nightbus batch retry}. */
  @Command(
      name = "retry",
      description =
          "Send held charges again; only those of which no attempt can have had an effect.")
  static final class Retry extends BatchActions {
    @Mixin Which which = new Which();

    @Override
    void ask(ObjectNode request) {
      request.put("action", "retry");
      which.into(request);
    }

    @Override
    String words() {
      return "queued again";
    }
  }

  /** {@code nightbus batch settle}. */
  @Command(
      name = "settle",
      description = "Say what became of held charges, as the settlement file or the peer has it.")
  static final class Settle extends BatchActions {
    @Mixin Which which = new Which();

    @Option(
        names = "--as",
        required = true,
        paramLabel = "OUTCOME",
        description = "authorised, or not-authorised.")
    String as = "";

    @Override
    void ask(ObjectNode request) {
      request.put("action", "settle").put("as", as);
      which.into(request);
    }

    @Override
    String words() {
      return "settled as " + as.replace('-', ' ');
    }
  }
}
