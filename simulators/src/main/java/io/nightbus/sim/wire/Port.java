package io.nightbus.sim.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A port that accepts sessions, and can stop to do so and start again under the same number. */
public final class Port {
  private static final long RETRY_MILLIS = 20;

  private final Wire wire;
  private final int number;
  private final Supplier<Session> sessions;
  private @Nullable Channel listener;
  private boolean wanted = true;

  Port(Wire wire, int number, Supplier<Session> sessions, Channel listener) {
    this.wire = wire;
    this.number = number;
    this.sessions = sessions;
    this.listener = listener;
  }

  public int number() {
    return number;
  }

  /** From now on a connection attempt is refused by the kernel. Sessions that exist stay. */
  public void refuse() {
    wanted = false;
    Channel open = listener;
    listener = null;
    if (open != null) {
      var _ = open.close();
    }
  }

  /** Accepts again; should somebody else sit on the number just then, it is tried until free. */
  public void accept() {
    wanted = true;
    rebind();
  }

  public boolean isAccepting() {
    return listener != null;
  }

  private void rebind() {
    if (!wanted || listener != null) {
      return;
    }
    wire.bind(number, sessions)
        .addListener(done -> {
          if (!done.isSuccess()) {
            wire.later(this::rebind, RETRY_MILLIS);
          } else if (wanted && listener == null) {
            listener = ((ChannelFuture) done).channel();
          } else {
            var _ = ((ChannelFuture) done).channel().close();
          }
        });
  }
}
