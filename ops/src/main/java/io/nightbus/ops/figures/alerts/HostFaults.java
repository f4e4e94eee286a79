package io.nightbus.ops.figures.alerts;

import static io.nightbus.ops.figures.alerts.Expected.noPage;
import static io.nightbus.ops.figures.alerts.Expected.page;
import static io.nightbus.ops.figures.alerts.Expected.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What befalls the process, its machine and its book: rows H and S of the catalogue. */
final class HostFaults {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SYNC = "fsync,fdatasync";
  private static final String WAIT = "epoll_wait,epoll_pwait,epoll_pwait2";

  private HostFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "H1",
            "the process stands still for three seconds",
            ticket("NightbusStandsStill", 30),
            rig -> {
              rig.signal("STOP");
              rig.pause(Duration.ofSeconds(3));
              rig.signal("CONT");
              return Undo.NOTHING;
            }),
        new Fault(
            "H2",
            "the process is stopped",
            page("NightbusDown", 30),
            rig -> {
              rig.signal("STOP");
              return () -> rig.signal("CONT");
            }),
        new Fault(
            "H4", "a fifth of the processor is left", ticket("NightbusStandsStill", 45), starved()),
        new Fault(
            "H6",
            "the process is killed, and started again at once",
            ticket("NightbusRestarted", 45).also("NightbusDown"),
            rig -> {
              rig.gateway().kill();
              rig.gateway().startAgain();
              return Undo.NOTHING;
            }),
        new Fault(
            "H6b",
            "the process is killed",
            page("NightbusDown", 30),
            rig -> {
              rig.gateway().kill();
              return rig.gateway()::startAgain;
            }),
        new Fault(
            "H7",
            "the event loop hangs, the rest goes on",
            page("NightbusEventLoopSilent", 45).mayBurn(),
            rig -> rig.disturbThread("nightbus-loop", WAIT, "delay_exit=60s:when=1")),
        new Fault(
            "H8", "the disk fills", page("NightbusDiskNearlyFull", 30).mayBurn(), HostFaults::fill),
        new Fault(
            "H9",
            "an fsync fails",
            page("NightbusDown", 45),
            rig -> {
              Undo healed = rig.disturb(SYNC, "error=EIO:when=1");
              if (!rig.gateway().ends(PATIENCE)) {
                throw new StageFailure("the gateway goes on after a failed fsync");
              }
              return healed.then(rig.gateway()::startAgain);
            }),
        new Fault(
            "H14",
            "it is stopped in good order and started again",
            ticket("NightbusRestarted", 60).also("NightbusDown"),
            rig -> {
              rig.gateway().process().stop(PATIENCE);
              rig.gateway().startAgain();
              return Undo.NOTHING;
            }),
        new Fault(
            "H16", "a second one is started over the same book", noPage(20), HostFaults::twice),
        new Fault(
            "S10",
            "every fsync takes 300 ms",
            ticket("NightbusStoreSlow", 60),
            rig -> rig.disturb(SYNC, "delay_enter=300ms")),
        new Fault(
            "S10b",
            "an fsync hangs",
            page("NightbusStoreNotWriting", 30).mayBurn(),
            rig -> rig.disturb(SYNC, "delay_enter=30s:when=1")),
        new Fault(
            "I1",
            "a charge is lost from the book",
            page("NightbusBooksDiffer", 15),
            HostFaults::loseACharge));
  }

  /** The host's cards are decided by us, by an operator's order. */
  static Undo forceStandIn(AlertRig rig) {
    operator(rig, "standin", "force", "issuer", "--for", "10m", "--reason", "trying the alerts");
    rig.begins();
    String id = forced(operator(rig, "standin", "show", "--json"));
    return () -> operator(rig, "standin", "release", id, "--reason", "tried");
  }

  static Undo pauseCharges(AlertRig rig) {
    operator(rig, "batch", "pause", "--for", "10m", "--reason", "trying the alerts");
    rig.begins();
    return () -> operator(rig, "batch", "resume", "--reason", "tried");
  }

  /** The number of the order that stands. */
  private static String forced(String shown) {
    try {
      return new ObjectMapper().readTree(shown).path("forced").path(0).path("id").asText();
    } catch (JsonProcessingException words) {
      throw new StageFailure("no list of orders: " + shown.strip(), words);
    }
  }

  static String operator(AlertRig rig, String... words) {
    try (Child command = rig.gateway().command(rig.directory().resolve("operator.log"), words)) {
      String said = command.output(PATIENCE);
      if (command.exitCode(PATIENCE) != 0) {
        throw new StageFailure(String.join(" ", words) + ": " + said.strip());
      }
      return said;
    }
  }

  /** Stopped for four fifths of each half second. */
  private static Fault.Deed starved() {
    return rig -> {
      var over = new java.util.concurrent.CountDownLatch(1);
      Thread hand =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  do {
                    rig.signal("STOP");
                    rig.pause(Duration.ofMillis(1_600));
                    rig.signal("CONT");
                  } while (!over.await(400, java.util.concurrent.TimeUnit.MILLISECONDS));
                } catch (InterruptedException ended) {
                  rig.signal("CONT");
                }
              });
      return () -> {
        over.countDown();
        try {
          hand.join();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      };
    };
  }

  /** What is left is less than a twentieth, and more than the gateway's own reserve. */
  private static Undo fill(AlertRig rig) throws IOException {
    Path ballast = rig.data().resolve("ballast");
    long disk = Files.getFileStore(rig.data()).getTotalSpace();
    if (disk > AlertRig.DISK * 2) {
      throw new StageFailure("the book has no small disk of its own: that needs root");
    }
    long free = Files.getFileStore(rig.data()).getUsableSpace();
    byte[] block = new byte[1 << 20];
    try (var file = new RandomAccessFile(ballast.toFile(), "rw")) {
      for (long left = free - disk * 47 / 1_000; left > 0; left -= block.length) {
        file.write(block, 0, (int) Math.min(left, block.length));
      }
    }
    return () -> Files.delete(ballast);
  }

  private static Undo twice(AlertRig rig) {
    try (Child second = rig.gateway().command(rig.directory().resolve("second.log"), "run")) {
      if (second.exitCode(PATIENCE) == 0) {
        throw new StageFailure("a second gateway ran over the same book");
      }
    }
    return Undo.NOTHING;
  }

  private static Undo loseACharge(AlertRig rig) {
    tally(rig, "-");
    return () -> tally(rig, "+");
  }

  private static void tally(AlertRig rig, String sign) {
    try (Connection book = DriverManager.getConnection("jdbc:sqlite:" + rig.gateway().store());
        Statement statement = book.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      int changed =
          statement.executeUpdate(
              "UPDATE tally SET count = count "
                  + sign
                  + " 1 WHERE (batch, state) IN"
                  + " (SELECT batch, state FROM tally WHERE count > 1 ORDER BY batch LIMIT 1)");
      if (changed != 1) {
        throw new StageFailure("there is no charge to lose");
      }
    } catch (SQLException refused) {
      throw new StageFailure("the book can't be tampered with", refused);
    }
  }
}
