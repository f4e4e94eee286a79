package io.nightbus.bench;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.dialect.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.GenericPackager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What forwarding costs the codec: a contactless 0100 of 17 elements is read, gets a new DE 7 and
 * DE 11, and is written; ours beside jPOS's GenericPackager with the packagers that it ships.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBench {
  private static final String TIME = "1123043000";
  private static final String STAN = "004711";

  @Param({"iso87-ascii", "iso87-binary"})
  public String dialectName = "iso87-ascii";

  private Dialect dialect = Dialect.named("iso87-ascii").orElseThrow();
  private GenericPackager packager = packager(dialectName);
  private byte[] frame = {};
  private Message message = contactless("");

  @Setup
  public void encodeOnce() {
    dialect = Dialect.named(dialectName).orElseThrow();
    packager = packager(dialectName);
    frame = dialect.encode(contactless(chip(dialectName)));
    message = read();
  }

  private static GenericPackager packager(String dialect) {
    String xml = "/packager/" + dialect.replace("-", "") + ".xml";
    try (InputStream stream = GenericPackager.class.getResourceAsStream(xml)) {
      return new GenericPackager(Objects.requireNonNull(stream));
    } catch (IOException | ISOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String chip(String dialect) {
    String hex = "9F2608".repeat(40);
    return dialect.endsWith("binary") ? hex : hex.substring(0, 120);
  }

  private static Message contactless(String chip) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, "4111111111111111")
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "000000000280")
        .set(De.TRANSMISSION_TIME, "1122235959")
        .set(De.STAN, "000001")
        .set(De.LOCAL_TIME, "235959")
        .set(De.LOCAL_DATE, "1122")
        .set(De.EXPIRY, "3012")
        .set(De.MERCHANT_TYPE, "4111")
        .set(De.ENTRY_MODE, "071")
        .set(De.CARD_SEQUENCE, "001")
        .set(De.ACQUIRER, "12345678901")
        .set(De.RRN, "632623000001")
        .set(De.TERMINAL, "GATE0001")
        .set(De.MERCHANT, "TRANSIT00000001")
        .set(De.CURRENCY, "826")
        .set(De.CHIP_DATA, chip)
        .build();
  }

  private Message read() {
    return switch (dialect.decode(frame, 0, frame.length)) {
      case Decoded.Whole whole -> whole.message();
      case Decoded.Malformed malformed -> throw new IllegalStateException(malformed.toString());
    };
  }

  @Benchmark
  public byte[] forward() {
    Message outbound = read().edit().set(De.TRANSMISSION_TIME, TIME).set(De.STAN, STAN).build();
    return dialect.encode(outbound);
  }

  @Benchmark
  public byte[] forwardJpos() throws ISOException {
    var inbound = new ISOMsg();
    inbound.setPackager(packager);
    inbound.unpack(frame);
    inbound.set(7, TIME);
    inbound.set(11, STAN);
    return inbound.pack();
  }

  @Benchmark
  public Message decode() {
    return read();
  }

  @Benchmark
  public ISOMsg decodeJpos() throws ISOException {
    var inbound = new ISOMsg();
    inbound.setPackager(packager);
    inbound.unpack(frame);
    return inbound;
  }

  @Benchmark
  public byte[] encodeUnchanged() {
    return dialect.encode(message);
  }

  @Benchmark
  public byte[] encodeFromTexts() {
    return dialect.encode(contactless("9F2608"));
  }

  /** The elements that routing, pairing and stand-in look at. */
  @Benchmark
  public int readAndLook() {
    Message request = read();
    return request.pan().hashCode()
        + request.get(De.STAN).hashCode()
        + request.get(De.TRANSMISSION_TIME).hashCode()
        + request.get(De.RRN).hashCode()
        + (int) request.amount();
  }

  /** Runs them all with allocation, and prints the ratios; further JMH settings by its own main. */
  public static void main(String[] args) throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(CodecBench.class.getSimpleName())
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    var nanos = new TreeMap<String, Double>();
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      nanos.put(
          result.getParams().getParam("dialectName") + name.substring(name.lastIndexOf('.')),
          result.getPrimaryResult().getScore());
    }
    for (String ours : nanos.keySet()) {
      Double peer = nanos.get(ours + "Jpos");
      if (peer != null) {
        System.out.printf(
            Locale.ROOT,
            "%-24s %6.0f ns, jPOS %6.0f ns, ratio %.1f%n",
            ours,
            nanos.get(ours),
            peer,
            peer / nanos.get(ours));
      }
    }
  }
}
