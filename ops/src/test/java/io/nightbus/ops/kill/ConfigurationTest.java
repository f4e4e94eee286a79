package io.nightbus.ops.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path directory;

  /** One file for all was replaced by one ring while another read or replaced it. */
  @Test
  void ringsSideBySideHaveOneEach() {
    Path one = directory.resolve("ring-1");
    Path other = directory.resolve("ring-2");

    assertThat(Configuration.in(one)).isRegularFile().hasParent(one);
    assertThat(Configuration.in(other)).isRegularFile().hasParent(other);
  }
}
