package io.nightbus.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Settings;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LinkSettings.SignOn;
import io.nightbus.core.standin.CardStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a configuration says, and what is said about a broken one. */
class ConfigFileTest {
  /** From the module's folder, where the tests run. */
  static final Path DEMO = Path.of("../../ops/demo/gateway.yaml");

  @TempDir Path folder;
  private String demo = "";

  @BeforeEach
  void readTheDemo() throws IOException {
    demo = Files.readString(DEMO);
  }

  private ConfigFile.Checked check(String text) throws IOException {
    return check(text, Map.of());
  }

  private ConfigFile.Checked check(String text, Map<String, String> environment)
      throws IOException {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, text);
    return ConfigFile.check(file, environment);
  }

  private String changed(String from, String to) {
    assertThat(demo).as("the demo has what the test changes").contains(from);
    return demo.replaceFirst(java.util.regex.Pattern.quote(from), to.replace("$", "\\$"));
  }

  private Finding only(String text) throws IOException {
    ConfigFile.Checked checked = check(text);
    assertThat(checked.findings()).hasSize(1);
    return checked.findings().getFirst();
  }

  @Test
  void theDemosFileIsInOrder() throws IOException {
    ConfigFile.Checked checked = ConfigFile.check(DEMO, Map.of());

    assertThat(checked.findings()).isEmpty();
    GatewayConfig config = checked.config().orElseThrow();
    Settings settings = config.settings();
    assertThat(settings.endpoints())
        .extracting(Settings.Endpoint::name)
        .containsExactly("network", "issuer", "acquirer");
    assertThat(config.address(new LinkId("network", "south", "s2")).getPort()).isEqualTo(7202);
    assertThat(settings.endpoint("network").guarantees().duplicates())
        .isEqualTo(Duration.ofHours(4));
    assertThat(settings.endpoint("network").delivery().window()).isEqualTo(64);
    assertThat(settings.routes())
        .extracting(Settings.Route::standIn, Settings.Route::journal)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(true, true),
            org.assertj.core.groups.Tuple.tuple(false, true));
    assertThat(settings.transitTo()).contains("network");
    assertThat(settings.standIn().orElseThrow().sets().getFirst().currency()).isEqualTo("826");
    assertThat(config.store().file().getParent())
        .isEqualTo(DEMO.resolveSibling("data").toAbsolutePath().normalize());
  }

  @Test
  void anAcceptedEndpointHasAsManyLinksAsItSaysAtOneAddress() {
    GatewayConfig config = ConfigFile.check(DEMO, Map.of()).config().orElseThrow();

    var links = config.settings().endpoint("acquirer").links();
    assertThat(links).hasSize(4).allMatch(link -> !link.dials() && link.signOn() == SignOn.PEER);
    assertThat(links).extracting(link -> config.address(link.id()).getPort()).containsOnly(7401);
    assertThat(config.address(links.getFirst().id()).isUnresolved()).isFalse();
  }

  @Test
  void theEnvironmentMovesPortsAndPromises() {
    GatewayConfig config =
        ConfigFile.check(
                DEMO,
                Map.of(
                    "NETWORK_N1_PORT", "9999", "NETWORK_DUPLICATES", "none", "NIGHTBUS_NODE", "b"))
            .config()
            .orElseThrow();

    assertThat(config.address(new LinkId("network", "north", "n1")).getPort()).isEqualTo(9999);
    assertThat(config.settings().endpoint("network").guarantees().removesDuplicates()).isFalse();
    assertThat(config.settings().node()).isEqualTo("b");
  }

  @Test
  void anOverrideFromTheEnvironmentIsCheckedAndNamed() throws IOException {
    Finding finding = check(demo, Map.of("NIGHTBUS_ADMIN_LISTEN", "here")).findings().getFirst();

    assertThat(finding.path()).isEqualTo("NIGHTBUS_ADMIN_LISTEN (environment)");
    assertThat(finding.place().line()).isZero();
  }

  /** Each row: what stands there, what a person wrote instead, path, what is said, hint. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          request: 3s | requets: 3s | endpoints.network.requets | unknown key | did you mean "request"?
          request: 3s | request: 3 | endpoints.network.request | "3" is not a duration | e.g. 500ms or 3s
          request: 3s | request: 5h | endpoints.network.request | 5h is out of range | 10ms to 1m
          request: 3s | request: [3s] | endpoints.network.request | a list where a value is wanted | duration
          request: 3s | request: 6s | routes[1].budget | 5s is not above endpoints.network.request (6s, line | given up
          rate: 4000 | rate: fast | endpoints.network.delivery.rate | "fast" is not a whole number | e.g. 1
          rate: 4000 | rate: 0 | endpoints.network.delivery.rate | 0 is out of range | 1 to 1000000
          backoff: 500ms | backoff: 10s | endpoints.network.delivery.backoff | back-off 10s is above its cap 5s | at most
          backoff: 100ms, backoff-cap: 1s | backoff: 2s, backoff-cap: 1s | endpoints.network.link.backoff | back-off 2s is above its cap 1s | at most
          dialect: iso87-ascii | dialect: iso87-asci | endpoints.network.dialect | there is no dialect "iso87-asci" | did you mean "iso87-ascii"?
          class: decline-soft | class: decline-hard | transit.retries[0].class | "decline-hard" is not possible here | did you mean "decline-soft"?
          class: decline-soft | advice: "X1" | transit.retries[0].advice | nothing says where an answer carries it | advice-code
          class: decline-soft, attempts: 6, | class: decline-soft, | transit.retries[0].attempts | missing | number
          class: decline-soft, attempts | attempts | transit.retries[0].class | a row follows a class or an advice | class:
          , effective: 2026-01-01} | , effective: 1.1.26} | transit.retries[0].effective | "1.1.26" is not a day | year-month-day
          , effective: 2026-01-01} | } | transit.retries[0].effective | missing | day
          source: "demo; ask your acquirer", | '' | transit.retries[0].source | missing | text
          retries: | advice-code: {element: 35}@  retries: | transit.advice-code.element | DE 35 may hold secrets | your scheme's
          retries: | advice-code: {element: 48, tag: "123"}@  retries: | transit.advice-code.tag | "123" is not a tag | quoted
          retries: | retries:@    - {class: decline-soft, attempts: 5, source: x, effective: 2026-01-01} | transit.retries[1].effective | one would be left aside: transit.retries[0] | another day
          dialect: iso87-ascii | dialect: mine.yaml | endpoints.network.dialect | no such file |
          dialect: iso87-ascii | security: {mac: required} | endpoints.network.security.mac | message authentication is not done | security module
          dialect: iso87-ascii | security: {pin: translate} | endpoints.network.security.pin | PIN translation is not done | pass-through
          sign-on: we | sign-on: wee | endpoints.network.link.sign-on | "wee" is not possible here | did you mean "we"?
          to: issuer | to: isuer | routes[0].to | there is no endpoint "isuer" | did you mean "issuer"?
          - from: acquirer | - fron: acquirer | routes[1].fron | unknown key | did you mean "from"?
          to: issuer | to: network | routes[0].to | leads back to where it comes from | another endpoint
          stand-in: on | stand-in: maybe | routes[0].stand-in | "maybe" is neither on nor off | on or off
          currency: GBP | currency: GPB | stand-in.ranges.ours.currency | "GPB" is not an ISO 4217 currency | e.g. GBP or 826
          amount: 30000} | amount: 3000} | stand-in.ranges.ours.limits | a card's 3000 is below what one transaction may take (10000) | at least one
          exposure: 500000000 | exposure: 100 | stand-in.ranges.ours.limits | one card may take 30000, more than the exposure over all cards (100) | all cards
          exposure: 500000000 | exposur: 100 | stand-in.exposure | missing | amount
          - {per: transaction, amount: 10000} | - {per: range, amount: 10000000} | stand-in.ranges.ours.limits | nothing bounds one purchase | per: transaction
          - {per: transaction, amount: 10000} | - {per: transaction} | stand-in.ranges.ours.limits[0].amount | the row bounds nothing | count
          - {per: transaction, amount: 10000} | - {per: transaction, days: 2, amount: 10000} | stand-in.ranges.ours.limits[0].days | nothing is counted | leave it out
          - {per: card, days: 1, count | - {per: crad, days: 1, count | stand-in.ranges.ours.limits[2].per | "crad" is not possible here | did you mean "card"?
          - {per: card, days: 1, count | - {per: card, kinds: [refund], days: 1, count | stand-in.ranges.ours.limits[2].name | needs a name | fares
          - {per: card, days: 1, count | - {per: card, days: 60, count | stand-in.ranges.ours.limits[2].days | 60 is out of range | 1 to 31
          mode: approve | mode: aprove | stand-in.ranges.ours.mode | "aprove" is not possible here | did you mean "approve"?
          approve: [purchase, | approve: [purchases, | stand-in.ranges.ours.approve[0] | "purchases" is not possible here | did you mean "purchase"?
          mode: approve | cards: ["400000"] | stand-in.ranges.ours.cards | written twice |
          links: 4 | links: 0 | endpoints.acquirer.listen.links | 0 is out of range | 1 to 256
          127.0.0.1:${ACQUIRER_PORT:-7401} | 127.0.0.1 | endpoints.acquirer.listen.address | "127.0.0.1" is not an address | host:port
          127.0.0.1:${NIGHTBUS_ADMIN_PORT:-8470} | 0.0.0.0:8470 | admin.listen | not a loopback address | 127.0.0.1:8470
          127.0.0.1:${NIGHTBUS_ADMIN_PORT:-8470} | 127.0.0.1:7401 | endpoints.acquirer.listen.address | already taken by admin.listen | port of its own
          ${NIGHTBUS_ADMIN_PORT:-8470} | ${NOT_SET} | admin.listen | the environment has no NOT_SET | ${NOT_SET:-otherwise}
          level: info | level: inof | log.level | "inof" is not possible here | did you mean "info"?
          transit: | transits: | transits | unknown key | did you mean "transit"?
          n2: 127 | n1: 127 | endpoints.network.sites.north.n1 | written twice | the first one is in line
          issuer: | is suer: | endpoints.is suer | "is suer" is not a name | letters, digits
          node: demo | node: "" | node | an empty value is not a name | 1 to 32
          """)
  void oneMistakeIsNamedWithItsPlaceAndWhatToDo(
      String from, String to, String path, String what, String hint) throws IOException {
    List<Finding> findings = check(changed(from, to.replace("@", "\n"))).findings();

    assertThat(findings)
        .as("%s", findings)
        .anySatisfy(finding -> {
          assertThat(finding.isError()).isTrue();
          assertThat(finding.path()).isEqualTo(path);
          assertThat(finding.what()).contains(what);
          assertThat(finding.hint()).contains(hint == null ? "" : hint);
          assertThat(finding.place().line()).isPositive();
        });
    assertThat(check(changed(from, to.replace("@", "\n"))).config()).isEmpty();
  }

  @Test
  void everyMistakeIsFoundInOneRunAndInTheOrderOfTheFile() throws IOException {
    String text =
        changed("request: 3s", "request: soon")
            .replace("window: 256", "windw: 256")
            .replace("to: issuer", "to: isser")
            .replace("currency: GBP", "currency: pounds")
            .replace("transit:\n  to: network", "transit:\n  to: nowhere");

    assertThat(check(text).findings())
        .extracting(Finding::path)
        .containsExactly(
            "endpoints.network.request",
            "endpoints.network.windw",
            "endpoints.issuer",
            "routes[0].to",
            "stand-in.ranges.ours.currency",
            "transit.to");
  }

  @Test
  void thePlaceIsTheKeysOrTheValuesOwn() throws IOException {
    String text = changed("window: 256", "windw: 256");
    int line = text.substring(0, text.indexOf("windw")).split("\n", -1).length;

    assertThat(only(text).place()).isEqualTo(new Place(line, 5, 5));
    assertThat(only(changed("window: 256 ", "window: lots ")).place())
        .isEqualTo(new Place(line, 13, 4));
  }

  @Test
  void moreAttemptsThanEveryChargeHasAreAWarning() throws IOException {
    Finding finding = only(changed("decline-soft, attempts: 6", "decline-soft, attempts: 7"));
    assertThat(finding.isError()).isFalse();
    assertThat(finding.what()).contains("7 are never reached: transit.attempts is 6");
  }

  @Test
  void twoLinksAtOneAddressAreAWarningThatDoesNotStopIt() throws IOException {
    ConfigFile.Checked checked = check(changed("${NETWORK_S2_PORT:-7202}", "7101"));

    assertThat(checked.findings()).hasSize(1);
    Finding finding = checked.findings().getFirst();
    assertThat(finding.isError()).isFalse();
    assertThat(finding.path()).isEqualTo("endpoints.network.sites.south.s2");
    assertThat(finding.what()).isEqualTo("the same address as north.n1");
    assertThat(checked.config()).isPresent();
  }

  @Test
  void aRouteBehindOneForEveryCardIsNeverReached() throws IOException {
    Finding finding =
        only(changed("  # Cards of ours,", "  - {from: network, to: issuer}\n  # Cards of ours,"));

    assertThat(finding.isError()).isFalse();
    assertThat(finding.what()).isEqualTo("never reached: routes[0] takes these cards before");
  }

  @Test
  void aRouteThatStandsInNeedsRules() throws IOException {
    String text =
        demo.substring(0, demo.indexOf("# Within what limits")) + "transit: {to: network}\n";

    assertThat(only(text).path()).isEqualTo("routes[0].stand-in");
  }

  @Test
  void aPromiseThatIsShorterThanARepeatTakesIsRefused() throws IOException {
    Finding finding = only(changed("${NETWORK_DUPLICATES:-4h}", "5s"));

    assertThat(finding.path()).isEqualTo("endpoints.network.delivery.backoff-cap");
    assertThat(finding.what()).contains("7s after the one before").contains("for 5s only");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a: [1 | not YAML
          a: b: c | not YAML
          '' | the file is empty
          '# only a comment' | the file is empty
          - a | a list where a section is wanted
          just words | a single value where a section is wanted
          a: &x {b: 1} | anchors and aliases are not used here
          """)
  void whatIsNotASectionOfYamlIsNamedInOneLine(String text, String what) throws IOException {
    List<Finding> findings = check(text.replace("\\n", "\n")).findings();

    assertThat(findings).as("%s", findings).anySatisfy(f -> assertThat(f.what()).contains(what));
    assertThat(findings).allSatisfy(f -> assertThat(f.what()).doesNotContain("\n"));
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws IOException {
    assertThat(ConfigFile.check(folder.resolve("none.yaml"), Map.of()).findings())
        .extracting(Finding::what)
        .containsExactly("no such file");
    assertThat(ConfigFile.check(folder, Map.of()).findings())
        .extracting(Finding::what)
        .containsExactly("a folder, not a file");
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0xc3});
    assertThat(ConfigFile.check(binary, Map.of()).findings())
        .extracting(Finding::what)
        .containsExactly("not UTF-8 text");
  }

  @Test
  void hotCardsBecomeTokensAndAreNeverRepeated() throws IOException {
    Path cards = folder.resolve("hot.txt");
    Files.writeString(
        cards, "# a comment\n4000000000000002\n\n4000000000000010 lost # by its holder\n");
    GatewayConfig config =
        check(changed("# hot-cards-file: hot-cards.txt", "hot-cards-file: hot.txt"))
            .config()
            .orElseThrow();

    assertThat(config.settings().standIn().orElseThrow().cards()).isEmpty();
    assertThat(
            config
                .withHotCards(pan -> "token-" + pan.digits().substring(13))
                .standIn()
                .orElseThrow()
                .cards())
        .isEqualTo(Map.of("token-002", CardStatus.STOLEN, "token-010", CardStatus.LOST));
  }

  @Test
  void aBadHotCardIsNamedByItsLineOnly() throws IOException {
    Files.writeString(folder.resolve("hot.txt"), "4000000000000002\n4000000000000003\n");
    Finding finding = only(changed("# hot-cards-file: hot-cards.txt", "hot-cards-file: hot.txt"));

    assertThat(finding.what()).contains("hot.txt:2: this is not a card number");
    assertThat(finding.toString()).doesNotContain("40000000");
  }

  @Test
  void aWholeCardNumberAsARangeIsNotRepeated() throws IOException {
    Finding finding = only(changed("cards: [\"400000\"]", "cards: [\"4000000000000002\"]"));

    assertThat(finding.path()).isEqualTo("routes[0].cards[0]");
    assertThat(finding.toString()).doesNotContain("40000000");
  }

  @Test
  void aHugeFileIsNotRead() throws IOException {
    Path file = folder.resolve("huge.yaml");
    Files.write(file, "#".repeat(2 << 20).getBytes(StandardCharsets.UTF_8));

    assertThat(ConfigFile.check(file, Map.of()).findings())
        .extracting(Finding::what)
        .containsExactly("longer than 1 MiB");
  }
}
