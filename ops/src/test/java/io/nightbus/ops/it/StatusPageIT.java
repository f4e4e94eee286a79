package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.traffic.Cards;
import io.nightbus.sim.transit.Night;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The status page in a real browser through an outage. With {@code -Dnightbus.screenshot=FILE} it
 * writes the README's picture.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StatusPageIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CARDS = 50;

  @TempDir static Path directory;

  private static Stage stage;
  private static Chromium browser;
  private static final Set<String> NUMBERS = new HashSet<>();

  @BeforeAll
  static void open() throws Exception {
    stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1).cards(CARDS),
            Distribution.shipped(),
            Distribution.configuration());
    browser = new Chromium(directory.resolve("profile"), 1200, 1000);
    browser.open("http://127.0.0.1:" + stage.port("NIGHTBUS_ADMIN") + "/");
    for (String range : List.of(Stage.OUR_CARDS, Stage.OTHER_CARDS)) {
      var cards = new Cards(range, CARDS);
      for (int i = 0; i < CARDS; i++) {
        NUMBERS.add(cards.card(i).digits());
      }
    }
  }

  @AfterAll
  static void close() throws Exception {
    if (browser != null) {
      browser.close();
    }
    stage.close();
  }

  private static void shows(String what, String condition) throws Exception {
    assertThat(browser.becomes(condition, SOON))
        .as(what + "; the page says: " + text("document.body"))
        .isTrue();
  }

  private static String text(String element) throws Exception {
    return browser.ask(element + ".innerText").asText();
  }

  private static String peer(String name) {
    return "document.querySelector('[data-peer=" + name + "]').innerText";
  }

  private static String section(String id) {
    return "document.getElementById('" + id + "').innerText";
  }

  @Test
  @Order(1)
  void beforeItSaysThatAllIsWell() throws Exception {
    stage.network().traffic(30);
    stage.acquirer().traffic(30);

    shows("well", "document.getElementById('overall').className === 'none'");
    shows("the issuer answers", peer("issuer") + ".includes('● host answers')");
    shows(
        "four links stand", "document.querySelectorAll('[data-peer=network] li.UP').length === 4");
    shows("nothing wrong", section("troubles") + ".includes('Nothing.')");
    shows("its promise", peer("network") + ".includes('peer guarantees')");
    noCardIsOnIt();
  }

  @Test
  @Order(2)
  void duringAnOutageItSaysWhatIsDownWhoAnswersAndWhatIsOwed() throws Exception {
    stage.issuer().fault("\"kind\": \"refuse\"");
    shows(
        "both links are down, and why",
        "document.querySelectorAll('[data-peer=issuer] li.down').length === 2 && "
            + peer("issuer")
            + ".includes('refuses connections')");
    shows("stand-in answers", peer("issuer") + ".includes('◆ stand-in answers')");
    shows(
        "what is owed and its age",
        "/owed: [0-9,]+ advices?, [0-9.,]+ GBP, oldest/.test(" + peer("issuer") + ")");
    shows("exposure is used", "document.querySelector('#money progress').value > 0");
    shows(
        "the trouble with its cause and what to do",
        section("troubles") + ".includes('None of the 2 links to issuer')");
    shows("its runbook", section("troubles") + ".includes('NightbusAllLinksDown.md')");
    shows("an incident is open by itself", "document.querySelector('#incidents details[open]')");
    shows("it is told in the title", "document.title.startsWith('(!)')");
    shows("what changed", "document.querySelectorAll('#line li.bad').length > 0");
  }

  @Test
  @Order(3)
  void aNightThatWaitsHasItsClock() throws Exception {
    stage.network().fault("\"kind\": \"refuse\"");
    shows("nobody answers", peer("network") + ".includes('✕ nobody answers')");
    handIn();
    shows("charges wait", "/[0-9,]+ charges wait/.test(" + section("money") + ")");
    shows(
        "nothing is forecast as if they went",
        section("money")
            + ".includes('nobody takes them') && "
            + section("money")
            + ".includes('if it came back now')");
    shows(
        "the clock runs",
        "/^0[0-2]:[0-5][0-9]:[0-5][0-9]$/.test(document.querySelector('.clock').textContent)");
    String before = text("document.querySelector('.clock')");
    shows("it moves", "document.querySelector('.clock').textContent !== '" + before + "'");
    String file = System.getProperty("nightbus.screenshot", "");
    if (!file.isEmpty()) {
      browser.screenshot(Path.of(file));
    }
    noCardIsOnIt();
  }

  private static void handIn() throws Exception {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(1);
    Instant deadline = Instant.now().plus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
    Night usual = Night.of(77, day);
    var night = new Night(77, usual.operator(), day, deadline, usual.ranges(), 300, 400);
    Path file = directory.resolve("night.jsonl");
    try (var out = Files.newOutputStream(file)) {
      night.write(out);
    }
    for (String line : Files.readAllLines(file)) {
      var pan = java.util.regex.Pattern.compile("\"pan\":\"([0-9]+)\"").matcher(line);
      if (pan.find()) {
        NUMBERS.add(pan.group(1));
      }
    }
    try (var in = Files.newInputStream(file)) {
      assertThat(stage.gateway().submit(in) / 100).isEqualTo(2);
    }
  }

  @Test
  @Order(4)
  void itIsReadByKeyboardAndByScreenReader() throws Exception {
    browser.ask("document.activeElement.blur()");
    browser.key("Tab", 9);
    assertThat(text("document.activeElement")).isEqualTo("To what is wrong");
    browser.ask("document.activeElement.click()");
    shows("the skip link leads on", "document.activeElement.id === 'troubles'");
    var order = new ArrayList<String>();
    for (int i = 0; i < 30; i++) {
      browser.key("Tab", 9);
      order.add(browser.ask("document.activeElement.tagName").asText());
    }
    assertThat(order).contains("SUMMARY", "A").startsWith("SUMMARY");

    browser.call("Accessibility.enable", "{}");
    var roles = new HashSet<String>();
    var unnamed = new ArrayList<String>();
    for (JsonNode node : browser.call("Accessibility.getFullAXTree", "{}").path("nodes")) {
      String role = node.path("role").path("value").asText();
      String name = node.path("name").path("value").asText();
      roles.add(role + (role.equals("heading") ? " " + name : ""));
      if (Set.of("link", "progressbar", "progressIndicator", "region", "DisclosureTriangle")
              .contains(role)
          && name.isBlank()) {
        unnamed.add(role);
      }
    }
    assertThat(roles)
        .contains("main", "banner", "contentinfo", "status", "list", "listitem")
        .contains("heading Who is answering now", "heading issuer", "heading Incidents");
    assertThat(unnamed).isEmpty();
    assertThat(browser.ask("document.documentElement.lang").asText()).isEqualTo("en");
    assertThat(browser.ask("document.getElementById('overall').getAttribute('aria-live')").asText())
        .isEqualTo("polite");
  }

  @Test
  @Order(5)
  void whatItDrawsAnewTakesNothingFromItsReader() throws Exception {
    String held = "document.activeElement.parentElement";
    browser.ask("document.querySelector('#incidents details[open] summary').focus()");
    String incident = browser.ask(held + ".dataset.id").asText();
    browser.ask(held + ".open = false");
    for (int i = 0; i < 2; i++) {
      String drawn = browser.ask("document.getElementById('asof').dataset.at").asText();
      shows("it is drawn anew", "document.getElementById('asof').dataset.at !== '" + drawn + "'");
    }
    theReaderIsStillAt(incident);

    String note = "they know of it";
    try (Child said =
        stage.gateway().command(directory.resolve("note"), "incident", "note", incident, note)) {
      assertThat(said.exitCode(SOON)).as(said.output(SOON)).isZero();
    }
    shows(
        "what was noted",
        "document.querySelector('[data-id=\""
            + incident
            + "\"]').textContent.includes('"
            + note
            + "')");
    theReaderIsStillAt(incident);
  }

  private static void theReaderIsStillAt(String incident) throws Exception {
    assertThat(browser.ask("document.activeElement.tagName").asText()).isEqualTo("SUMMARY");
    assertThat(browser.ask("document.activeElement.parentElement.dataset.id").asText())
        .isEqualTo(incident);
    assertThat(browser.ask("document.activeElement.parentElement.open").asBoolean()).isFalse();
  }

  @Test
  @Order(6)
  void itIsReadableInTheDark() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      assertThat(browser.ask(LEAST_CONTRAST).asDouble()).as(scheme).isGreaterThanOrEqualTo(4.5);
    }
    assertThat(browser.ask("getComputedStyle(document.body).backgroundColor").asText())
        .isEqualTo("rgb(16, 21, 27)");
    browser.scheme("light");
  }

  /** Of every text on its ground, as WCAG counts it. */
  private static final String LEAST_CONTRAST =
      """
      (() => {
        const rgb = text => text.match(/[0-9.]+/g).map(Number);
        const light = c => { const l = rgb(c).slice(0, 3).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
          return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
        const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } return 'rgb(255,255,255)'; };
        let least = 21;
        for (const e of document.body.querySelectorAll('*')) {
          if (e.matches('script, noscript, noscript *') || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
          const a = light(getComputedStyle(e).color), b = light(ground(e));
          least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
        }
        return least;
      })()
      """;

  @Test
  @Order(7)
  void afterwardsTheIncidentClosesByItselfAndTheNightIsDone() throws Exception {
    stage.issuer().healAll();
    stage.network().healAll();
    shows("the issuer answers", peer("issuer") + ".includes('● host answers')");
    shows("nothing is owed", peer("issuer") + ".includes('nothing owed')");
    assertThat(
            browser.becomes(
                "!document.querySelector('#incidents details[open]') && "
                    + section("incidents")
                    + ".includes('resolved')",
                Duration.ofSeconds(40)))
        .as(text("document.getElementById('incidents')"))
        .isTrue();
    shows("all of the night", "/400 of 400 answered or held/.test(" + section("money") + ")");
    assertThat(text("document.querySelector('#incidents details')")).contains("resolved");
    assertThat(
            browser.ask("document.querySelector('#incidents details .times').textContent").asText())
        .contains("began", "seen", "over");
    noCardIsOnIt();
  }

  @Test
  @Order(8)
  void nothingComesFromElsewhere() throws Exception {
    String origin = browser.ask("location.origin").asText();
    JsonNode loaded =
        browser.ask("performance.getEntriesByType('resource').map(entry => entry.name)");

    assertThat(loaded).isNotEmpty().allMatch(name -> name.asText().startsWith(origin + "/"));
  }

  @Test
  @Order(9)
  void aGatewayThatIsGoneIsSaidToBeStale() throws Exception {
    stage.gateway().kill();

    shows("stale", "document.getElementById('asof').textContent.startsWith('STALE since')");
  }

  private static void noCardIsOnIt() throws Exception {
    String page =
        browser.ask("document.documentElement.outerHTML").asText()
            + stage.gateway().answer("/live.json");

    assertThat(Clear.cards(page.getBytes(StandardCharsets.UTF_8), NUMBERS)).isEmpty();
  }
}
