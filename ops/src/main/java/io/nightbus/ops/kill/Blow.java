package io.nightbus.ops.kill;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the gateway is about to do when it is made to end, and how.
 *
 * <p>The steps k0 to k13 are those of the write-ahead order of one charge (reliability.md §2.4):
 * what came in is stored, answered, its intent stored, sent, its outcome stored and told. A frame
 * that has left in part (k4) is no blow of its own: a send gives the system whole frames, and
 * whoever starts again can't tell k3 from k4, k5 or k6.
 */
public enum Blow {
  LOG_WRITE("SIGKILL at a write to the log", "k0 k2 k6 k10", "pwrite64", Where.LOG, How.KILL),
  LOG_SYNC(
      "SIGKILL at an fsync of the log", "k0 k2 k6 k10", "fsync,fdatasync", Where.LOG, How.KILL),
  BOOK_WRITE("SIGKILL at a write to the book", "k11", "pwrite64", Where.BOOK, How.KILL),
  BOOK_SYNC("SIGKILL at an fsync of the book", "k11", "fsync,fdatasync", Where.BOOK, How.KILL),
  SEND("SIGKILL at a send to a peer", "k1 k3 k7 k8", "sendto,sendmsg", Where.ANYWHERE, How.KILL),
  RECEIVE("SIGKILL at a receive from a peer", "k5 k9", "recvfrom", Where.ANYWHERE, How.KILL),
  RANDOM("SIGKILL at a random moment", "any", "", Where.ANYWHERE, How.KILL),
  /** A second one, while it recovers from a first at a random moment. */
  RECOVERY("SIGKILL again while it recovers", "k13", "pwrite64", Where.ANYWHERE, How.KILL),
  /** Before there is anything to lose: it has to be able to start again. */
  FIRST_START("SIGKILL while it makes its store", "k12", "pwrite64", Where.ANYWHERE, How.KILL),
  CUT_AT_SYNC(
      "power cut at an fsync", "k0 k2 k6 k10 k11", "fsync,fdatasync", Where.STORE, How.KILL),
  CUT_AT_SEND("power cut at a send", "k1 k3 k7 k8", "sendto,sendmsg", Where.ANYWHERE, How.KILL),
  LOG_SYNC_FAILS("EIO at an fsync of the log", "", "fsync,fdatasync", Where.LOG, How.EIO),
  BOOK_SYNC_FAILS("EIO at an fsync of the book", "", "fsync,fdatasync", Where.BOOK, How.EIO),
  DISK_FULL("ENOSPC from a write to the log on", "", "pwrite64", Where.LOG, How.FULL);

  /** Which files or sockets count. */
  private enum Where {
    LOG,
    BOOK,
    STORE,
    ANYWHERE
  }

  /** What strace injects. */
  private enum How {
    KILL("signal=SIGKILL"),
    EIO("error=EIO"),
    FULL("error=ENOSPC");

    private final String injection;

    How(String injection) {
      this.injection = injection;
    }
  }

  /** By SIGKILL, as a shell tells it. */
  private static final int KILLED = 128 + 9;

  /** What the gateway promises where its store fails. */
  private static final int STORE_FAILED = 74;

  private final String title;
  private final String steps;
  private final String calls;
  private final Where where;
  private final How how;

  Blow(String title, String steps, String calls, Where where, How how) {
    this.title = title;
    this.steps = steps;
    this.calls = calls;
    this.where = where;
    this.how = how;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** The steps of reliability.md §2.4 between which it comes; empty where it is no kill. */
  public String steps() {
    return steps;
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
    return how == How.KILL ? KILLED : STORE_FAILED;
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

  /**
   * What strace looks at for this blow, and no more: each call that it looks at takes longer, and
   * calls are counted as they are struck.
   */
  List<String> watching(Path store) {
    List<String> words = new ArrayList<>();
    if (isPowerCut()) {
      words.addAll(PowerCut.RECORDING);
    } else {
      words.addAll(List.of("-y", "-s", "0", "-e", "trace=" + calls));
    }
    switch (where) {
      case LOG -> words.addAll(List.of("-P", log(store)));
      case BOOK -> words.addAll(List.of("-P", store.toString()));
      case STORE -> words.addAll(List.of("-P", store.toString(), "-P", log(store)));
      case ANYWHERE -> {}
    }
    return words;
  }

  /** What strace is told so that the blow comes at the n-th such call of a thread. */
  List<String> injection(Path store, int number) {
    List<String> words = new ArrayList<>(watching(store));
    String from = this == DISK_FULL ? "+" : "";
    words.addAll(
        List.of(
            "-e",
            String.format(
                Locale.ROOT, "inject=%s:%s:when=%d%s", calls, how.injection, number, from)));
    return words;
  }
}
