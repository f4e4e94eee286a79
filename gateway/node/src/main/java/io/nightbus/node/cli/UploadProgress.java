package io.nightbus.node.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * A file on its way, shown on a terminal as one line that is drawn again, elsewhere as a line every
 * ten seconds. Counts lines, which are charges but for two.
 */
final class UploadProgress extends FilterInputStream {
  private static final int WIDTH = 30;
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 10_000_000_000L;

  private final long size;
  private final PrintWriter err;
  private final boolean terminal;
  private final long begun = System.nanoTime();
  private long shown = begun;
  private long bytes;
  private long lines;

  UploadProgress(InputStream file, long size, PrintWriter err, boolean terminal) {
    super(file);
    this.size = size;
    this.err = err;
    this.terminal = terminal;
  }

  long lines() {
    return lines;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int count = super.read(into, from, most);
    for (int i = from; i < from + count; i++) {
      lines += into[i] == '\n' ? 1 : 0;
    }
    bytes += Math.max(0, count);
    long now = System.nanoTime();
    if (now - shown >= (terminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
      shown = now;
      show(now);
    }
    return count;
  }

  private void show(long now) {
    double seconds = Math.max(0.001, (now - begun) / 1e9);
    long percent = size == 0 ? 100 : Math.min(100, bytes * 100 / size);
    String figures =
        String.format(Locale.ROOT, "%,d records, %d %%, %,.0f/s", lines, percent, lines / seconds);
    if (terminal) {
      int filled = (int) (WIDTH * percent / 100);
      err.print("\r[" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + figures + "  ");
    } else {
      err.println("sent " + figures);
    }
    err.flush();
  }

  /** Leaves the terminal's line empty for what comes next. */
  void done() {
    if (terminal) {
      err.print("\r" + " ".repeat(WIDTH + 50) + "\r");
      err.flush();
    }
  }
}
