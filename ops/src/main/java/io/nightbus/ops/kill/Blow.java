package io.nightbus.ops.kill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the gateway is about to do when it is made to end, and how. */
public enum Blow {
  LOG_WRITE("SIGKILL at a write to the log", "pwrite64", Where.LOG, "signal=SIGKILL"),
  LOG_SYNC("SIGKILL at an fsync of the log", "fsync,fdatasync", Where.LOG, "signal=SIGKILL"),
  BOOK_WRITE("SIGKILL at a write to the book", "pwrite64", Where.BOOK, "signal=SIGKILL"),
  BOOK_SYNC("SIGKILL at an fsync of the book", "fsync,fdatasync", Where.BOOK, "signal=SIGKILL"),
  SEND("SIGKILL at a send to a peer", "sendto,sendmsg", Where.ANYWHERE, "signal=SIGKILL"),
  RANDOM("SIGKILL at a random moment", "", Where.ANYWHERE, ""),
  /** A second one, while it recovers from a first at a random moment. */
  RECOVERY("SIGKILL again while it recovers", "pwrite64", Where.ANYWHERE, "signal=SIGKILL"),
  /** Before there is anything to lose: it has to be able to start again. */
  FIRST_START("SIGKILL while it makes its store", "pwrite64", Where.ANYWHERE, "signal=SIGKILL"),
  CUT_AT_SYNC("power cut at an fsync", "fsync,fdatasync", Where.STORE, "signal=SIGKILL"),
  CUT_AT_SEND("power cut at a send", "sendto,sendmsg", Where.ANYWHERE, "signal=SIGKILL"),
  LOG_SYNC_FAILS("EIO at an fsync of the log", "fsync,fdatasync", Where.LOG, "error=EIO"),
  BOOK_SYNC_FAILS("EIO at an fsync of the book", "fsync,fdatasync", Where.BOOK, "error=EIO"),
  DISK_FULL("ENOSPC from a write to the log on", "pwrite64", Where.LOG, "error=ENOSPC");

  /** Which files or sockets count. */
  private enum Where {
    LOG,
    BOOK,
    STORE,
    ANYWHERE
  }

  /** By SIGKILL, as a shell tells it. */
  private static final int KILLED = 128 + 9;

  /** What the gateway promises where its store fails. */
  private static final int STORE_FAILED = 74;

  private final String title;
  private final String calls;
  private final Where where;
  private final String what;

  Blow(String title, String calls, Where where, String what) {
    this.title = title;
    this.calls = calls;
    this.where = where;
    this.what = what;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Comes by itself at some moment; all others come at the n-th call. */
  boolean isRandom() {
    return this == RANDOM || this == RECOVERY;
  }

  boolean isPowerCut() {
    return this == CUT_AT_SYNC || this == CUT_AT_SEND;
  }

  /** The exit code of a gateway that ended by it. */
  int exitCode() {
    return what.startsWith("error=") ? STORE_FAILED : KILLED;
  }

  /** Counts a call on this file or socket. */
  boolean counts(String call, String on, Path store) {
    boolean there =
        switch (where) {
          case LOG -> on.equals(log(store));
          case BOOK -> on.equals(store.toString());
          case STORE -> on.startsWith(store.toString());
          case ANYWHERE -> true;
        };
    return there && List.of(calls.split(",")).contains(call);
  }

  private static String log(Path store) {
    return store + "-wal";
  }

  /** What strace is told so that the blow comes at the n-th such call of a thread. */
  List<String> injection(Path store, int number) {
    List<String> words = new ArrayList<>();
    if (isPowerCut()) {
      words.addAll(PowerCut.RECORDING);
    } else {
      words.addAll(List.of("-e", "trace=" + calls));
    }
    switch (where) {
      case LOG -> words.addAll(List.of("-P", log(store)));
      case BOOK -> words.addAll(List.of("-P", store.toString()));
      case STORE -> words.addAll(List.of("-P", store.toString(), "-P", log(store)));
      case ANYWHERE -> {}
    }
    String from = this == DISK_FULL ? "+" : "";
    words.addAll(
        List.of(
            "-e", String.format(Locale.ROOT, "inject=%s:%s:when=%d%s", calls, what, number, from)));
    return words;
  }
}
