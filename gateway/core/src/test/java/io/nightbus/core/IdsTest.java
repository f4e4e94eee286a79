package io.nightbus.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void everyIdIsNewOnce() {
    var ids = new Ids();
    for (long id = 1; id <= 10_000; id++) {
      assertThat(ids.add(id * 7)).isTrue();
    }
    for (long id = 1; id <= 10_000; id++) {
      assertThat(ids.add(id * 7)).isFalse();
    }
    assertThat(ids.add(8)).isTrue();
  }
}
