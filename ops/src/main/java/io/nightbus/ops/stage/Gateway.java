package io.nightbus.ops.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A gateway as a process that can be killed and started again over the same store. */
public final class Gateway implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration CALL = Duration.ofSeconds(5);

  private final Shipped shipped;
  private final Path configuration;
  private final Path data;
  private final Map<String, String> environment;
  private final Path log;
  private final Http http;
  private volatile Child child;
  private volatile String token = "";

  private Gateway(
      Shipped shipped,
      Path configuration,
      Path data,
      Map<String, String> environment,
      int adminPort,
      Path log) {
    this.shipped = shipped;
    this.configuration = configuration;
    this.data = data;
    this.environment = Map.copyOf(environment);
    this.log = log;
    this.http = new Http("the gateway", adminPort);
    this.child = run(List.of());
  }

  /**
   * Starts {@code nightbus run}.
   *
   * @param data where the configuration puts store and token
   * @param environment what the configuration takes from it
   */
  public static Gateway starting(
      Shipped shipped,
      Path configuration,
      Path data,
      Map<String, String> environment,
      int adminPort,
      Path log) {
    return new Gateway(shipped, configuration, data, environment, adminPort, log);
  }

  private Child run(List<String> before) {
    List<String> command = new ArrayList<>(before);
    command.addAll(shipped.gateway(configuration));
    return Child.start("gateway", command, environment, log);
  }

  /** Waits until it says that it is ready; how long that took since now. */
  public Duration awaitReady() {
    long begin = System.nanoTime();
    await(
        "is not ready",
        START,
        () -> http.statusCode("/health/ready").filter(c -> c == 200).isPresent());
    token = readToken();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private String readToken() {
    try {
      return Files.readString(data.resolve("admin.token")).strip();
    } catch (IOException missing) {
      throw new StageFailure("the gateway's token can't be read", missing);
    }
  }

  public Child process() {
    return child;
  }

  public boolean isAlive() {
    return child.isAlive();
  }

  /** Waits for the end of its process; false where it still lives after that time. */
  public boolean ends(Duration atMost) {
    child.pause(atMost);
    return !child.isAlive();
  }

  public Path store() {
    return data.resolve("nightbus.db");
  }

  /** SIGKILL. */
  public void kill() {
    child.kill();
  }

  /** Over the same store and the same ports. */
  public void startAgain() {
    startAgain(List.of());
  }

  /** The same with some words before the command: of a program that then becomes the gateway. */
  public void startAgain(List<String> before) {
    child = run(before);
  }

  private String get(String path) {
    return http.call("GET", path, "", CALL, "Authorization", "Bearer " + token);
  }

  /** A picture of now; a {@link StageFailure} where it does not answer. */
  public GatewayStatus status() {
    return new GatewayStatus(
        http.json("GET", "/api/v1/status", "", CALL, "Authorization", "Bearer " + token));
  }

  /** As {@link #status()}, and empty where it does not answer. */
  public Optional<GatewayStatus> statusIfAny() {
    try {
      return child.isAlive() && !token.isEmpty() ? Optional.of(status()) : Optional.empty();
    } catch (StageFailure away) {
      return Optional.empty();
    }
  }

  /** Lets it read its configuration again; a {@link StageFailure} where it refuses. */
  public void reload(String reason) {
    JsonNode seen = json("/api/v1/config").path("changes");
    http.call(
        "POST",
        "/api/v1/config",
        "{\"reason\": \"" + reason + "\", \"seen\": " + seen + "}",
        CALL,
        "Authorization",
        "Bearer " + token);
  }

  public String metrics() {
    return get("/metrics");
  }

  /** What it answers at some path, whatever it is. */
  public String answer(String path) {
    return get(path);
  }

  public JsonNode json(String path) {
    return http.json("GET", path, "", CALL, "Authorization", "Bearer " + token);
  }

  /** Waits until its status is as wanted; the failure tells what it was last. */
  public GatewayStatus awaitStatus(
      String otherwise, Duration atMost, Predicate<GatewayStatus> wanted) {
    AtomicReference<@Nullable GatewayStatus> last = new AtomicReference<>();
    try {
      await(
          otherwise,
          atMost,
          () -> {
            Optional<GatewayStatus> now = statusIfAny();
            now.ifPresent(last::set);
            return now.filter(wanted).isPresent();
          });
    } catch (StageFailure failed) {
      GatewayStatus seen = last.get();
      throw new StageFailure(
          failed.getMessage() + (seen == null ? "" : "; " + seen.inShort()), failed);
    }
    GatewayStatus found = last.get();
    if (found == null) {
      throw new IllegalStateException("a status that is wanted has been seen");
    }
    return found;
  }

  private interface Condition {
    boolean holds();
  }

  private void await(String otherwise, Duration atMost, Condition condition) {
    long end = System.nanoTime() + atMost.toNanos();
    Child watched = child;
    while (!condition.holds()) {
      if (!watched.isAlive()) {
        throw new StageFailure("the gateway ended: " + lastLine());
      }
      if (System.nanoTime() > end) {
        throw new StageFailure("the gateway " + otherwise + " after " + atMost.toSeconds() + " s");
      }
      watched.pause(Duration.ofMillis(10));
    }
  }

  private String lastLine() {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "it said nothing" : lines.getLast();
    } catch (IOException unreadable) {
      return "its log can't be read";
    }
  }

  /** Hands in a file of charges over HTTP; the status code of the answer. */
  public int submit(InputStream file) throws IOException {
    return http.post(
        "/api/v1/batches", file, Duration.ofMinutes(1), "Authorization", "Bearer " + token);
  }

  /** Runs another command of Nightbus with this gateway's configuration and environment. */
  public Child command(Path output, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", configuration.toString()));
    return Child.start(words[0], shipped.small(all), environment, output);
  }

  /** SIGTERM, and an end in good order. */
  @Override
  public void close() {
    child.close();
  }
}
