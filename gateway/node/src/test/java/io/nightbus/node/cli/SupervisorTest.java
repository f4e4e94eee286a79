package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private static final long PID = 4711;
  private static final long LONG = 30_000;

  @TempDir Path folder;
  private ServiceManager systemd;
  private String socket = "";

  @BeforeEach
  void listen() {
    socket = folder.resolve("notify").toString();
    systemd = new ServiceManager(socket);
  }

  @AfterEach
  void close() {
    systemd.close();
  }

  private static BlockingQueue<Boolean> answers(Boolean... answers) {
    var queue = new ArrayBlockingQueue<Boolean>(10);
    queue.addAll(List.of(answers));
    return queue;
  }

  @Test
  void readyIsToldOnceItIsSoAndStoppingAtTheEnd() throws Exception {
    BlockingQueue<Boolean> ready = answers(false, false, true);
    try (Supervisor supervisor = Supervisor.in(Map.of("NOTIFY_SOCKET", socket), PID)) {
      supervisor.watch(() -> Boolean.TRUE.equals(ready.poll()), () -> true);
      assertThat(systemd.next(LONG)).startsWith("READY=1\n");
      assertThat(ready).isEmpty();
    }
    assertThat(systemd.next(LONG)).startsWith("STOPPING=1\n");
    assertThat(systemd.next(0)).isNull();
  }

  @Test
  void aGatewayThatDoesNotAnswerGivesNoSignOfLife() throws Exception {
    var environment =
        Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "40000", "WATCHDOG_PID", "" + PID);
    // Asked again and again; what it says counts each time.
    BlockingQueue<Boolean> lives = answers(true, false, true, false, false);
    var asked = new ArrayBlockingQueue<String>(10);
    try (Supervisor supervisor = Supervisor.in(environment, PID)) {
      supervisor.watch(
          () -> true,
          () -> {
            Boolean now = lives.poll();
            if (now == null) {
              asked.offer("all");
            }
            return Boolean.TRUE.equals(now);
          });
      assertThat(asked.poll(LONG, TimeUnit.MILLISECONDS)).isEqualTo("all");
      assertThat(systemd.next(LONG)).startsWith("READY=1");
      assertThat(systemd.next(LONG)).isEqualTo("WATCHDOG=1");
      assertThat(systemd.next(LONG)).isEqualTo("WATCHDOG=1");
    }
    assertThat(systemd.next(LONG)).startsWith("STOPPING=1");
  }

  @Test
  void aWatchdogForAnotherProcessIsNotFed() throws Exception {
    var environment =
        Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "" + (PID + 1));
    try (Supervisor supervisor = Supervisor.in(environment, PID)) {
      supervisor.watch(() -> true, () -> true);
      assertThat(systemd.next(LONG)).startsWith("READY=1");
    }
    assertThat(systemd.next(LONG)).startsWith("STOPPING=1");
  }

  @Test
  void aSocketThatIsInNoFolderIsFound() throws Exception {
    String name = "nightbus-test-" + ProcessHandle.current().pid();
    try (var abstractly = new ServiceManager('\0' + name);
        Supervisor supervisor = Supervisor.in(Map.of("NOTIFY_SOCKET", "@" + name), PID)) {
      supervisor.watch(() -> true, () -> true);
      assertThat(abstractly.next(LONG)).startsWith("READY=1");
    }
  }

  @Test
  void nobodyThereOrANameThatIsNoneHindersNothing() throws Exception {
    for (String name : new String[] {"", "vsock:2:1", "/" + "x".repeat(107), folder + "/gone"}) {
      try (Supervisor supervisor = Supervisor.in(Map.of("NOTIFY_SOCKET", name), PID)) {
        supervisor.watch(() -> true, () -> true);
      }
    }
    assertThat(systemd.next(0)).isNull();
  }
}
