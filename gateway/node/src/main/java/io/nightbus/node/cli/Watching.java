package io.nightbus.node.cli;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows a picture once, or again and again: redrawn on a terminal, one below the other elsewhere.
 */
final class Watching {
  private Watching() {}

  /** A picture, and whether it is the last one that can change. */
  record Picture(String text, boolean last) {}

  static void show(PrintWriter out, boolean again, Supplier<Picture> source) {
    boolean redraw = again && Terminal.isPresent();
    Picture picture = source.get();
    draw(out, redraw, picture);
    while (again && !picture.last()) {
      pause();
      picture = source.get();
      draw(out, redraw, picture);
    }
  }

  private static void draw(PrintWriter out, boolean redraw, Picture picture) {
    out.print(redraw ? "\u001b[H\u001b[2J" : "");
    out.print(picture.text());
    out.flush();
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Complaint(ExitCode.FINDING, "interrupted", e);
    }
  }
}
