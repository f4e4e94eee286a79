package io.nightbus.node.ops.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nightbus.core.Command;
import io.nightbus.core.Result;
import io.nightbus.core.transit.Batch;
import io.nightbus.core.transit.Charge;
import io.nightbus.node.engine.Desk;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of charges, good, bad, cut, repeated and endless. */
class BatchReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

  private final FakeDesk desk = new FakeDesk();

  private Taken read(Object text) throws Interrupted {
    return read(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private Taken read(InputStream body) throws Interrupted {
    return new BatchReader(desk, "network", body, NOW, 42).read();
  }

  private Taken check(Object text) throws Interrupted {
    var body = new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8));
    return new BatchReader(desk, "network", body, NOW, 42).check();
  }

  private Batch.State state() {
    return desk.batches.values().iterator().next().state();
  }

  @Test
  void takesEveryChargeOfAGoodFile() throws Interrupted {
    var file = new ChargeFile();
    for (int i = 0; i < 1_234; i++) {
      file.with("C" + i, 100 + i);
    }
    Taken taken = read(file.trailer());

    assertThat(taken.kind()).isEqualTo(Taken.Kind.READ);
    assertThat(taken.accepted()).isEqualTo(1_234);
    assertThat(taken.refused()).isZero();
    assertThat(taken.trouble()).isEmpty();
    assertThat(state()).isEqualTo(Batch.State.QUEUED);
    assertThat(desk.charges).hasSize(1_234);
    assertThat(desk.commands).filteredOn(c -> c instanceof Command.OfferCharges).hasSize(3);
    Charge charge = desk.charges.values().iterator().next();
    assertThat(charge.terminal()).isEqualTo("GATE17  ");
    assertThat(charge.merchant()).isEqualTo("METRO          ");
    assertThat(charge.travelled().getOffset().getTotalSeconds()).isZero();
  }

  @Test
  void theSameFileAgainChangesNothing() throws Interrupted {
    String file = new ChargeFile().with("C1", 100).with("C2", 250).trailer().toString();
    read(file);
    Taken again = read(file);

    assertThat(again.kind()).isEqualTo(Taken.Kind.REPEATED);
    assertThat(again.known()).isEqualTo(2);
    assertThat(again.accepted()).isZero();
    assertThat(desk.commands).filteredOn(c -> c instanceof Command.OfferCharges).hasSize(1);
  }

  @Test
  void anotherFileUnderTheSameIdIsRefused() throws Interrupted {
    read(new ChargeFile().with("C1", 100).trailer());
    Taken other = read(new ChargeFile().with("C1", 100).with("C2", 1).trailer());

    assertThat(other.kind()).isEqualTo(Taken.Kind.CONFLICT);
    assertThat(other.trouble()).contains("NIGHT-1 was taken before with other content");
    assertThat(desk.charges).hasSize(1);
  }

  @Test
  void aHalfWrittenFileIsHeldAndGoesOnWhenItComesWhole() throws Interrupted {
    String whole =
        new ChargeFile().with("C1", 100).with("C2", 250).with("C3", 1).trailer().toString();
    Taken half = read(whole.substring(0, whole.indexOf("\"C3\"")));

    assertThat(half.trouble())
        .isEqualTo("the file ends after line 4 without a trailer: half-written");
    assertThat(half.accepted()).isEqualTo(2);
    assertThat(half.refusals()).containsExactly(new Refusal(4, "", "", "not JSON, or cut short"));
    assertThat(state()).isEqualTo(Batch.State.HELD);

    Taken rest = read(whole);
    assertThat(rest.accepted()).isEqualTo(1);
    assertThat(rest.known()).isEqualTo(2);
    assertThat(state()).isEqualTo(Batch.State.QUEUED);
  }

  @Test
  void aBodyThatBreaksOffIsHeld() throws Interrupted {
    byte[] start = new ChargeFile().with("C1", 100).toString().getBytes(StandardCharsets.UTF_8);
    Taken taken =
        read(
            new InputStream() {
              private int at;

              @Override
              public int read() throws IOException {
                if (at == start.length) {
                  throw new IOException("connection reset");
                }
                return start[at++];
              }

              @Override
              public int read(byte[] into, int from, int length) throws IOException {
                into[from] = (byte) read();
                return 1;
              }
            });

    assertThat(taken.trouble()).isEqualTo("the file broke off after line 2");
    assertThat(taken.accepted()).isEqualTo(1);
    assertThat(state()).isEqualTo(Batch.State.HELD);
  }

  @Test
  void aTrailerThatDisagreesHoldsTheBatch() throws Interrupted {
    var file = new ChargeFile().with("C1", 100).with("C2", 250);
    String digest = ChargeFile.digest(file.toString());

    assertThat(read(file + new Trailer(2, 351, digest).line()).trouble())
        .isEqualTo("the trailer says an amount of 351, the charges make 350");
    assertThat(state()).isEqualTo(Batch.State.HELD);
    assertThat(read(file + new Trailer(3, 350, digest).line()).trouble())
        .isEqualTo("the trailer says 3 charges, the file has 2");
    assertThat(read(file + new Trailer(2, 350, "0".repeat(64)).line()).trouble())
        .isEqualTo("the trailer's sha256 is not that of the file");
    assertThat(read(file + new Trailer(2, 350, "abc").line()).trouble())
        .isEqualTo("the file has a bad trailer, line 4: sha256 is not 64 hexadecimal digits");
    assertThat(
            read(file + new Trailer(2, 350, digest).line() + ChargeFile.charge("C9", 1) + "\n")
                .trouble())
        .isEqualTo("the file goes on behind its trailer, line 5");
    assertThat(read(file + new Trailer(2, 350, digest.toUpperCase(Locale.ROOT)).line()).trouble())
        .isEmpty();
    assertThat(state()).isEqualTo(Batch.State.QUEUED);
  }

  private record Trailer(long count, long amount, String digest) {
    String line() {
      return "{\"kind\":\"trailer\",\"count\":%d,\"amount\":%d,\"sha256\":\"%s\"}\n"
          .formatted(count, amount, digest);
    }
  }

  @Test
  void aRepeatedIdIsRefusedAndTheFirstOneKept() throws Interrupted {
    Taken taken =
        read(
            new ChargeFile()
                .with("C1", 100)
                .with("C1", 100)
                .with("C1", 999)
                .with("C2", 1)
                .trailer());

    assertThat(taken.accepted()).isEqualTo(2);
    assertThat(taken.known()).isZero();
    assertThat(taken.refusals())
        .containsExactly(
            new Refusal(3, "C1", "id", "was in this file before"),
            new Refusal(4, "C1", "id", "was in this file before, with other content"));
    assertThat(desk.charges.get("C1")).extracting(c -> c.amount()).isEqualTo(100L);
    assertThat(desk.commands)
        .filteredOn(c -> c instanceof Command.OfferCharges)
        .allSatisfy(c ->
            assertThat(((Command.OfferCharges) c).charges())
                .extracting(Charge::chargeId)
                .doesNotHaveDuplicates());
  }

  @Test
  void anIdThatAnotherFileHadWithOtherContentIsRefused() throws Interrupted {
    read(new ChargeFile("NIGHT-1").with("C1", 100).trailer());
    Taken taken = read(new ChargeFile("NIGHT-2").with("C1", 100).with("C2", 5).trailer());
    Taken conflict = read(new ChargeFile("NIGHT-3").with("C1", 101).trailer());

    assertThat(taken.known()).isEqualTo(1);
    assertThat(taken.accepted()).isEqualTo(1);
    assertThat(conflict.refusals())
        .containsExactly(new Refusal(2, "C1", "id", "is known, with other content"));
  }

  @Test
  void aDryRunSaysWhatWouldBecomeOfTheFileAndTakesNothing() throws Interrupted {
    read(new ChargeFile("NIGHT-1").with("C1", 100).with("C2", 200).trailer());
    int before = desk.charges.size();
    var file =
        new ChargeFile("NIGHT-2")
            .with("C1", 100)
            .with("C2", 201)
            .with("C3", 300)
            .with("C3", 300)
            .with("C4", 0);
    for (int i = 0; i < Offers.CHUNK; i++) {
      file.with("D" + i, 1);
    }
    Taken would = check(file.with("D0", 1).trailer());

    assertThat(would.kind()).isEqualTo(Taken.Kind.CHECKED);
    assertThat(would.batch()).get().extracting(Batch::state).isEqualTo(Batch.State.QUEUED);
    assertThat(would.accepted()).isEqualTo(1 + Offers.CHUNK);
    assertThat(would.known()).isEqualTo(1);
    assertThat(would.refusals())
        .extracting(Refusal::charge, Refusal::reason)
        .containsExactlyInAnyOrder(
            tuple("C2", "is known, with other content"),
            tuple("C3", "was in this file before"),
            tuple("C4", "is not from 1 to 999999999999"),
            tuple("D0", "was in this file before"));
    assertThat(desk.charges).hasSize(before);
    assertThat(desk.batches.keySet()).containsExactly("NIGHT-1");
    assertThat(desk.commands).noneMatch(c -> c.toString().contains("CloseBatch[id=NIGHT-2"));

    Taken real = read(file);
    assertThat(real.accepted()).isEqualTo(would.accepted());
    assertThat(real.known()).isEqualTo(would.known());
    assertThat(real.refused()).isEqualTo(would.refused());
  }

  @Test
  void aDryRunOfAHalfWrittenFileSaysThatItWouldBeHeld() throws Interrupted {
    String whole = new ChargeFile().with("C1", 100).with("C2", 250).trailer().toString();
    Taken half = check(whole.substring(0, whole.indexOf("\"C2\"")));

    assertThat(half.batch()).get().extracting(Batch::state).isEqualTo(Batch.State.HELD);
    assertThat(half.trouble()).contains("half-written");
    assertThat(desk.batches).isEmpty();
    read(whole);
    assertThat(check(whole).kind()).isEqualTo(Taken.Kind.REPEATED);
    assertThat(check(new ChargeFile().with("C1", 101).trailer()).kind())
        .isEqualTo(Taken.Kind.CONFLICT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4000000000000002 | 4000000000000003 | pan | its check digit is wrong
          4000000000000002 | 4000 | pan | is not a card number of 12 to 19 digits
          "2912" | "2913" | expiry | is not YYMM
          "amount":100 | "amount":0 | amount | is not from 1 to 999999999999
          "amount":100 | "amount":-5 | amount | is not from 1 to 999999999999
          "amount":100 | "amount":1.5 | amount | is not a whole number
          "amount":100 | "amount":"100" | amount | is not a whole number
          "amount":100 | "amount":99999999999999999999 | amount | is not from 1 to 999999999999
          "amount":100, | | amount | is missing
          "826" | "978" | currency | is not the header's 826
          "826" | "GBP" | currency | is not an ISO 4217 number of 3 digits
          "826" | "123" | currency | is no currency of ISO 4217
          "amount":100 | "amount":0 | amount | is not from 1 to 999999999999
          "amount":100 | "amount":-100 | amount | is not from 1 to 999999999999
          "2912" | "2610" | expiry | the card had expired before the journey
          "2912" | "2613" | expiry | is not YYMM
          2026-11-22T | 2026-11-25T | travelled | is more than 60 days before or 2 days after
          2026-11-22T | 2026-02-29T | travelled | is not a date and time with an offset
          "terminal" | "next_tap":"2028-11-23T06:00:00Z","terminal" | next_tap | is more than
          "terminal" | "device":"Phone 12","terminal" | device | is not 1 to 16 small letters
          "4111" | "411" | mcc | is not a merchant type of 4 digits
          T08:15:00+00:00 | T08:15:00 | travelled | is not a date and time with an offset
          2026-11-22T | 2026-02-30T | travelled | is not a date and time with an offset
          2026-11-22T | 2026-12-22T | travelled | is more than 60 days before or 2 days after
          2026-11-22T | 2016-11-22T | travelled | is more than 60 days before or 2 days after
          GATE17 | GATE17890 | terminal | is not 1 to 8 ASCII characters
          METRO | Métro | merchant | is not 1 to 15 ASCII characters
          "id":"BAD" | "id":"" | id | is not an id of 1 to 64
          "id":"BAD" | "id":"a b" | id | is not an id of 1 to 64
          "id":"BAD" | "id":7 | id | is not a text
          "kind":"charge" | "kind":"refund" | kind | is neither charge nor trailer
          "kind":"charge" | "kind":"charge","pan":"4000000000000002" | '' | a field is written twice
          {"kind" | [{"kind" | '' | not
          {"kind":"charge" | kind:charge | '' | not JSON, or cut short
          """)
  void aBadRecordIsNamedByLineFieldAndReasonAndTheOthersAreTaken(
      String from, String to, String field, String reason) throws Interrupted {
    String bad = ChargeFile.charge("BAD", 100).replace(from, to == null ? "" : to);
    assertThat(bad).isNotEqualTo(ChargeFile.charge("BAD", 100));
    Taken taken = read(new ChargeFile().with("C1", 5).raw(bad, 100).with("C2", 7).trailer());

    assertThat(taken.accepted()).isEqualTo(2);
    assertThat(taken.refused()).isEqualTo(1);
    Refusal refusal = taken.refusals().getFirst();
    assertThat(refusal.line()).isEqualTo(3);
    assertThat(refusal.field()).isEqualTo(field == null ? "" : field);
    assertThat(refusal.reason()).contains(reason);
    assertThat(refusal.toString()).doesNotContain("40000000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "kind":"header" | "kind":"charge" | line 1: kind the first record has to be a header
          "schema":1 | "schema":2 | line 1: schema is not from 1 to 1
          "826" | "GBP" | line 1: currency is not an ISO 4217 number
          "826" | "000" | line 1: currency is no currency of ISO 4217
          2026-11-22 | 2026-13-22 | line 1: day is not a date
          2026-11-22 | 2027-11-22 | line 1: day is more than 400 days ago or lies in the future
          2026-11-23T06:00:00Z | tomorrow | line 1: deadline is not an instant
          2026-11-23T06:00:00Z | 2025-11-23T06:00:00Z | line 1: deadline is before the day
          "NIGHT-1" | "" | line 1: file is not an id
          {"kind" | PK | line 1: not JSON
          """)
  void whatDoesNotBeginWithAHeaderIsNoBatch(String from, String to, String trouble)
      throws Interrupted {
    String file = new ChargeFile().with("C1", 5).trailer().toString();
    Taken taken = read(file.replaceFirst(java.util.regex.Pattern.quote(from), to));

    assertThat(taken.kind()).isEqualTo(Taken.Kind.NOT_A_BATCH);
    assertThat(taken.trouble()).startsWith(trouble);
    assertThat(desk.commands).isEmpty();
  }

  @Test
  void anEmptyFileIsNoBatch() throws Interrupted {
    assertThat(read("").trouble()).isEqualTo("line 1: the file is empty");
  }

  @Test
  void aLineThatIsLongerThanTheMemoryIsNotKept() throws Interrupted {
    long length = Runtime.getRuntime().maxMemory() + (64L << 20);
    var endless = new Endless(ChargeFile.header("NIGHT-1") + "\n", length);
    String rest =
        "\n"
            + ChargeFile.charge("C1", 5)
            + "\n"
            + ChargeFile.charge("C2", 0)
            + "\n"
            + new Trailer(3, 5, "0".repeat(64)).line();
    var last = new ByteArrayInputStream(rest.getBytes(StandardCharsets.UTF_8));
    Taken taken = read(new SequenceInputStream(endless, last));

    assertThat(endless.given).isGreaterThan(length);
    assertThat(taken.refusals().getFirst())
        .isEqualTo(new Refusal(2, "", "", "longer than 8192 bytes"));
    assertThat(taken.refusals().getLast().line()).as("the rest goes on").isEqualTo(4);
    assertThat(taken.accepted()).isEqualTo(1);
    assertThat(taken.trouble()).isEqualTo("the trailer's sha256 is not that of the file");
    assertThat(state()).isEqualTo(Batch.State.HELD);
    assertThat(read(new Endless("", 1 << 20)).trouble())
        .isEqualTo("line 1: longer than 8192 bytes");
  }

  /** A start, and then one character without end. */
  private static final class Endless extends InputStream {
    private final byte[] start;
    private final long length;
    private long given;

    Endless(String start, long length) {
      this.start = start.getBytes(StandardCharsets.UTF_8);
      this.length = length;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("in chunks only");
    }

    @Override
    public int read(byte[] into, int from, int most) {
      if (given >= start.length + length) {
        return -1;
      }
      if (given < start.length) {
        System.arraycopy(start, 0, into, from, start.length);
        given += start.length;
        return start.length;
      }
      java.util.Arrays.fill(into, from, from + most, (byte) 'x');
      given += most;
      return most;
    }
  }

  @Test
  void aLongLineCountsInTheDigestAsItStands() throws Interrupted {
    var file = new ChargeFile().with("C1", 5).raw("x".repeat(20_000), 0).with("C2", 7).trailer();
    Taken taken = read(file);

    assertThat(taken.trouble()).isEmpty();
    assertThat(taken.accepted()).isEqualTo(2);
    assertThat(taken.refusals()).extracting(Refusal::line).containsExactly(3L);
  }

  @Test
  void carriageReturnsAndBlankLinesAndAMissingLastNewlineAreNoMistake() throws Interrupted {
    String lines = ChargeFile.header("N") + "\r\n\r\n" + ChargeFile.charge("C1", 5) + "\r\n";
    Taken taken = read(lines + new Trailer(1, 5, ChargeFile.digest(lines)).line().strip());

    assertThat(taken.trouble()).isEmpty();
    assertThat(taken.accepted()).isEqualTo(1);
  }

  @Test
  void onlyTheFirstThousandRefusalsAreShown() throws Interrupted {
    var file = new ChargeFile();
    for (int i = 0; i < 1_500; i++) {
      file.raw("{}", 0);
    }
    Taken taken = read(file.trailer());

    assertThat(taken.refused()).isEqualTo(1_500);
    assertThat(taken.refusals()).hasSize(1_000);
  }

  /** The chunks' answers come when the file has been read to its end, and not before. */
  @Test
  void readsOnWhileChunksAreStored() throws Interrupted {
    int charges = (Offers.OUT + 1) * Offers.CHUNK;
    var file = new ChargeFile();
    for (int i = 0; i < charges; i++) {
      file.with("C" + i, 100 + i);
    }
    var stored = new CompletableFuture<Void>();
    var out = new AtomicInteger();
    var mostOut = new AtomicInteger();
    Desk slow =
        command -> {
          CompletableFuture<Result> answer = desk.ask(command);
          if (!(command instanceof Command.OfferCharges)) {
            return answer;
          }
          mostOut.accumulateAndGet(out.incrementAndGet(), Math::max);
          return stored.thenCompose(done -> {
            out.decrementAndGet();
            return answer;
          });
        };
    var whole =
        new ByteArrayInputStream(file.trailer().toString().getBytes(StandardCharsets.UTF_8));
    var body =
        new FilterInputStream(whole) {
          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            if (whole.available() < 100) {
              stored.complete(null);
            }
            return super.read(into, from, Math.min(length, 99));
          }
        };

    Taken taken = new BatchReader(slow, "network", body, NOW, 42).read();

    assertThat(taken.accepted()).isEqualTo(charges);
    assertThat(mostOut).hasValue(Offers.OUT);
  }

  @Test
  void aGatewayThatStopsInTheMiddleIsTold() {
    desk.mute = true;
    desk.instead = CompletableFuture.failedFuture(new IllegalStateException("stopped"));

    assertThatThrownBy(() -> read(new ChargeFile().with("C1", 5).trailer()))
        .isInstanceOf(Interrupted.class)
        .hasMessage("the gateway stopped while it worked on the file");
  }

  /** The night in which the clocks go back has 02:30 twice; the offset says which one is meant. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-28, 2026-03-29T03:30:00+02:00, 2026-03-29T04:00:00Z",
    "2026-10-24, 2026-10-25T02:30:00+02:00, 2026-10-25T04:00:00Z",
    "2026-10-24, 2026-10-25T02:30:00+01:00, 2026-10-25T04:00:00Z",
    "2026-12-31, 2026-12-31T23:59:59+00:00, 2027-01-01T04:00:00Z",
    "2026-12-31, 2027-01-01T00:00:00+00:00, 2027-01-01T04:00:00Z",
    "2028-02-28, 2028-02-29T00:30:00+00:00, 2028-02-29T04:00:00Z"
  })
  void awkwardNightsAreTakenAsTheyAre(String day, String travelled, String now) throws Interrupted {
    String file =
        new ChargeFile("NIGHT-1", day)
            .raw(
                ChargeFile.charge("C1", 100).replace(ChargeFile.DAY + "T08:15:00+00:00", travelled),
                100)
            .trailer()
            .toString();
    var body = new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
    Taken taken = new BatchReader(desk, "network", body, Instant.parse(now), 42).read();

    assertThat(taken.refusals()).isEmpty();
    assertThat(desk.charges.values().iterator().next().travelled())
        .isEqualTo(java.time.OffsetDateTime.parse(travelled));
  }

  @Test
  void aCardIsGoodThroughTheLastDayOfItsMonth() throws Interrupted {
    String last = ChargeFile.charge("C1", 100).replace("2912", "2611");
    assertThat(read(new ChargeFile().raw(last, 100).trailer()).accepted()).isEqualTo(1);
  }

  @Test
  void aTravelDayInTheFutureIsRefusedAndTheOthersAreTaken() throws Interrupted {
    String file =
        new ChargeFile("NIGHT-1", "2026-11-24")
            .with("C1", 5)
            .raw(ChargeFile.charge("C2", 7).replace(ChargeFile.DAY, "2026-11-25"), 7)
            .trailer()
            .toString();
    Taken taken = read(file);
    assertThat(taken.accepted()).isEqualTo(1);
    assertThat(taken.refusals())
        .containsExactly(new Refusal(3, "C2", "travelled", "lies in the future"));
  }

  /** The money is owed all the same; the forecast says at once that it is late. */
  @Test
  void aDeadlineThatHasPassedIsNoReasonToRefuse() throws Interrupted {
    var body =
        new ByteArrayInputStream(
            new ChargeFile().with("C1", 100).trailer().toString().getBytes(StandardCharsets.UTF_8));
    Instant late = Instant.parse("2026-11-30T01:00:00Z");
    assertThat(new BatchReader(desk, "network", body, late, 42).read().accepted()).isEqualTo(1);
  }

  private static String csv(String... records) {
    String body =
        "header,1,NIGHT-1,metro,2026-11-22,826,2026-11-23T06:00:00Z\n"
            + String.join("\n", records)
            + "\n";
    return body;
  }

  private static String trailer(String body, int count, long amount) {
    return body + "trailer," + count + "," + amount + "," + ChargeFile.digest(body) + "\n";
  }

  @Test
  void commaSeparatedValuesAreTheSameCharges() throws Interrupted {
    String rest = "4000000000000002,2912,100,826,4111,2026-11-22T08:15:00+00:00,GATE17,";
    String body =
        csv(
            "charge,C1," + rest + "METRO",
            "charge,C2," + rest + "\"METRO, \"\"N\"\"\",phone,2026-11-23T05:00:00Z");
    Taken taken = read(trailer(body, 2, 200));

    assertThat(taken.trouble()).isEmpty();
    assertThat(taken.refusals()).isEmpty();
    assertThat(state()).isEqualTo(Batch.State.QUEUED);
    Charge first = Objects.requireNonNull(desk.charges.get("C1"));
    Charge second = Objects.requireNonNull(desk.charges.get("C2"));
    assertThat(second.merchant()).isEqualTo("METRO, \"N\"     ");
    assertThat(second.device()).isEqualTo("phone");
    assertThat(second.order()).isLessThan(first.order());
    desk.charges.clear();
    desk.batches.clear();
    read(new ChargeFile().with("C1", 100).trailer());
    assertThat(Objects.requireNonNull(desk.charges.get("C1")).sameOrder(first)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          charge,BAD,4000000000000002,2912,1.5,826,4111,2026-11-22T08:15:00Z,GATE17,METRO | amount | is not a whole number
          charge,BAD,4000000000000002,2912,,826,4111,2026-11-22T08:15:00Z,GATE17,METRO | amount | is missing
          charge,BAD,"4000000000000002,2912,100 | '' | a quote is not closed
          charge,BAD,40"00,2912,100 | '' | a quote stands within a column
          charge,a,b,c,d,e,f,g,h,i,j,k,l,m | '' | has 14 columns, a charge at most 12
          """)
  void aBadLineOfValuesIsNamedAndNeverRepeated(String line, String field, String reason)
      throws Interrupted {
    Taken taken = read(csv(line));
    Refusal refusal = taken.refusals().getFirst();
    assertThat(refusal.line()).isEqualTo(2);
    assertThat(refusal.field()).isEqualTo(field == null ? "" : field);
    assertThat(refusal.reason()).contains(reason);
    assertThat(taken.toString()).doesNotContain("40000000");
  }
}
