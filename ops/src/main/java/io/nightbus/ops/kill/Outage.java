package io.nightbus.ops.kill;

import io.nightbus.ops.stage.Gateway;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Simulated;
import io.nightbus.ops.stage.Stage;
import io.nightbus.ops.stage.StageFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * One small outage: live requests both ways, the issuer loses answers and then is away (stand-in,
 * reversals, advices), the network loses some answers while it replays a file of charges, and
 * everything comes back. It ends early where the gateway does.
 */
final class Outage {
  static final int CHARGES = 200;

  /** Live requests a second, each way. */
  private static final double RATE = 40;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Stage stage;
  private final Path night;
  private boolean handedIn;
  private long rest;

  /**
   * @param number of the file of charges, and of this outage on its stage
   */
  Outage(Stage stage, int number) {
    this.stage = stage;
    try {
      night = Fares.write(stage.directory(), number, CHARGES);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private Gateway gateway() {
    return stage.gateway();
  }

  /** True where it was played to its end, false where the gateway ended before. */
  boolean play() {
    try {
      playToTheMiddle();
      stage.issuer().healAll();
      await(now -> now.chargesAtRest() >= rest + CHARGES);
      stage.network().healAll();
      await(now -> now.advices() == 0);
      return true;
    } catch (StageFailure failed) {
      if (gateway().ends(Duration.ofSeconds(1))) {
        return false;
      }
      throw failed;
    }
  }

  /** Until the issuer is away and a third of the charges is settled. */
  void playToTheMiddle() {
    rest = gateway().status().chargesAtRest();
    stage.network().fault("\"kind\": \"late\", \"delayMs\": 10");
    stage.network().fault("\"kind\": \"answer_lost\", \"share\": 0.04");
    stage.issuer().fault("\"kind\": \"answer_lost\", \"share\": 0.5");
    stage.acquirer().traffic(RATE);
    stage.network().traffic(RATE);
    await(now -> now.reversals() + now.advices() > 0);
    stage.issuer().fault("\"kind\": \"refuse\"");
    handIn();
    await(now -> now.chargesAtRest() >= rest + CHARGES / 3);
  }

  private void await(Predicate<GatewayStatus> wanted) {
    gateway().awaitStatus("does not get on with the outage", PATIENCE, wanted);
  }

  private void handIn() {
    stage.handedIn(night);
    try {
      handedIn = gateway().submit(Files.newInputStream(night)) == 200;
    } catch (IOException cut) {
      handedIn = false;
    }
  }

  /**
   * Gives everything back and waits until all has come to rest.
   *
   * @param again hands the file in once more, whether it was taken or not
   */
  void settle(boolean again) {
    stage.network().healAll();
    stage.issuer().healAll();
    if (!handedIn || again) {
      handIn();
      if (!handedIn) {
        throw new StageFailure("the file of charges was not taken after the gateway came back");
      }
    }
    for (Simulated client : List.of(stage.acquirer(), stage.network())) {
      client.traffic(0);
    }
    await(GatewayStatus::isDrained); // a link may stay doubted for as long as nothing goes over it
    for (Simulated client : List.of(stage.acquirer(), stage.network())) {
      if (!client.drain(PATIENCE)) {
        throw new StageFailure("a client still waits for the gateway");
      }
    }
    await(GatewayStatus::isDrained);
    stage.flush();
  }
}
