package io.nightbus.node.wire;

import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds a host's address off the event loop and with a deadline. What worked last time is used when
 * the look-up fails: a broken name service does not take a link down.
 */
final class Lookup {
  private final InetSocketAddress wanted;
  private @Nullable InetAddress lastKnown;
  private @Nullable CompletableFuture<InetAddress> running;

  Lookup(InetSocketAddress wanted) {
    this.wanted = wanted;
  }

  /** Calls exactly one of the two, on the loop; at once where the address is an address. */
  void find(
      Duration longest,
      EventLoop loop,
      Consumer<InetSocketAddress> found,
      Consumer<Throwable> failed) {
    if (!wanted.isUnresolved()) {
      found.accept(wanted);
      return;
    }
    // A look-up that hangs is waited for again, not started a second time.
    CompletableFuture<InetAddress> answer =
        running == null || running.isDone() ? resolve(wanted.getHostString()) : running;
    running = answer;
    var _ =
        answer
            .copy()
            .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (address, cause) -> loop.execute(() -> finish(address, cause, found, failed)));
  }

  private static CompletableFuture<InetAddress> resolve(String host) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return InetAddress.getByName(host);
          } catch (UnknownHostException unknown) {
            throw new UncheckedIOException(unknown);
          }
        },
        Thread::startVirtualThread);
  }

  private void finish(
      @Nullable InetAddress address,
      @Nullable Throwable cause,
      Consumer<InetSocketAddress> found,
      Consumer<Throwable> failed) {
    lastKnown = address == null ? lastKnown : address;
    if (lastKnown != null) {
      found.accept(new InetSocketAddress(lastKnown, wanted.getPort()));
    } else if (cause instanceof TimeoutException) {
      failed.accept(new ConnectTimeoutException("looking up " + wanted.getHostString()));
    } else {
      failed.accept(new UnknownHostException(wanted.getHostString()));
    }
  }
}
