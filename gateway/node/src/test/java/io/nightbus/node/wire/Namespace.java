package io.nightbus.node.wire;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A network of one's own: a thread in a namespace of the kernel. Whatever sockets and threads it
 * makes are in there too; nothing of it is seen outside, and it is gone with its last thread.
 */
public final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int SECONDS = 60;

  /** A kernel may be built without some of them. */
  private static final List<String> VERDICTS =
      List.of("drop", "reject with tcp reset", "reject with icmp type admin-prohibited");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("namespace").factory());

  private Namespace() {}

  /**
   * With a firewall that lets all pass until {@link #rule} says otherwise. Left out, loudly, where
   * this machine has none; where it lacks only {@code nft}, which CI installs, CI fails.
   */
  public static Namespace withFirewall() throws Exception {
    Namespace made = open();
    try {
      made.command(nft(), "add table inet wall");
      made.command(
          nft(), "add chain inet wall in { type filter hook input priority 0 ; policy accept ; }");
      for (String verdict : VERDICTS) {
        made.rule("tcp dport 1 " + verdict);
      }
      return made;
    } catch (NoSuchProgram missing) {
      made.close();
      if (System.getenv("CI") != null) {
        throw new AssertionError(missing.getMessage(), missing);
      }
      throw leftOut(missing.getMessage());
    } catch (IOException absent) {
      made.close();
      throw leftOut(absent.getMessage());
    }
  }

  /** Where this machine gives us none, or has no {@code ip}, the test is left out, loudly. */
  public static Namespace open() throws Exception {
    var made = new Namespace();
    try {
      made.call(Namespace::unshare);
      made.ip("link set lo up");
      return made;
    } catch (IOException absent) {
      made.close();
      throw leftOut(absent.getMessage());
    }
  }

  private static TestAbortedException leftOut(@Nullable String why) {
    System.err.println("SKIPPED, faults of the real kernel: " + why);
    return new TestAbortedException(why);
  }

  @SuppressWarnings("restricted")
  private static boolean unshare() throws IOException {
    var linker = Linker.nativeLinker();
    var function = linker.defaultLookup().find("unshare");
    if (function.isEmpty()) {
      throw new IOException("this system has no namespaces");
    }
    var call =
        linker.downcallHandle(
            function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int result;
    try {
      result = (int) call.invokeExact(CLONE_NEWNET);
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
    if (result != 0) {
      throw new IOException("no network namespace of one's own: that needs root (CAP_SYS_ADMIN)");
    }
    return true;
  }

  /** Runs this in here; sockets and processes that it makes stay in here. */
  public <T> T call(Callable<T> work) throws Exception {
    try {
      return thread.submit(work).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception cause ? cause : failed;
    }
  }

  /** Names its thread to {@code ip link set DEVICE netns}. */
  String id() throws Exception {
    return call(
        () -> Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
  }

  /** Runs {@code ip} in here. */
  void ip(String words) throws Exception {
    command("ip", words);
  }

  /** For every packet that arrives in here, also from in here: {@code tcp dport 7001 drop}. */
  public void rule(String words) throws Exception {
    command(nft(), "add rule inet wall in " + words);
  }

  /** Only root's path has it, and not everywhere. */
  private static String nft() {
    return Files.isExecutable(Path.of("/usr/sbin/nft")) ? "/usr/sbin/nft" : "nft";
  }

  private void command(String program, String words) throws Exception {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(words.split(" ")));
    call(() -> {
      Process process = start(command);
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException(program + " " + words + ": " + said);
      }
      return said;
    });
  }

  private static Process start(List<String> command) throws NoSuchProgram {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      throw new NoSuchProgram(missing);
    }
  }

  /** It is not installed. */
  private static final class NoSuchProgram extends IOException {
    private static final long serialVersionUID = 1L;

    NoSuchProgram(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    var _ = thread.shutdownNow();
  }
}
