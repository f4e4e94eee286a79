package io.nightbus.ops.links;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The {@link CrowdProcess}, as who started it sees it. */
final class Crowd implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(15);

  private final Process process;
  private final BufferedReader answers;

  /**
   * Starts it; nobody connects yet.
   *
   * @param port of this machine, to which they will
   * @param log of what the Java machine may have to say
   */
  Crowd(Shipped shipped, int port, Path log) {
    try {
      process =
          new ProcessBuilder(
                  shipped.java().toString(),
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  shipped.classPath(),
                  CrowdProcess.class.getName(),
                  String.valueOf(port))
              .redirectError(log.toFile())
              .start();
    } catch (IOException refused) {
      throw new StageFailure("the crowd can't be started: " + refused.getMessage(), refused);
    }
    answers = process.inputReader(StandardCharsets.US_ASCII);
  }

  static InetSocketAddress here(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Until so many stand there, or this machine gives no more; how many do. */
  int come(int wanted) {
    return ask("come " + wanted);
  }

  /** For that time the oldest goes and another one comes, one each {@code between}. */
  int renew(Duration time, Duration between) {
    return ask("renew " + time.toMillis() + " " + between.toNanos());
  }

  /** All of them go. */
  void leave() {
    ask("leave");
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  private int ask(String words) {
    try {
      var input = process.outputWriter(StandardCharsets.US_ASCII);
      input.write(words + "\n");
      input.flush();
      String answer = String.valueOf(answers.readLine());
      if (!answer.chars().allMatch(Character::isDigit)) {
        throw new StageFailure("the crowd: " + answer);
      }
      return Integer.parseInt(answer);
    } catch (IOException gone) {
      throw new StageFailure("the crowd has ended: " + gone.getMessage(), gone);
    }
  }

  /** It has nothing more to hear, and ends, and with it every connection. */
  void endInput() {
    try {
      process.outputWriter(StandardCharsets.US_ASCII).close();
    } catch (IOException gone) {
      // It has ended already.
    }
  }

  @Override
  public void close() {
    endInput();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
