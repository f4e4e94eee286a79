package io.nightbus.ops.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Plain lines, each with the time since the beginning: for files and pipes. */
final class PlainTelling implements Telling {
  private final PrintWriter out;
  private final long begin = System.nanoTime();

  PlainTelling(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void step(int number, String title) {
    out.printf(Locale.ROOT, "%6.1f s  %d. %s%n", seconds(), number, title);
    out.flush();
  }

  @Override
  public synchronized void line(String text) {
    out.printf(Locale.ROOT, "%6.1f s     %s%n", seconds(), text);
    out.flush();
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void show(Picture picture) {}

  @Override
  public void close() {}
}
