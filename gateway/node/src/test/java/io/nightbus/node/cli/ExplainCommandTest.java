package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ExplainCommandTest {
  private static final String DEMO = "../../ops/demo/gateway.yaml";

  private static final String PURCHASE =
      """
      0100
      2 4000000000000002
      DE 3 000000
      4: 000000001250
      7 1125120000
      11 000001
      14 4912
      18 5411
      22 071
      49 826
      """;

  @TempDir Path folder;
  private final StringWriter said = new StringWriter();

  private int explain(String message) throws IOException {
    Path file = folder.resolve("message");
    Files.writeString(file, message);
    CommandLine nightbus = GatewayCommands.addTo(new CommandLine(CommandSpec.create()));
    nightbus.setOut(new PrintWriter(said, true));
    nightbus.setErr(new PrintWriter(said, true));
    int code = nightbus.execute("standin", "explain", "--config", DEMO, file.toString());
    assertThat(said.toString()).doesNotContain("40000000", "0000002");
    return code;
  }

  @Test
  void anApprovalPassesEveryCheck() throws Exception {
    assertThat(explain(PURCHASE)).as("%s", said).isEqualTo(ExitCode.OK);
    assertThat(said.toString()).contains("network -> issuer", "exposure", "=> approved");
  }

  @Test
  void theCheckThatDecidesIsTheLastAndSaysWhy() throws Exception {
    assertThat(explain(PURCHASE.replace("000000001250", "000000010001")))
        .isEqualTo(ExitCode.FINDING);
    assertThat(said.toString())
        .contains("per transaction: 0 and 10001 more is above 10000", "=> 91")
        .doesNotContain("exposure");
  }

  @Test
  void aFactAboutTheCardIsADecline() throws Exception {
    assertThat(explain(PURCHASE.replace("14 4912", "14 2001"))).isEqualTo(ExitCode.FINDING);
    assertThat(said.toString()).contains("expiry", "=> declined with 54");
  }

  @Test
  void readsJsonAndHexadecimal() throws Exception {
    String json =
        "{\"mti\":\"0100\",\"2\":\"4000000000000002\",\"3\":\"000000\",\"4\":\"000000001250\","
            + "\"14\":\"4912\",\"18\":\"4111\",\"22\":\"051\",\"49\":\"826\"}";
    assertThat(explain(json)).as("%s", said).isEqualTo(ExitCode.OK);
    Message message =
        Message.of(Mti.AUTHORISATION_REQUEST)
            .set(De.PAN, "4000000000000002")
            .set(De.PROCESSING_CODE, "010000")
            .set(De.AMOUNT, "000000001250")
            .set(De.EXPIRY, "4912")
            .set(De.CURRENCY, "826")
            .build();
    byte[] bytes = Dialect.named("iso87-ascii").orElseThrow().encode(message);
    assertThat(explain(HexFormat.of().formatHex(bytes))).isEqualTo(ExitCode.FINDING);
    assertThat(said.toString()).contains("not a cash");
  }

  @Test
  void whatIsNoMessageIsOneClearLine() throws Exception {
    assertThat(explain("hello")).isEqualTo(ExitCode.USAGE);
    assertThat(explain("{\"mti\":")).isEqualTo(ExitCode.USAGE);
    assertThat(explain("0100\n999 1")).isEqualTo(ExitCode.USAGE);
    assertThat(said.toString()).contains("line 2 names no data element");
  }
}
