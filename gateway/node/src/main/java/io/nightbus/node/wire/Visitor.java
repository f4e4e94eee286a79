package io.nightbus.node.wire;

import static io.netty.handler.codec.ByteToMessageDecoder.MERGE_CUMULATOR;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * A connection from outside until its first message is whole, which has to be short; then it takes
 * a link, with every byte that it has sent.
 */
final class Visitor extends ChannelInboundHandlerAdapter {
  private final Door door;
  private final Wiring wiring;
  private final SocketChannel channel;
  private long since = System.nanoTime();
  private @Nullable ByteBuf said;
  private boolean over;

  /**
   * @param wiring how he was received; he takes no link that is secured in another way
   */
  Visitor(Door door, Wiring wiring, SocketChannel channel) {
    this.door = door;
    this.wiring = wiring;
    this.channel = channel;
  }

  long since() {
    return since;
  }

  void forgive(long now) {
    since = now;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object read) {
    var more = (ByteBuf) read;
    if (over) {
      more.release();
      return;
    }
    ByteBuf all = said == null ? more : MERGE_CUMULATOR.cumulate(channel.alloc(), said, more);
    said = all;
    int length = firstLength(all);
    if (length == 0 || length > WireLimits.FIRST_MESSAGE) {
      refuse("its first message has no length of one");
    } else if (length > 0 && all.readableBytes() >= header() + length) {
      first(all);
    }
  }

  private int header() {
    return wiring.dialect().framing().lengthBytes();
  }

  /** Of the first message; less than 0 where its length has not come yet. */
  private int firstLength(ByteBuf all) {
    if (all.readableBytes() < header()) {
      return -1;
    }
    int length = 0;
    for (int i = 0; i < header(); i++) {
      length = length << 8 | all.getUnsignedByte(all.readerIndex() + i);
    }
    return length;
  }

  /** What it says is judged as any message is: a peer's that cannot be read counts against him. */
  private void first(ByteBuf all) {
    Line line = door.free(channel, wiring);
    if (line == null) {
      refuse(door.noLink());
      return;
    }
    over = true;
    said = null;
    door.room().leave(this);
    Connection taken = line.accept();
    channel.pipeline().replace(this, null, taken);
    taken.adopt(all);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess() && !over) {
      // Netty sends its alert, and closes without the RST that would drop it.
      channel.config().setSoLinger(-1);
      end();
      door.distrusted(channel, wiring, Losses.ofHandshake(handshake.cause()));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    gone();
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone();
  }

  private void gone() {
    if (!over) {
      end();
      door.unidentified();
    }
  }

  private void refuse(String why) {
    end();
    door.refused(channel, why);
    var _ = channel.close();
  }

  /** The room has let go of him already. */
  void sendAway() {
    over = true;
    drop();
    door.unidentified();
    var _ = channel.close();
  }

  private void end() {
    over = true;
    door.room().leave(this);
    drop();
  }

  private void drop() {
    if (said != null) {
      said.release();
      said = null;
    }
  }
}
