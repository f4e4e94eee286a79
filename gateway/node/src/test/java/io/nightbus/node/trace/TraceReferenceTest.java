package io.nightbus.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TraceReferenceTest {
  private static final Path PAGE = Path.of("../../ops/reference/traces.md");

  @Test
  void thePageIsMadeFromTheCode() throws IOException {
    if (Boolean.getBoolean("nightbus.write")) {
      Files.writeString(PAGE, TraceReference.page());
    }
    assertThat(Files.readString(PAGE))
        .as("run this test with -Dnightbus.write=true to make the page anew")
        .isEqualTo(TraceReference.page());
  }
}
