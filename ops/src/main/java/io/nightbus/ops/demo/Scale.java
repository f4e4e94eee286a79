package io.nightbus.ops.demo;

import java.time.Duration;

/**
 * How large a night is played.
 *
 * @param rate live requests per second, each way
 * @param scene how long a scene is watched before the next begins
 */
record Scale(int charges, int cards, double rate, Duration scene) {
  static Scale whole() {
    return new Scale(20_000, 15_000, 80, Duration.ofSeconds(4));
  }

  static Scale fast() {
    return new Scale(3_000, 2_250, 60, Duration.ofMillis(1_500));
  }
}
