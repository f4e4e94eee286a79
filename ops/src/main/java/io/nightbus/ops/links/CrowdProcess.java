package io.nightbus.ops.links;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Connects many times over and says nothing; a process of its own, that whoever measures has
 * neither its sockets nor what they leave to be collected. {@link Crowd} starts it and gives it a
 * word a line on its standard input; each is answered by one line with how many stand there, or
 * with what was wrong:
 *
 * <ul>
 *   <li>{@code come N} until N stand there, or this machine gives no more;
 *   <li>{@code renew MILLIS NANOS} for that time: the oldest goes and another comes, one each
 *       NANOS;
 *   <li>{@code leave} all of them.
 * </ul>
 *
 * <p>It ends with its input, so that it does not outlive who started it. Between words it waits in
 * one read and costs nothing.
 */
final class CrowdProcess {
  private final InetSocketAddress where;

  /** The oldest first. */
  private final Deque<SocketChannel> standing = new ArrayDeque<>();

  private CrowdProcess(InetSocketAddress where) {
    this.where = where;
  }

  /** Where they connect to: a port of this machine's. */
  public static void main(String[] words) throws IOException {
    var crowd = new CrowdProcess(Crowd.here(Integer.parseInt(words[0])));
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(crowd.answer(line.split(" ")));
    }
  }

  private String answer(String[] words) {
    try {
      switch (words[0]) {
        case "come" -> come(Integer.parseInt(words[1]));
        case "renew" -> renew(Long.parseLong(words[1]) * 1_000_000, Long.parseLong(words[2]));
        case "leave" -> leave();
        default -> throw new IOException("unknown word " + words[0]);
      }
      return String.valueOf(standing.size());
    } catch (IOException refused) {
      return "nobody can connect: " + refused.getMessage();
    }
  }

  private void come(int wanted) throws IOException {
    while (standing.size() < wanted) {
      try {
        standing.addLast(SocketChannel.open(where));
      } catch (IOException full) {
        if (standing.isEmpty()) {
          throw full;
        }
        return;
      }
    }
  }

  private void renew(long nanos, long between) throws IOException {
    long begin = System.nanoTime();
    for (long each = 1; each * between <= nanos && !standing.isEmpty(); each++) {
      while (System.nanoTime() - begin < each * between) {
        LockSupport.parkNanos(begin + each * between - System.nanoTime());
      }
      close(standing.removeFirst());
      standing.addLast(SocketChannel.open(where));
    }
  }

  private void leave() {
    standing.forEach(CrowdProcess::close);
    standing.clear();
  }

  private static void close(SocketChannel one) {
    try {
      one.close();
    } catch (IOException gone) {
      // Whom they came to has closed it already.
    }
  }
}
