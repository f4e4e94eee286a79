package io.nightbus.sim.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.sim.Asking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesFileTest {
  private final Random random = new Random(7);

  private String code(Rules rules, Message message, String link, String site) {
    return rules.replyTo(message, link, site, random).code();
  }

  @Test
  void theFirstRuleThatMatchesDecides() throws Exception {
    Rules rules =
        RulesFile.parse(
            "rules.yaml",
            """
            rules:
              - when: {mti: "0100", cards: ["5555", "41"], amount: {from: 100, to: 200}}
                reply: {39: "51"}
              - when: {site: south}
                reply: {39: "05", 44: "later"}
              - when: {link: n2}
                withhold: true
              - delay: 40ms
            """);
    assertThat(code(rules, Asking.request(1, 100), "n1", "north")).isEqualTo("51");
    assertThat(code(rules, Asking.repeat(Asking.request(1, 200)), "n1", "north")).isEqualTo("51");
    assertThat(code(rules, Asking.request(1, 201), "n1", "north")).isEmpty();
    assertThat(code(rules, Asking.request(1, 201), "s1", "south")).isEqualTo("05");
    assertThat(rules.replyTo(Asking.request(1, 99), "s1", "south", random).others())
        .containsEntry(De.ADDITIONAL_RESPONSE, "later");
    assertThat(rules.replyTo(Asking.request(1, 99), "n2", "north", random).withhold()).isTrue();
    assertThat(rules.replyTo(Asking.request(1, 99), "n1", "north", random).delay())
        .isEqualTo(new Delay.Fixed(40_000_000));
  }

  @Test
  void aShareIsDrawnFromTheSeed() throws Exception {
    Rules rules = RulesFile.parse("r", "rules: [{when: {share: 0.25}, reply: {39: \"05\"}}]");
    int declined = 0;
    for (int i = 0; i < 10_000; i++) {
      declined += code(rules, Asking.request(1, 1), "n1", "north").equals("05") ? 1 : 0;
    }
    assertThat(declined).isBetween(2_350, 2_650);
  }

  @Test
  void aLognormalDelayHasItsMedian() throws Exception {
    Rules rules = RulesFile.parse("r", "rules: [{delay: {lognormal: {median: 10ms, sigma: 0.4}}}]");
    Delay delay = rules.list().getFirst().reply().delay();
    int below = 0;
    for (int i = 0; i < 10_000; i++) {
      below += delay.nanos(random) < 10_000_000 ? 1 : 0;
    }
    assertThat(below).isBetween(4_800, 5_200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rules: [{when: {mty: "0100"}}]                         | 1:17 | "mty" is not known here; there are [amount, cards, link, mti, share, site]
          rules: [{when: {mti: 100}}]                            | 1:22 | an MTI has four digits
          rules: [{reply: {39: "051"}}]                          | 1:22 | a response code has two characters
          rules: [{reply: {39: "10"}}]                           | 1:22 | 10, approval of a part, is not simulated
          rules: [{reply: {1: "x"}}]                             | 1:18 | "1" is not a data element
          rules: [{when: {amount: {from: 9, to: 1}}}]            | 1:25 | "from" is above "to"
          rules: [{when: {share: 2}}]                            | 1:24 | a share is from 0 to 1
          rules: [{delay: soon}]                                 | 1:17 | expected a time
          rules: [{delay: {lognormal: {median: 1ms}}}]           | 1:29 | lognormal needs "median" and "sigma"
          rules: [{withhold: maybe}]                             | 1:20 | expected true or false
          rules: [{when: {cards: visa}}]                         | 1:24 | a card range is
          rules: [{}]                                            | 1:9  | a rule says nothing
          rules: {when: {}}                                      | 1:8  | expected a list
          rule: []                                               | 1:1  | "rule" is not known here; there are [rules]
          """)
  void everyMistakeIsNamedWithItsPlace(String yaml, String place, String reason) {
    assertThatThrownBy(() -> RulesFile.parse("my.yaml", yaml))
        .isInstanceOf(RulesException.class)
        .hasMessageStartingWith("my.yaml:" + place + ": ")
        .hasMessageContaining(reason);
  }

  @Test
  void brokenYamlIsNamedWithItsPlace() {
    assertThatThrownBy(() -> RulesFile.parse("my.yaml", "rules:\n  - when: {mti: \"0100\"\n"))
        .isInstanceOf(RulesException.class)
        .hasMessageMatching("my\\.yaml:[23]:\\d+: .+");
    assertThatThrownBy(() -> RulesFile.parse("my.yaml", ""))
        .hasMessageContaining("my.yaml:1:1: the file is empty");
    assertThatThrownBy(() -> RulesFile.parse("my.yaml", "rules: []\nrules: []\n"))
        .isInstanceOf(RulesException.class);
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> RulesFile.read(folder.resolve("none.yaml")))
        .hasMessageContaining("none.yaml:1:1: can't be read");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
    assertThatThrownBy(() -> RulesFile.read(binary)).hasMessageContaining("not UTF-8");
  }
}
