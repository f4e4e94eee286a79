package io.nightbus.node.wire;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * One attempt at a time to each address: links that share one wait for one another, and an address
 * that drops what it is sent gets one SYN and not as many as it has links. On the loop.
 */
final class Dials {
  /** Those behind the attempt that is under way; an address where none is has no entry. */
  private final Map<InetSocketAddress, Deque<Runnable>> behind = new HashMap<>();

  /**
   * Begins it now, or when those before it are over.
   *
   * @param attempt has to be followed by {@link #over}, whatever comes of it
   */
  void begin(InetSocketAddress address, Runnable attempt) {
    Deque<Runnable> waiting = behind.get(address);
    if (waiting == null) {
      behind.put(address, new ArrayDeque<>());
      attempt.run();
    } else {
      waiting.add(attempt);
    }
  }

  /** The attempt that was under way has a connection, or has failed. */
  void over(InetSocketAddress address) {
    Deque<Runnable> waiting = behind.get(address);
    Runnable next = waiting == null ? null : waiting.poll();
    if (next == null) {
      behind.remove(address);
    } else {
      next.run();
    }
  }
}
