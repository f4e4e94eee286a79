package io.nightbus.sim.transit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.nightbus.iso.Pan;
import io.nightbus.sim.traffic.Cards;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * One night's charges of a transit operator, drawn from a seed: the same settings give the same
 * bytes, on any machine.
 *
 * @param ranges the first digits of the cards, shared out evenly
 * @param cards how many different cards travel
 * @param charges how many charges there are, at least one for each card; those of one card stand in
 *     the order of travel
 * @param deadline until when they should be settled
 */
public record Night(
    long seed,
    String operator,
    LocalDate day,
    Instant deadline,
    List<String> ranges,
    int cards,
    int charges) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final long DAY_STARTS_SECONDS = 4 * 3_600 + 1_800;
  private static final int CHEAPEST = 175;
  private static final int DEAREST = 1_580;
  private static final int NUMBERS = 100_000_000;

  /** What the trailer says. */
  public record Totals(int count, long amount, String sha256) {}

  private record Charge(Pan card, String expiry, long amount, Instant travelled, int gate) {}

  public Night {
    ranges = List.copyOf(ranges);
    if (ranges.isEmpty() || !ranges.stream().allMatch(range -> range.matches("[0-9]{4,6}"))) {
      throw new IllegalArgumentException(
          "cards: ranges are the first 4 to 6 digits of the numbers");
    }
    if (cards < 1 || charges < cards || charges > 5_000_000) {
      throw new IllegalArgumentException(
          "at least one card, at least one charge a card, at most 5,000,000 charges");
    }
    if (!operator.matches("[A-Za-z0-9-]{1,20}")) {
      throw new IllegalArgumentException("operator: 1 to 20 letters, digits or hyphens");
    }
  }

  /** 20,000 charges for 15,000 cards of three issuers, to be settled by six in the morning. */
  public static Night of(long seed, LocalDate day) {
    return new Night(
        seed,
        "nightbus-lines",
        day,
        day.plusDays(1).atTime(6, 0).toInstant(ZoneOffset.UTC),
        List.of("400010", "455610", "520010"),
        15_000,
        20_000);
  }

  public String file() {
    return operator + "-" + day + "-" + seed;
  }

  /** Writes header, charges and trailer, a line each; the stream stays open. */
  public Totals write(OutputStream to) throws IOException {
    MessageDigest sha256 = sha256();
    var line = new ByteArrayOutputStream(512);
    header(line);
    pass(line, to, sha256);
    long amount = 0;
    int number = 0;
    for (Charge charge : drawn()) {
      charge(charge, ++number, line);
      pass(line, to, sha256);
      amount += charge.amount();
    }
    var totals = new Totals(number, amount, HexFormat.of().formatHex(sha256.digest()));
    trailer(totals, line);
    line.writeTo(to);
    return totals;
  }

  private List<Charge> drawn() {
    var random = new Random(seed);
    List<Pan> travellers = travellers(random);
    var expiries = new ArrayList<String>();
    for (int i = 0; i < cards; i++) {
      expiries.add("%02d%02d".formatted(28 + random.nextInt(4), 1 + random.nextInt(12)));
    }
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(DAY_STARTS_SECONDS);
    var drawn = new ArrayList<Charge>(charges);
    for (int i = 0; i < charges; i++) {
      int who = i < cards ? i : random.nextInt(cards);
      drawn.add(
          new Charge(
              travellers.get(who),
              expiries.get(who),
              CHEAPEST + 5L * random.nextInt((DEAREST - CHEAPEST) / 5 + 1),
              start.plusSeconds(random.nextInt(24 * 3_600)),
              random.nextInt(1_000)));
    }
    Collections.shuffle(drawn, random);
    drawn.sort(Comparator.comparing(Charge::travelled));
    return drawn;
  }

  private List<Pan> travellers(Random random) {
    var numbers = new HashSet<Integer>();
    var travellers = new ArrayList<Pan>(cards);
    while (travellers.size() < cards) {
      int number = random.nextInt(NUMBERS);
      if (numbers.add(number)) {
        travellers.add(Cards.number(ranges.get(travellers.size() % ranges.size()), number));
      }
    }
    return travellers;
  }

  private void header(OutputStream line) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("kind", "header");
      json.writeStringField("file", file());
      json.writeStringField("operator", operator);
      json.writeStringField("day", day.toString());
      json.writeStringField("currency", "826");
      json.writeStringField("deadline", deadline.toString());
      json.writeNumberField("schema", 1);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void charge(Charge charge, int number, OutputStream line) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("kind", "charge");
      json.writeStringField("id", "%s-%06d".formatted(file(), number));
      json.writeStringField("pan", charge.card().digits());
      json.writeStringField("expiry", charge.expiry());
      json.writeNumberField("amount", charge.amount());
      json.writeStringField("currency", "826");
      json.writeStringField("mcc", "4111");
      json.writeStringField("travelled", charge.travelled().toString());
      json.writeStringField("terminal", "GATE%04d".formatted(charge.gate()));
      json.writeStringField("merchant", "NIGHTBUSLINES01");
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void trailer(Totals totals, OutputStream line) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("kind", "trailer");
      json.writeNumberField("count", totals.count());
      json.writeNumberField("amount", totals.amount());
      json.writeStringField("sha256", totals.sha256());
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void pass(ByteArrayOutputStream line, OutputStream to, MessageDigest sha256)
      throws IOException {
    byte[] bytes = line.toByteArray();
    sha256.update(bytes);
    to.write(bytes);
    line.reset();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
