package io.nightbus.sim.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A port on loopback that passes every connection on to another address, and harms it on the way as
 * it is told. May be told from any thread. Chance comes from its seed.
 */
public final class Proxy implements AutoCloseable {
  private static final int CONNECT_MILLIS = 3_000;
  private static final int BUFFER = 64 * 1024;
  private static final int TRIES = 200;

  private final String name;
  private final InetSocketAddress target;
  private final Toxics toxics = new Toxics();
  private final SplittableRandom chance;
  private final Set<Joint> joints = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong bytesUp = new AtomicLong();
  private final AtomicLong bytesDown = new AtomicLong();
  private final int port;
  private @Nullable ServerSocket door;

  /** One toxic that is on. */
  public record On(int id, Direction direction, Toxic toxic) {}

  /**
   * Listens at once.
   *
   * @param port 0 takes a free one, below those that the kernel gives to outgoing connections
   * @param target looked up and dialled anew for each connection
   */
  public Proxy(String name, int port, InetSocketAddress target, long seed) throws IOException {
    this.name = name;
    this.target = target;
    this.chance = new SplittableRandom(seed);
    ServerSocket bound = port == 0 ? anywhere() : listening(port);
    this.port = bound.getLocalPort();
    this.door = bound;
    begin(bound);
  }

  private static ServerSocket anywhere() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return listening(ThreadLocalRandom.current().nextInt(20_000, 32_000));
      } catch (IOException taken) {
        if (attempt == TRIES) {
          throw taken;
        }
      }
    }
  }

  private static ServerSocket listening(int port) throws IOException {
    var socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.setReceiveBufferSize(BUFFER);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
      return socket;
    } catch (IOException taken) {
      close(socket);
      throw new IOException("port " + port + " can't be listened on: " + taken.getMessage(), taken);
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Where to dial it. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  public InetSocketAddress target() {
    return target;
  }

  /**
   * Switches it on, for connections that stand and those to come; gives the number to take it off.
   */
  public int add(Toxic toxic, Direction direction) {
    return toxics.add(toxic, direction);
  }

  /** In both directions. */
  public void add(Toxic toxic) {
    toxics.add(toxic, Direction.UP);
    toxics.add(toxic, Direction.DOWN);
  }

  /** Nothing passes in either direction any more, until {@link #heal}. */
  public void blackHole() {
    add(new Toxic.Timeout(Duration.ZERO));
  }

  /** False where it is not on. */
  public boolean remove(int id) {
    return toxics.remove(id);
  }

  /** Takes every toxic off, and listens. */
  public void heal() throws IOException {
    toxics.clear();
    up();
  }

  public List<On> toxics() {
    return toxics.all().stream()
        .map(each -> new On(each.id(), each.direction(), each.toxic()))
        .toList();
  }

  /** Connections are refused, and those that stand are reset, until {@link #up}. */
  public synchronized void down() {
    ServerSocket open = door;
    door = null;
    if (open != null) {
      close(open);
    }
    reset();
  }

  public synchronized void up() throws IOException {
    if (door == null) {
      ServerSocket bound = listening(port);
      door = bound;
      begin(bound);
    }
  }

  public synchronized boolean isDown() {
    return door == null;
  }

  /** Resets every connection that stands. */
  public void reset() {
    List.copyOf(joints).forEach(Joint::reset);
  }

  /** Closes every connection that stands, in good order. */
  public void hangUp() {
    List.copyOf(joints).forEach(Joint::close);
  }

  /** Connections that stand. */
  public int connections() {
    return joints.size();
  }

  /** Connections that were made to it so far. */
  public long accepted() {
    return accepted.get();
  }

  /** Bytes that it passed on; whoever has read some finds them counted. */
  public long bytes(Direction direction) {
    return switch (direction) {
      case UP -> bytesUp.get();
      case DOWN -> bytesDown.get();
    };
  }

  void passed(Direction direction, int bytes) {
    (direction == Direction.UP ? bytesUp : bytesDown).addAndGet(bytes);
  }

  void forget(Joint joint) {
    joints.remove(joint);
  }

  private void begin(ServerSocket open) {
    Thread.ofVirtual().name("proxy-" + name).start(() -> accept(open));
  }

  private void accept(ServerSocket open) {
    try {
      while (true) {
        Socket near = open.accept();
        long number = accepted.incrementAndGet();
        SplittableRandom own = chance.split();
        Thread.startVirtualThread(() -> join(near, number, own));
      }
    } catch (IOException closed) {
      // By down() or close(): nobody is let in any more.
    }
  }

  private void join(Socket near, long number, SplittableRandom own) {
    var far = new Socket();
    try {
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      far.setReceiveBufferSize(BUFFER);
      far.connect(new InetSocketAddress(target.getHostString(), target.getPort()), CONNECT_MILLIS);
      var joint = new Joint(this, toxics, near, far, own);
      joints.add(joint);
      if (isDown()) {
        joint.reset();
      } else {
        joint.begin("proxy-" + name + "-" + number);
      }
    } catch (IOException unreachable) {
      close(far);
      reset(near);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException gone) {
      // It is closed already, which is what is wanted.
    }
    close(socket);
  }

  static void close(Closeable socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // It is closed all the same.
    }
  }

  @Override
  public void close() {
    down();
  }
}
