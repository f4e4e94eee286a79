package io.nightbus.sim.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
  private ServerSocket server;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = new Proxy("n1", 0, (InetSocketAddress) server.getLocalSocketAddress(), 7);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  /** Both ends of one connection through the proxy. */
  private record Ends(Socket near, Socket far) implements AutoCloseable {
    void up(String text) throws IOException {
      near.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    String atFar(int count) throws IOException {
      return text(far, count);
    }

    void down(String text) throws IOException {
      far.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    String atNear(int count) throws IOException {
      return text(near, count);
    }

    private static String text(Socket socket, int count) throws IOException {
      return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
      near.close();
      far.close();
    }
  }

  private Ends connect() throws IOException {
    int before = proxy.connections();
    var near = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    server.setSoTimeout(5_000);
    Socket far = server.accept();
    // The kernel accepts for us before the proxy knows: one that is reset by then was never joined.
    await().until(() -> proxy.connections() > before);
    near.setSoTimeout(5_000);
    far.setSoTimeout(5_000);
    return new Ends(near, far);
  }

  private static void silent(Socket socket, int millis) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(millis);
    InputStream in = socket.getInputStream();
    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(before);
  }

  /** How this end sees the connection end. */
  private static String end(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0 ? "FIN" : "data";
    } catch (SocketException reset) {
      return "RST";
    }
  }

  private static long millis(long since) {
    return (System.nanoTime() - since) / 1_000_000;
  }

  @Test
  void passesBytesAndEndsBothWays() throws IOException {
    try (Ends ends = connect()) {
      ends.up("0100");
      ends.down("0110");
      assertThat(ends.atFar(4)).isEqualTo("0100");
      assertThat(ends.atNear(4)).isEqualTo("0110");
      ends.near().shutdownOutput();
      assertThat(end(ends.far())).isEqualTo("FIN");
      ends.down("late");
      assertThat(ends.atNear(4)).isEqualTo("late");
      assertThat(proxy.bytes(Direction.DOWN)).isEqualTo(8);
    }
  }

  @Test
  void passesAResetOn() throws IOException {
    try (Ends ends = connect()) {
      ends.up("x");
      ends.atFar(1);
      ends.far().setSoLinger(true, 0);
      ends.far().close();
      assertThat(end(ends.near())).isEqualTo("RST");
    }
  }

  @Test
  void latencyDelaysOneDirectionOnly() throws IOException {
    proxy.add(new Toxic.Latency(Duration.ofMillis(150), Duration.ofMillis(20)), Direction.UP);
    try (Ends ends = connect()) {
      ends.down("now");
      ends.atNear(3);
      long sent = System.nanoTime();
      ends.up("a");
      ends.up("b");
      assertThat(ends.atFar(2)).isEqualTo("ab");
      assertThat(millis(sent)).isBetween(130L, 400L);
    }
  }

  @Test
  void bandwidthIsKept() throws IOException {
    proxy.add(new Toxic.Bandwidth(10_000), Direction.UP);
    try (Ends ends = connect()) {
      long sent = System.nanoTime();
      ends.up("x".repeat(3_000));
      ends.atFar(3_000);
      assertThat(millis(sent)).isGreaterThanOrEqualTo(290);
    }
  }

  @Test
  void aBlackHoleHoldsOneDirectionAndLetsItGoWhenItIsHealed() throws IOException {
    try (Ends ends = connect()) {
      int id = proxy.add(new Toxic.Timeout(Duration.ZERO), Direction.UP);
      ends.up("held");
      ends.down("free");
      assertThat(ends.atNear(4)).isEqualTo("free");
      silent(ends.far(), 100);
      assertThat(proxy.remove(id)).isTrue();
      assertThat(ends.atFar(4)).isEqualTo("held");
      assertThat(proxy.remove(id)).isFalse();
    }
  }

  @Test
  void aBlackHoleHoldsBackHowAConnectionEndedToo() throws IOException {
    try (Ends ends = connect()) {
      proxy.blackHole();
      ends.far().setSoLinger(true, 0);
      ends.far().close();
      silent(ends.near(), 100);
      proxy.heal();
      assertThat(end(ends.near())).isEqualTo("RST");
    }
  }

  @Test
  void aTimeoutEndsTheConnectionAfterAWhile() throws IOException {
    try (Ends ends = connect()) {
      long since = System.nanoTime();
      proxy.add(new Toxic.Timeout(Duration.ofMillis(150)), Direction.UP);
      assertThat(end(ends.near())).isEqualTo("FIN");
      assertThat(millis(since)).isGreaterThanOrEqualTo(145);
    }
  }

  @Test
  void resetPeerResetsBothEnds() throws IOException {
    try (Ends ends = connect()) {
      proxy.add(new Toxic.ResetPeer(Duration.ofMillis(50)), Direction.DOWN);
      assertThat(end(ends.near())).isEqualTo("RST");
      assertThat(end(ends.far())).isEqualTo("RST");
    }
  }

  @Test
  void slicesToSingleBytes() throws IOException {
    proxy.add(new Toxic.Slicer(1, Duration.ofMillis(5)), Direction.UP);
    try (Ends ends = connect()) {
      long sent = System.nanoTime();
      ends.up("twenty bytes of text");
      assertThat(ends.atFar(20)).isEqualTo("twenty bytes of text");
      assertThat(millis(sent)).isGreaterThanOrEqualTo(95);
    }
  }

  @Test
  void limitDataEndsAmidAFrame() throws IOException {
    proxy.add(new Toxic.LimitData(3), Direction.UP);
    try (Ends ends = connect()) {
      ends.up("frame");
      assertThat(ends.atFar(5)).isEqualTo("fra");
      assertThat(end(ends.near())).isIn("FIN", "RST");
    }
  }

  @Test
  void corruptTurnsBitsAndTheSameOnesForTheSameSeed() throws IOException {
    proxy.add(new Toxic.Corrupt(0.2), Direction.UP);
    String text = "x".repeat(200);
    String bent;
    try (Ends ends = connect()) {
      ends.up(text);
      bent = ends.atFar(200);
    }
    assertThat(bent).isNotEqualTo(text).contains("xx");
    try (var again = new Proxy("n1", 0, (InetSocketAddress) server.getLocalSocketAddress(), 7)) {
      again.add(new Toxic.Corrupt(0.2), Direction.UP);
      try (var near = new Socket(InetAddress.getLoopbackAddress(), again.port());
          Socket far = server.accept()) {
        near.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(Ends.text(far, 200)).isEqualTo(bent);
      }
    }
  }

  @Test
  void slowCloseTellsTheEndLater() throws IOException {
    proxy.add(new Toxic.SlowClose(Duration.ofMillis(150)), Direction.UP);
    try (Ends ends = connect()) {
      long since = System.nanoTime();
      ends.near().shutdownOutput();
      assertThat(end(ends.far())).isEqualTo("FIN");
      assertThat(millis(since)).isGreaterThanOrEqualTo(145);
    }
  }

  @Test
  void aWriterIsHeldUpWhenNobodyReads() throws Exception {
    try (Ends ends = connect()) {
      proxy.add(new Toxic.Timeout(Duration.ZERO), Direction.UP);
      var much = new byte[32 << 20];
      Arrays.fill(much, (byte) 1);
      var writer =
          Thread.startVirtualThread(() -> {
            try {
              ends.near().getOutputStream().write(much);
            } catch (IOException cut) {
              // The test ends.
            }
          });
      assertThat(writer.join(Duration.ofMillis(300))).isFalse();
      assertThat(proxy.bytes(Direction.UP)).isZero();
    }
  }

  @Test
  void downRefusesAndResetsAndUpListensAgain() throws IOException {
    try (Ends ends = connect()) {
      proxy.down();
      assertThat(end(ends.near())).isEqualTo("RST");
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), proxy.port()))
          .hasMessageContaining("refused");
      proxy.heal();
      try (Ends more = connect()) {
        more.up("again");
        assertThat(more.atFar(5)).isEqualTo("again");
      }
    }
  }

  @Test
  void whoDialsAProxyWithNobodyBehindItIsReset() throws IOException {
    server.close();
    try (var near = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      assertThat(end(near)).isEqualTo("RST");
    }
  }
}
