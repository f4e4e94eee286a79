package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.node.config.ConfigFile;
import io.nightbus.node.ops.log.PanScanner;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingPrinterTest {
  @TempDir Path folder;

  private String printed(String text) throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, text);
    var out = new StringWriter();
    new FindingPrinter(new PrintWriter(out), new PanScanner())
        .print(ConfigFile.check(file, Map.of()));
    return out.toString().replace(" -- ", " — ").replace(folder.toString() + "/", "");
  }

  @Test
  void showsTheLineWithACaret() throws IOException {
    assertThat(printed("log:\n  levle: info\nroutes: []\ntransit: {to: here}\nendpoints:\n"))
        .startsWith(
            """
            gateway.yaml:2:3 error  log.levle: unknown key — did you mean "level"?
                2 |   levle: info
                  |   ^^^^^
            """)
        .endsWith("3 errors, 0 warnings\n");
  }

  @Test
  void masksACardNumberThatSomebodyWroteDown() throws IOException {
    assertThat(printed("stand-in: {ranges: {ours: {cards: [4000000000000002]}}}\n"))
        .contains("this is not the beginning of a card number")
        .contains("cards: [************0002]")
        .doesNotContain("4000000000000002");
  }

  @Test
  void aFileThatIsNotThereHasNoLine() {
    var out = new StringWriter();
    new FindingPrinter(new PrintWriter(out), new PanScanner())
        .print(ConfigFile.check(Path.of("nowhere.yaml"), Map.of()));

    assertThat(out.toString().replace(" -- ", " — "))
        .isEqualTo(
            """
            nowhere.yaml error  no such file — copy ops/demo/gateway.yaml
            1 error, 0 warnings
            """);
  }
}
