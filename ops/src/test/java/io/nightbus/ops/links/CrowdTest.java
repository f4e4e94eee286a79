package io.nightbus.ops.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.ops.stage.Shipped;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class CrowdTest {
  private static final int FREE = 0;
  private static final int PATIENT_MILLIS = 60_000;

  @TempDir Path directory;

  @Test
  void comesStaysIsRenewedFromTheOldestAndGoes() throws IOException {
    try (var door = listening();
        Crowd crowd = crowd(door.getLocalPort())) {
      assertThat(crowd.come(20)).isEqualTo(20);
      List<Socket> came = accept(door, 20);

      assertThat(crowd.renew(Duration.ofMillis(50), Duration.ofMillis(10))).isEqualTo(20);
      came.addAll(accept(door, 5));
      for (Socket oldest : came.subList(0, 5)) {
        assertThat(ended(oldest)).isTrue();
      }

      crowd.leave();
      for (Socket other : came.subList(5, 25)) {
        assertThat(ended(other)).isTrue();
      }
    }
  }

  /** As the end of its input is all that it has of one who was killed. */
  @Test
  void endsByItselfWithWhoStartedIt() throws Exception {
    try (var door = listening()) {
      Crowd crowd = crowd(door.getLocalPort());
      crowd.come(1);
      Socket only = accept(door, 1).getFirst();
      ProcessHandle process = crowd.process();

      crowd.endInput();

      assertThat(process.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
      assertThat(ended(only)).isTrue();
      crowd.close();
    }
  }

  @Test
  void saysThatNobodyCanConnect() throws IOException {
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FREE));
      assertNobodyConnects(taken.getLocalPort());
    }
  }

  private void assertNobodyConnects(int port) {
    try (Crowd crowd = crowd(port)) {
      assertThatThrownBy(() -> crowd.come(1))
          .isInstanceOf(StageFailure.class)
          .hasMessageContaining("nobody can connect");
    }
  }

  private Crowd crowd(int port) {
    return new Crowd(Shipped.asRunning(), port, directory.resolve("crowd.log"));
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(FREE, 100, InetAddress.getLoopbackAddress());
  }

  private static List<Socket> accept(ServerSocket door, int count) throws IOException {
    var all = new ArrayList<Socket>();
    for (int i = 0; i < count; i++) {
      Socket socket = door.accept();
      socket.setSoTimeout(PATIENT_MILLIS);
      all.add(socket);
    }
    return all;
  }

  private static boolean ended(Socket socket) throws IOException {
    return socket.getInputStream().read() < 0;
  }
}
