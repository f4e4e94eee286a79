package io.nightbus.node.cli;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The socket that systemd listens on for what its services say of themselves. It takes datagrams of
 * the kind that the Java machine has not got, so the system is called for each. On Linux.
 */
final class NotifySocket {
  private static final int UNIX = 1;
  private static final int DATAGRAM = 2;
  private static final int CLOSED_ON_EXEC = 0x80000;
  private static final int DO_NOT_WAIT = 0x40;

  /** Of an address's path; with the family before it that is what the system takes. */
  private static final int LONGEST = 108;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final AddressLayout ADDRESS = ValueLayout.ADDRESS;

  private final byte[] path;
  private final MethodHandle socket = call("socket", FunctionDescriptor.of(INT, INT, INT, INT));
  private final MethodHandle send =
      call("sendto", FunctionDescriptor.of(LONG, INT, ADDRESS, LONG, INT, ADDRESS, INT));
  private final MethodHandle close = call("close", FunctionDescriptor.of(INT, INT));

  /**
   * @param name as in the environment: a path, or {@code @} and a name that is in no folder
   * @throws IllegalArgumentException where it is neither, or too long
   */
  NotifySocket(String name) {
    path = name.getBytes(StandardCharsets.UTF_8);
    boolean known = name.startsWith("/") || name.startsWith("@");
    if (!known || path.length >= LONGEST) {
      throw new IllegalArgumentException("no socket of systemd is called \"" + name + "\"");
    }
    if (name.startsWith("@")) {
      path[0] = 0;
    }
  }

  @SuppressWarnings("restricted") // the names and shapes are those of the C library
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }

  /** Sends lines like {@code READY=1}; never waits for room in it. */
  void say(String lines) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int open = (int) socket.invokeExact(UNIX, DATAGRAM | CLOSED_ON_EXEC, 0);
      if (open < 0) {
        throw new IOException("no socket can be had");
      }
      try {
        say(open, arena, lines.getBytes(StandardCharsets.UTF_8));
      } finally {
        int _ = (int) close.invokeExact(open);
      }
    } catch (IOException | RuntimeException | Error known) {
      throw known;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private void say(int open, Arena arena, byte[] lines) throws Throwable {
    MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, lines);
    MemorySegment to = arena.allocate(Short.BYTES + LONGEST, Short.BYTES);
    to.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
    MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
    long sent =
        (long)
            send.invokeExact(
                open, text, (long) lines.length, DO_NOT_WAIT, to, Short.BYTES + path.length);
    if (sent != lines.length) {
      throw new IOException("the socket does not take it");
    }
  }
}
