package io.nightbus.ops.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process that was started, with what it printed in a file of its own. */
public final class Child implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration STOP = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final Path log;
  private final CompletableFuture<String> firstJson = new CompletableFuture<>();
  private final CompletableFuture<String> allLines = new CompletableFuture<>();

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it; standard output and error go to {@code log}.
   *
   * @throws StageFailure where it can't be started
   */
  public static Child start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Child child = new Child(name, builder.start(), log);
      Thread.ofVirtual().name("output of " + name).start(child::copy);
      return child;
    } catch (IOException refused) {
      throw new StageFailure(name + " can't be started: " + refused.getMessage(), refused);
    }
  }

  private void copy() {
    StringBuilder all = new StringBuilder();
    try (BufferedReader lines =
            new BufferedReader(
                new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter file =
            Files.newBufferedWriter(
                log,
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        if (line.startsWith("{")) {
          firstJson.complete(line);
        }
        if (all.length() < 100_000) {
          all.append(line).append('\n');
        }
      }
    } catch (IOException gone) {
      // The pipe of a killed process ends so.
    }
    firstJson.complete("");
    allLines.complete(all.toString());
  }

  public String name() {
    return name;
  }

  public Path log() {
    return log;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The first line that is JSON; a simulator says there that it is ready. */
  public JsonNode firstJson(Duration atMost) {
    String line = await(firstJson, atMost, "is not ready after " + atMost.toSeconds() + " s");
    try {
      if (!line.isEmpty()) {
        return JSON.readTree(line);
      }
    } catch (JsonProcessingException words) {
      // Whatever it said instead is told below.
    }
    String said = output(atMost).strip();
    throw new StageFailure(name + " did not start: " + (said.isEmpty() ? "it said nothing" : said));
  }

  /** Waits for its end; everything that it printed. */
  public String output(Duration atMost) {
    return await(allLines, atMost, "has not ended in " + atMost.toSeconds() + " s");
  }

  /** Waits for its end and gives its exit code. */
  public int exitCode(Duration atMost) {
    try {
      if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    throw new StageFailure(name + " has not ended in " + atMost.toSeconds() + " s");
  }

  /** Waits a moment, or less where the process ends before. */
  public void pause(Duration moment) {
    try {
      process.waitFor(moment.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }

  /** SIGKILL: no word of farewell. */
  public void kill() {
    process.destroyForcibly();
    exitCode(STOP);
  }

  /**
   * SIGTERM, and waits for an end in good order, for as long as it is given; its last words too.
   */
  public int stop(Duration atMost) {
    process.toHandle().destroy(); // Process.destroy would close the pipe that it talks into
    return exitCode(atMost);
  }

  /** SIGTERM, and an end in good order; SIGKILL where that takes too long. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Closes its standard input, which tells a simulator to stop. */
  void closeInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // Then it has ended already.
    }
  }

  private <T> T await(CompletableFuture<T> future, Duration atMost, String otherwise) {
    try {
      return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new StageFailure(name + " " + otherwise, late);
    } catch (ExecutionException failed) {
      throw new StageFailure(name + " failed", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StageFailure("interrupted", interrupted);
    }
  }
}
