package io.nightbus.node.cli;

import io.nightbus.node.config.GatewayConfig;
import io.nightbus.node.ops.log.EventNames;
import io.nightbus.node.ops.log.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightbus run}. */
@Command(
    name = "run",
    description = {
      "Run a gateway until it is stopped (nightbus stop, SIGTERM).",
      "Prints one line when it answers. Logs to standard output: text on a terminal, JSON lines"
          + " elsewhere."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped in good order by nightbus stop",
      ExitCode.USAGE_TEXT,
      "3:a port that it has to listen on is taken",
      ExitCode.STORE_TAKEN_TEXT,
      ExitCode.STORE_UNUSABLE_TEXT,
      ExitCode.CORE_FAILED_TEXT,
      ExitCode.BOOK_FAILED_TEXT,
      ExitCode.KILLED_TEXT,
      ExitCode.SIGNAL_TEXT
    })
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("io.nightbus.events");

  @Mixin Common common = new Common();

  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration.")
  Path config = Path.of("gateway.yaml");

  @Option(names = "--json", description = "Log JSON lines also on a terminal.")
  boolean json;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Not {@link System#out}, which keeps its failures to itself. */
  private static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out);
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    GatewayConfig read = Where.read(config, err);
    Logging.Form form = form(read.log().format());
    Logging logging =
        Logging.start(form, read.log().level().name(), read.settings().node(), standardOutput());
    var running = new AtomicReference<RunningGateway>();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> onSignal(running, logging), "nightbus-stop"));
    new StopSignals(() -> hurry(running)).listen();
    RunningGateway gateway;
    try {
      gateway = RunningGateway.start(config, read, logging, stop::countDown);
    } catch (RuntimeException e) {
      logging.close();
      throw e;
    }
    running.set(gateway);
    ready(gateway, form);
    stop.await();
    close(gateway, logging, "nightbus stop");
    return ExitCode.OK;
  }

  /** A signal before it is ready ends it as a crash would: nothing has been promised yet. */
  private void onSignal(AtomicReference<RunningGateway> running, Logging logging) {
    RunningGateway gateway = running.get();
    if (gateway != null) {
      close(gateway, logging, "a signal");
    }
  }

  private static void hurry(AtomicReference<RunningGateway> running) {
    RunningGateway gateway = running.get();
    if (gateway != null) {
      gateway.hurry();
    }
  }

  private Logging.Form form(GatewayConfig.Log.Format format) {
    if (json) {
      return Logging.Form.JSON;
    }
    Logging.Form text = Terminal.hasColour() ? Logging.Form.COLOURED : Logging.Form.TEXT;
    return switch (format) {
      case JSON -> Logging.Form.JSON;
      case TEXT -> text;
      case AUTO -> Terminal.isPresent() ? text : Logging.Form.JSON;
    };
  }

  /** One line, in the form of the others. */
  private static void ready(RunningGateway gateway, Logging.Form form) {
    InetSocketAddress at = gateway.adminAddress();
    String url = "http://" + at.getAddress().getHostAddress() + ":" + at.getPort();
    Instant begun = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    LOG.atInfo()
        .addKeyValue(EventNames.KEY, EventNames.GATEWAY_READY)
        .addKeyValue("admin", url)
        .addKeyValue("millis", Duration.between(begun, Instant.now()).toMillis())
        .addKeyValue("pid", ProcessHandle.current().pid())
        .log(form == Logging.Form.JSON ? "ready" : "ready: the gateway answers");
  }

  /** Once, whoever comes first; the second waits for its end. */
  private synchronized void close(RunningGateway gateway, Logging logging, String reason) {
    if (closed.getAndSet(true)) {
      return;
    }
    LOG.atInfo()
        .addKeyValue(EventNames.KEY, EventNames.GATEWAY_STOPPING)
        .addKeyValue("reason", reason)
        .log("stopping: takes no more work");
    gateway.close();
    LOG.atInfo().addKeyValue(EventNames.KEY, EventNames.GATEWAY_STOPPED).log("stopped");
    logging.close();
  }
}
