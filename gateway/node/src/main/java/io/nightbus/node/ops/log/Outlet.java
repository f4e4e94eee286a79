package io.nightbus.node.ops.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where log lines leave the process. What cannot be written (a full disk, a reader that has gone)
 * is lost and counted, and the next line is tried anew: a log that once failed is not silent for
 * ever. Each write is one line.
 */
final class Outlet extends OutputStream {
  private final OutputStream out;
  private final LongAdder lost = new LongAdder();
  private boolean torn;

  Outlet(OutputStream out) {
    this.out = out;
  }

  /** Lines that could not be written, or not to their end. */
  long lost() {
    return lost.sum();
  }

  @Override
  public void write(byte[] line, int offset, int length) {
    try {
      if (torn) {
        out.write('\n'); // what was written of the lost line stands alone
        torn = false;
      }
      out.write(line, offset, length);
    } catch (IOException full) {
      torn = true;
      lost.increment();
    }
  }

  @Override
  public void write(int letter) {
    write(new byte[] {(byte) letter}, 0, 1);
  }

  @Override
  public void flush() {
    try {
      out.flush();
    } catch (IOException full) {
      torn = true; // it was counted, or it is counted with the next line
    }
  }
}
