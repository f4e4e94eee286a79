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
final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int SECONDS = 60;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("namespace").factory());

  private Namespace() {}

  /** Where this machine gives us none, or has no {@code ip}, the test is left out, loudly. */
  static Namespace open() throws Exception {
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

  <T> T call(Callable<T> work) throws Exception {
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
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words.split(" ")));
    call(() -> {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IOException("ip " + words + ": " + said);
      }
      return said;
    });
  }

  @Override
  public void close() {
    var _ = thread.shutdownNow();
  }
}
