package io.nightbus.sim.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is only worth what it catches: each known mistake, put in, has to be seen. */
class PlantedBugsTest {
  /** So many are tried before a mistake counts as not caught. */
  private static final long SEEDS = Long.getLong("nightbus.bank", 1_000);

  @ParameterizedTest
  @EnumSource
  void isCaught(Planted mistake) {
    Bank.Finding finding = Bank.look(mistake, 1, SEEDS);
    System.out.println(finding);
    assertThat(finding.isCaught()).as(mistake.what()).isTrue();
  }

  /** All of the bank that need one node: 11 to 13 are about several. */
  @Test
  void thereAreTwentyTwo() {
    String numbers =
        Arrays.stream(Planted.values())
            .map(mistake -> Integer.toString(mistake.number()))
            .collect(Collectors.joining(" "));
    assertThat(numbers).isEqualTo("1 2 3 4 5 6 7 8 9 10 14 15 16 17 18 19 20 21 22 23 24 25");
  }
}
