package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.node.cli.Reconciliation.Booked;
import io.nightbus.node.ops.intake.ClaimFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three books beside each other: what matches nothing is named, on each side, with amounts. */
class ReconciliationTest {

  private static ClaimFile read(ClaimFile.Kind kind, String... lines) throws Exception {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return ClaimFile.read(kind, new ByteArrayInputStream(text));
  }

  private static ClaimFile operator(String... records) throws Exception {
    return file(ClaimFile.Kind.OPERATOR, "header,1,night,metro,2026-11-22,826,…", records);
  }

  private static ClaimFile settled(String... records) throws Exception {
    return file(ClaimFile.Kind.SETTLEMENT, "settlement,1,visa,2026-11-23,826", records);
  }

  private static ClaimFile file(ClaimFile.Kind kind, String header, String... records)
      throws Exception {
    long sum = 0;
    for (String record : records) {
      String[] cells = record.split(",", -1);
      sum += Long.parseLong(cells[kind == ClaimFile.Kind.OPERATOR ? 4 : 2]);
    }
    var lines = new ArrayList<>(List.of(header));
    lines.addAll(List.of(records));
    lines.add("trailer," + records.length + "," + sum);
    return read(kind, lines.toArray(String[]::new));
  }

  private static String charge(String id, long amount) {
    return "charge," + id + ",,," + amount + ",826";
  }

  private static Booked booked(String id, long amount, String state, String... references) {
    return new Booked(id, amount, state, state.equals("AUTHORISED"), List.of(references));
  }

  private static Reconciliation compared(ClaimFile operator, ClaimFile settled, Booked... books) {
    var compared = new Reconciliation(operator, settled);
    for (Booked charge : books) {
      compared.book(charge);
    }
    compared.end();
    return compared;
  }

  private static List<String> found(Reconciliation compared) {
    return compared.findings().stream()
        .map(it ->
            it.kind()
                + " "
                + it.charge()
                + "/"
                + it.reference()
                + " "
                + it.operator()
                + " "
                + it.books()
                + " "
                + it.settled())
        .toList();
  }

  @Test
  void whatAgreesIsCountedAndNothingIsFound() throws Exception {
    Reconciliation compared =
        compared(
            operator(charge("a", 100), charge("b", 200), charge("c", 300)),
            settled("settled,R11,100,826", "settled,R22,200,826"),
            booked("a", 100, "AUTHORISED", "R11"),
            booked("b", 200, "AUTHORISED", "R21", "R22"),
            booked("c", 300, "DECLINED", "R31"));
    assertThat(compared.findings()).isEmpty();
    assertThat(compared.agreed.count).isEqualTo(3);
    assertThat(compared.agreed.amount).isEqualTo(600);
    assertThat(compared.open.count).isZero();
  }

  @Test
  void eachSideNamesWhatTheOthersLack() throws Exception {
    Reconciliation compared =
        compared(
            operator(charge("a", 100), charge("lost", 150), charge("less", 90)),
            settled("settled,R11,100,826", "settled,STRANGER,777,826", "settled,R51,60,826"),
            booked("a", 100, "AUTHORISED", "R11"),
            booked("ours", 300, "AUTHORISED", "R21"),
            booked("less", 95, "AUTHORISED", "R51"));
    assertThat(found(compared))
        .containsExactly(
            "BOOKS_ONLY ours/ -1 300 -1",
            "NOT_SETTLED ours/R21 -1 300 -1",
            "OPERATOR_AMOUNT less/ 90 95 -1",
            "SETTLED_AMOUNT less/R51 90 95 60",
            "OPERATOR_ONLY lost/ 150 -1 -1",
            "SETTLEMENT_ONLY /STRANGER -1 -1 777");
    assertThat(compared.sums())
        .hasEntrySatisfying(
            Reconciliation.Kind.SETTLEMENT_ONLY, sum -> assertThat(sum.amount).isEqualTo(777));
  }

  @Test
  void whatWasDoubtfulIsToldAndNotResolved() throws Exception {
    Reconciliation compared =
        compared(
            operator(charge("a", 100), charge("b", 200), charge("c", 300), charge("d", 50)),
            settled("settled,R11,100,826", "settled,R31,300,826"),
            booked("a", 100, "HELD", "R11"),
            booked("b", 200, "HELD", "R21"),
            booked("c", 300, "DECLINED", "R31"),
            booked("d", 50, "QUEUED"));
    assertThat(found(compared))
        .containsExactly(
            "HELD_SETTLED a/R11 100 100 100",
            "HELD_NOT_SETTLED b/ 200 200 -1",
            "SETTLED_NOT_AUTHORISED c/R31 300 300 300");
    assertThat(compared.open.amount).isEqualTo(50);
    assertThat(compared.agreed.count).isZero();
  }

  @Test
  void oneChargeThatWasSettledTwiceIsNamedOnceWithItsReference() throws Exception {
    Reconciliation compared =
        compared(
            operator(charge("a", 100), charge("b", 200)),
            settled(
                "settled,R11,100,826",
                "settled,R12,100,826",
                "settled,R21,200,826",
                "settled,R21,200,826"),
            booked("a", 100, "AUTHORISED", "R11", "R12"),
            booked("b", 200, "AUTHORISED", "R21"));
    assertThat(found(compared))
        .containsExactly("SETTLED_TWICE a/R12 100 100 100", "SETTLED_TWICE b/R21 200 200 200");
  }

  @Test
  void aSettlementFileMayBeJsonLines() throws Exception {
    ClaimFile file =
        read(
            ClaimFile.Kind.SETTLEMENT,
            """
            {"kind":"settlement","schema":1,"network":"visa","day":"2026-11-23","currency":"826"}\
            """,
            """
            {"kind":"settled","rrn":"000000000101","amount":280,"currency":"826"}\
            """,
            """
            {"kind":"trailer","count":1,"amount":280}\
            """);
    assertThat(file.amounts()).containsExactly(Map.entry("000000000101", 280L));
    assertThat(file.name()).isEqualTo("visa");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "header,1,visa,2026-11-23,826              | line 1: kind is not settlement",
        "settlement,2,visa,2026-11-23,826          | line 1: schema is not from 1 to 1",
        "settlement,1,visa,2026-11-23,826          | line 1: the file ends here without a trailer",
        "settlement,1,v,d,826;settled,R1,5,978     | line 2: currency is not the header's 826",
        "settlement,1,v,d,826;settled,R1,-5,826    | line 2: amount is not from 0 to",
        "settlement,1,v,d,826;settled,R 1,5,826    | line 2: rrn is not",
        "settlement,1,v,d,826;trailer,1,5          | line 2: the trailer says 1 records of 5, the"
            + " file has 0 of 0",
        "settlement,1,v,d,826;trailer,0,0;settled,R1,5,826 | line 3: the file goes on behind its"
            + " trailer",
      })
  void aFileThatIsNotInOrderIsRefusedWithItsLine(String lines, String complaint) {
    assertThatThrownBy(() -> read(ClaimFile.Kind.SETTLEMENT, lines.split(";", -1)))
        .isInstanceOf(ClaimFile.Unreadable.class)
        .hasMessageContaining(complaint);
  }

  @Test
  void aLineWithoutAnEndIsRefusedInBoundedMemory() {
    var endless =
        new InputStream() {
          private long left = 1L << 26;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int from, int count) {
            int some = (int) Math.min(left, count);
            Arrays.fill(into, from, from + some, (byte) 'x');
            left -= some;
            return some == 0 ? -1 : some;
          }
        };
    assertThatThrownBy(() -> ClaimFile.read(ClaimFile.Kind.SETTLEMENT, endless))
        .isInstanceOf(ClaimFile.Unreadable.class)
        .hasMessageContaining("longer than");
  }

  @Test
  void anEmptyFileIsNoSettlement() {
    assertThatThrownBy(
            () -> ClaimFile.read(ClaimFile.Kind.OPERATOR, new ByteArrayInputStream(new byte[0])))
        .isNotInstanceOf(IOException.class)
        .hasMessageContaining("empty");
  }
}
