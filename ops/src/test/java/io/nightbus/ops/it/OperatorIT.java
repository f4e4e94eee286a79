package io.nightbus.ops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightbus.ops.stage.Child;
import io.nightbus.ops.stage.GatewayStatus;
import io.nightbus.ops.stage.Setting;
import io.nightbus.ops.stage.Stage;
import io.nightbus.sim.traffic.Cards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator at the shipped gateway: stand-in forced, cards stopped, parked entries taken up. */
final class OperatorIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CARDS = 5;

  /** The host finds fault with every advice: DE 44 names the element. */
  private static final String PARKS =
      "rules:\n  - when: {mti: \"0120\"}\n    reply: {39: \"30\", 44: \"004\"}\n";

  @TempDir static Path directory;

  private static Stage stage;

  @BeforeAll
  static void set() {
    stage =
        Stage.set(
            directory.resolve("stage"),
            Setting.plain(1).rules("", PARKS).cards(CARDS),
            Distribution.shipped(),
            Distribution.configuration());
  }

  @AfterAll
  static void strike() {
    stage.close();
  }

  private static Said gateway(String... words) throws IOException {
    Child child =
        stage.gateway().command(Files.createTempFile(directory, "command", ".log"), words);
    String text = child.output(PATIENCE);
    return new Said(child.exitCode(PATIENCE), text);
  }

  private static JsonNode json(Said said) throws IOException {
    return new ObjectMapper().readTree(said.text());
  }

  /** The first entry of a list, by its number. */
  private static String id(JsonNode list) {
    assertThat(list).isNotEmpty();
    return list.get(0).path("id").asText();
  }

  @Test
  void forcesStandInStopsACardAndTakesUpWhatIsParked() throws Exception {
    Said forced =
        gateway("standin", "force", "issuer", "--for", "10m", "--reason", "host maintenance");
    assertThat(forced.exitCode()).as(forced.text()).isZero();
    stage.network().traffic(40);
    stage.gateway().awaitStatus("parks nothing", PATIENCE, status -> status.parked() >= 2);
    stage
        .gateway()
        .awaitStatus(
            "does not stand in while the host could",
            PATIENCE,
            status -> status.allUp("issuer") && status.answering("issuer").equals("STAND_IN"));
    assertThat(gateway("why", "issuer").text())
        .contains("By order stand-in decides", "host maintenance", "nightbus standin release");

    theCardsAreStopped();
    stage.network().traffic(0);

    Said shown = gateway("standin", "show", "--json");
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.text()).contains("host maintenance");
    Said released =
        gateway(
            "standin", "release", id(json(shown).path("forced")), "--reason", "it is back early");
    assertThat(released.exitCode()).as(released.text()).isZero();
    assertThat(json(gateway("standin", "show", "--json")).path("forced")).isEmpty();

    otherOrdersAreTriedAndTaken();
    parkedEntriesAreTakenUp();
    nothingToldNamesACard();
  }

  /** Their numbers come from a file; while stand-in decides each is refused as stolen. */
  private static void theCardsAreStopped() throws Exception {
    var lines = new StringBuilder();
    var cards = new Cards(Stage.OUR_CARDS, CARDS);
    for (int i = 0; i < CARDS; i++) {
      lines.append(cards.card(i).digits()).append(" stolen\n");
    }
    Path file = directory.resolve("stolen.txt");
    Files.writeString(file, lines);
    Said marked = gateway("cards", file.toString(), "--reason", "a wallet was stolen");
    Files.delete(file);
    assertThat(marked.exitCode()).as(marked.text()).isZero();
    stage
        .gateway()
        .awaitStatus(
            "declines nothing",
            PATIENCE,
            _ ->
                stage
                    .gateway()
                    .metrics()
                    .lines()
                    .anyMatch(line ->
                        line.startsWith("nightbus_standin_decisions_total{")
                            && line.toUpperCase(Locale.ROOT).contains("DECLINED")));
  }

  private static String good(String... words) throws IOException {
    Said said = gateway(words);
    assertThat(said.exitCode()).as(String.join(" ", words) + ": " + said.text()).isZero();
    return said.text();
  }

  /** Links, breakers, windows. */
  private static void otherOrdersAreTriedAndTaken() throws Exception {
    assertThat(good("link", "drain", "network/north", "--dry-run", "--reason", "new cable"))
        .contains("would drain network/north/n1");
    assertThat(good("link", "list")).doesNotContain("out of service by order");

    good("breaker", "open", "issuer", "--for", "10m", "--reason", "it answers nonsense");
    assertThat(gateway("why", "issuer").text()).contains("By order nothing is sent to issuer");
    assertThat(good("breaker", "list")).contains("HELD", "it answers nonsense");
    good("breaker", "close", "issuer", "--reason", "it is mended");

    good("maintenance", "start", "network/north", "--for", "10m", "--reason", "new release");
    JsonNode windows = json(gateway("maintenance", "list", "--json")).path("windows");
    assertThat(windows.get(0).path("object").asText()).isEqualTo("network/north");
    good("maintenance", "end", id(windows), "--reason", "it is in");
  }

  private static void parkedEntriesAreTakenUp() throws Exception {
    stage
        .gateway()
        .awaitStatus(
            "still owes",
            PATIENCE,
            status -> status.advices() == 0 && status.reversals() == 0 && status.parked() >= 2);
    long parked = stage.gateway().status().parked();
    Said listed = gateway("saf", "list", "--json");
    assertThat(listed.exitCode()).as("something is parked").isEqualTo(1);
    JsonNode entries = json(listed).path("entries");
    assertThat(entries.get(0).path("reason").asText()).isEqualTo("refused with code 30, DE 4");
    assertThat(gateway("saf", "list").text()).contains("refused with code 30, DE 4");
    String first = id(entries);

    Said again = gateway("saf", "retry", first, "--reason", "they say that it is mended");
    assertThat(again.exitCode()).as(again.text()).isZero();
    stage.gateway().awaitStatus("parks it again", PATIENCE, status -> status.parked() == parked);

    Said settled = gateway("saf", "settle", first, "--reason", "booked by phone");
    assertThat(settled.exitCode()).as(settled.text()).isZero();
    GatewayStatus status =
        stage.gateway().awaitStatus("is not settled", PATIENCE, s -> s.parked() == parked - 1);
    assertThat(status.advices()).isZero();
    Said twice = gateway("saf", "settle", first, "--reason", "once more");
    assertThat(twice.exitCode()).as(twice.text()).isEqualTo(5);
    assertThat(twice.text()).contains("nothing of this number is parked");
  }

  private static void nothingToldNamesACard() throws Exception {
    var cards = new Cards(Stage.OUR_CARDS, CARDS);
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < CARDS; i++) {
      numbers.add(cards.card(i).digits());
    }
    stage.gateway().kill();
    try (var files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Clear.cards(Files.readAllBytes(file), numbers)).as(file.toString()).isEmpty();
      }
    }
  }

  private static Said explained(String card, String amount) throws IOException {
    Path message = directory.resolve("message.json");
    Files.writeString(
        message,
        """
        {"mti": "0100", "2": "%s", "3": "000000", "4": "%s", "14": "4912", "18": "5411",
         "22": "051", "49": "826"}
        """
            .formatted(card, amount));
    Said said = gateway("standin", "explain", message.toString());
    Files.delete(message);
    assertThat(said.text()).doesNotContain(card);
    return said;
  }

  @Test
  void explainsCheckByCheckWhatStandInWouldDecide() throws Exception {
    String card = new Cards(Stage.OUR_CARDS, CARDS).card(0).digits();

    Said approved = explained(card, "000000001250");
    assertThat(approved.exitCode()).as(approved.text()).isZero();
    assertThat(approved.lines())
        .startsWith("route: network -> issuer")
        .endsWith("=> approved")
        .anyMatch(line -> line.startsWith("online pin") && line.contains("pass"));

    Said above = explained(card, "000000010001");
    assertThat(above.exitCode()).isEqualTo(1);
    assertThat(above.lines().getLast()).startsWith("=> 91");

    Said mistyped =
        explained(card.substring(0, 15) + (card.endsWith("0") ? "1" : "0"), "000000000100");
    assertThat(mistyped.exitCode()).isEqualTo(1);
    assertThat(mistyped.lines().getLast()).startsWith("=> declined with 14");
  }
}
