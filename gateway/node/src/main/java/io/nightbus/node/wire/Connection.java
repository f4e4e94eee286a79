package io.nightbus.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a link, from the attempt to have it until it has been told as lost. */
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** A frame that has left in part must not leave as a whole any more. */
  static final class Overdue extends IOException {
    private static final long serialVersionUID = 1L;

    Overdue() {
      super("a frame was written in part only when its time was over");
    }
  }

  private final Line line;
  private final Wiring wiring;
  private final Wire wire;
  private final Arrivals arrivals;
  private final FrameCutter frames;
  private final Outbox outbox;
  private final Outlet outlet;
  private final Stall stall;
  private @Nullable Channel channel;
  private @Nullable ChannelHandlerContext secured;
  private boolean open;
  private boolean ended;
  private boolean listed;

  /** Somebody is to hear what becomes of what waits. */
  private boolean asked;

  private int taken;
  private long amidSince;
  private long told;

  Connection(Line line, Wire wire) {
    this.line = line;
    this.wiring = line.wiring();
    this.wire = wire;
    this.arrivals = wire.arrivals();
    this.frames = new FrameCutter(wiring.dialect().framing(), wire.scratch());
    this.outbox = new Outbox(wire.chunks(), wire.limits().outbox());
    this.outlet = new Outlet(outbox, () -> wire.soon(this));
    this.stall = new Stall(wire.limits().stall().toNanos());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
    secured = context.pipeline().context(SslHandler.class);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (secured == null) {
      opened();
    } else if (!ended && wiring.dials()) {
      arrivals.connected(wiring.id());
    }
  }

  /** Of a visitor who has said who he is: what he has sent so far is read as if it came now. */
  void adopt(ByteBuf sent) {
    opened();
    if (ended) {
      sent.release();
      return;
    }
    try {
      cut(sent);
    } finally {
      sent.release();
    }
  }

  private void opened() {
    if (ended) {
      closeRaw();
      return;
    }
    open = true;
    reading(!line.isPaused());
    arrivals.opened(wiring.id());
  }

  /** Under TLS there is a connection only when both sides know each other. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        opened();
      } else {
        context.channel().config().setOption(ChannelOption.SO_LINGER, -1);
        refused(Losses.ofHandshake(handshake.cause()));
      }
    }
  }

  /** Under TLS: the bytes that Netty held have gone to the socket. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (secured != null && context.channel().isWritable() && !ended) {
      wire.soon(this);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    var in = (ByteBuf) read;
    try {
      if (!ended) {
        cut(in);
      }
    } finally {
      in.release();
    }
  }

  private void cut(ByteBuf in) {
    line.passed().cameIn(in.readableBytes());
    boolean wasAmid = frames.isAmidFrame();
    taken = 0;
    switch (frames.cut(in, this::take)) {
      case FINE -> {
        if (frames.isAmidFrame() && (taken > 0 || !wasAmid)) {
          amidSince = System.nanoTime();
        }
      }
      case TOO_LONG -> end(LossReason.FRAME_TOO_LONG);
      case EMPTY -> end(LossReason.UNREADABLE);
    }
  }

  private boolean take(byte[] bytes, int length) {
    taken++;
    switch (decode(bytes, length)) {
      case Decoded.Whole(Message message) -> {
        line.passed().message(Passed.Direction.RECEIVED, message);
        arrivals.received(wiring.id(), message);
      }
      case Decoded.Malformed flaw -> arrivals.unreadable(wiring.id(), flaw);
      case null -> end(LossReason.UNREADABLE);
    }
    return !ended;
  }

  /** A codec never throws; should one do, it is this link's misfortune alone. */
  private @Nullable Decoded decode(byte[] bytes, int length) {
    try {
      return wiring.dialect().decode(bytes, 0, length);
    } catch (RuntimeException bug) {
      LOG.error("{}: decoding failed with {}", wiring.id(), bug.getClass().getName());
      return null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
      LOG.error("{}: the connection failed with {}", wiring.id(), cause.getClass().getName());
    }
    Throwable inner = cause.getCause();
    end(Losses.ofConnection(cause instanceof DecoderException && inner != null ? inner : cause));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(LossReason.CLOSED_BY_PEER);
  }

  void send(Message message, long token, long until) {
    if (!open || ended) {
      wire.unsent(wiring.id(), token, Arrivals.Unsent.GONE);
      return;
    }
    byte[] frame = encode(message);
    if (frame == null) {
      wire.unsent(wiring.id(), token, Arrivals.Unsent.UNWRITABLE);
    } else if (outbox.add(frame, token, until) || addAfterWrite(frame, token, until)) {
      line.passed().message(Passed.Direction.SENT, message);
      asked |= token != 0;
      wire.soon(this);
    } else if (token != 0) {
      wire.unsent(wiring.id(), token, Arrivals.Unsent.GONE);
    } else if (!ended) {
      // Nobody would hear of an answer that is left out: a peer that does not read is cut.
      end(LossReason.STALLED);
    }
  }

  private byte @Nullable [] encode(Message message) {
    try {
      return wiring.dialect().encode(message);
    } catch (IllegalArgumentException misfit) {
      // It names the element, never its content.
      LOG.warn("{}: not sent: {}", wiring.id(), misfit.getMessage());
      return null;
    } catch (RuntimeException bug) {
      LOG.error("{}: encoding failed with {}", wiring.id(), bug.getClass().getName());
      return null;
    }
  }

  /** A long burst within one turn of the loop: the socket may take it. */
  private boolean addAfterWrite(byte[] frame, long token, long until) {
    write();
    return !ended && outbox.add(frame, token, until);
  }

  /** Listed by {@link Wire#soon}: once in a turn of the loop. */
  boolean list() {
    boolean first = !listed;
    listed = true;
    return first;
  }

  /** The end of the loop's turn. */
  void flush() {
    listed = false;
    write();
    tellLate();
    if (asked && !ended && outbox.pending() == 0) {
      asked = false;
      arrivals.written(wiring.id());
    }
  }

  private void write() {
    if (secured != null) {
      writeSecured();
    } else if (channel != null && !ended && !outlet.isQueued() && outbox.pending() > 0) {
      outlet.queued();
      var _ = channel.writeAndFlush(outlet, channel.voidPromise());
    }
  }

  /**
   * TLS takes bytes, not an outlet: what it has taken counts as handed over. No more than Netty's
   * water mark is held there, so the rest can still be kept back.
   */
  private void writeSecured() {
    Channel to = channel;
    if (to == null || ended || !open) {
      return;
    }
    try {
      while (outbox.pending() > 0 && to.isWritable()) {
        var record = new TlsRecord(to.alloc().buffer(TlsRecord.SIZE));
        outbox.writeTo(record, System.nanoTime());
        var _ = to.write(record.bytes(), to.voidPromise());
      }
      to.flush();
    } catch (IOException overdue) {
      end(Losses.ofConnection(overdue));
    }
  }

  private void tellLate() {
    if (!outbox.late().isEmpty()) {
      tell(outbox.late(), Arrivals.Unsent.LATE);
    }
  }

  private void tell(Tokens tokens, Arrivals.Unsent why) {
    for (long token : tokens.take()) {
      arrivals.unsent(wiring.id(), token, why);
    }
  }

  /** Of what the socket has taken since this was called last. */
  private void tellTaken() {
    long taken = outbox.taken();
    line.passed().wentOut(taken - told);
    told = taken;
  }

  /** Cuts by RST what is overdue. Called several times a second. */
  void watch(long now) {
    tellTaken();
    if (!open || ended) {
      return;
    }
    if (stall.isOver(outbox.pending(), outbox.taken(), now)) {
      end(LossReason.STALLED);
    } else if (stall.begins(now)) {
      arrivals.stalls(wiring.id());
    } else if (frames.isAmidFrame()
        && !line.isPaused()
        && Deadlines.past(amidSince + wire.limits().frame().toNanos(), now)) {
      end(LossReason.FRAME_TOO_SLOW);
    }
  }

  /** We did not look, or did not read, for a while: the peer can't be blamed for that time. */
  void forgive(long now) {
    amidSince = now;
    stall.forgive(now);
  }

  /** Past TLS, whose farewell would wait for a peer that does not read. */
  private void closeRaw() {
    if (secured != null) {
      var _ = secured.close();
    } else if (channel != null) {
      var _ = channel.close();
    }
  }

  void reading(boolean on) {
    if (channel != null) {
      channel.config().setAutoRead(on);
    }
  }

  /** Writes what waits as far as the socket takes it, then cuts: for endings in good order. */
  void endAfterWrite(LossReason why) {
    write();
    end(why);
  }

  /**
   * Ends it, once. SO_LINGER is 0: closing sends RST and drops what the kernel has not sent. The
   * raw close comes first, so that nothing leaves after what is told here.
   */
  void end(LossReason why) {
    if (!ended) {
      ended = true;
      closeRaw();
      finish(why);
    }
  }

  /**
   * Nothing of ours is under way, and the peer should hear why: Netty closes after its alert,
   * without the RST that would drop it.
   */
  private void refused(LossReason why) {
    if (!ended) {
      ended = true;
      finish(why);
    }
  }

  private void finish(LossReason why) {
    tellTaken();
    tellLate();
    tell(outbox.end(), Arrivals.Unsent.GONE);
    line.ended(this);
    arrivals.lost(wiring.id(), why);
  }
}
