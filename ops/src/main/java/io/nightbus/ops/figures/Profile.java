package io.nightbus.ops.figures;

import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a process did with its processor time, by samples that the Java machine took each so many
 * milliseconds of each thread's processor time. A sample belongs to telemetry where any of its
 * frames does: a fact on its way to its counter, a look at the gateway with all that it asks the
 * core and the book, a scrape with the HTTP around it, a line of the log. What the Java machine
 * itself uses (compiler, collector) is no sample, which makes the share larger, not smaller.
 *
 * @param samples of Java code, those of which no stack could be read left out
 * @param telemetry of them
 * @param onLoop of those, on the event loop
 */
record Profile(long samples, long telemetry, long onLoop) {
  private static final String SAMPLE = "jdk.CPUTimeSample";
  private static final String LOOP = "nightbus-loop";
  private static final List<String> PACKAGES =
      List.of(
          "io.nightbus.node.ops.",
          "io.micrometer.",
          "io.prometheus.",
          "sun.net.httpserver.",
          "com.sun.net.httpserver.",
          "ch.qos.logback.");
  private static final List<String> METHODS =
      List.of(
          "io.nightbus.core.Outbox.note",
          "io.nightbus.core.Switchboard.status",
          "io.nightbus.node.engine.Deeds.note");

  /** Makes a Java machine write such a recording at its end. */
  static String option(Path file) {
    return "-XX:StartFlightRecording:filename="
        + file
        + ","
        + SAMPLE
        + "#enabled=true,"
        + SAMPLE
        + "#throttle=5ms";
  }

  /** The samples of this span of time. */
  static Profile of(Path file, Instant begin, Instant end) {
    long samples = 0;
    long telemetry = 0;
    long onLoop = 0;
    try (var recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null
            || !event.getEventType().getName().equals(SAMPLE)
            || event.getStartTime().isBefore(begin)
            || event.getStartTime().isAfter(end)) {
          continue;
        }
        samples++;
        if (stack.getFrames().stream().anyMatch(Profile::isTelemetry)) {
          telemetry++;
          onLoop += isLoop(event) ? 1 : 0;
        }
      }
    } catch (IOException unreadable) {
      throw new StageFailure(
          "the gateway's profile can't be read in " + file + ": " + unreadable.getMessage(),
          unreadable);
    }
    return new Profile(samples, telemetry, onLoop);
  }

  private static boolean isTelemetry(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return PACKAGES.stream().anyMatch(type::startsWith)
        || METHODS.contains(type + "." + frame.getMethod().getName());
  }

  private static boolean isLoop(RecordedEvent event) {
    var thread = event.getThread("eventThread");
    return thread != null && thread.getJavaName() != null && thread.getJavaName().startsWith(LOOP);
  }

  double share() {
    return samples == 0 ? 1 : (double) telemetry / samples;
  }

  double shareOnLoop() {
    return samples == 0 ? 1 : (double) onLoop / samples;
  }
}
