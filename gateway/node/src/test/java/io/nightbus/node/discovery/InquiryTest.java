package io.nightbus.node.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightbus.node.discovery.Inquiry.Heard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who announces addresses is asked off everybody's way, and may hang, fail or say nonsense. */
class InquiryTest {
  private static final InetSocketAddress A = InetSocketAddress.createUnresolved("10.0.0.1", 5005);

  @TempDir Path folder;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

  private Heard next() throws InterruptedException {
    Heard one = heard.poll(20, TimeUnit.SECONDS);
    assertThat(one).isNotNull();
    return one;
  }

  private Inquiry inquiry(Source source) {
    return new Inquiry(source, Duration.ofMillis(5), Duration.ofMillis(100), heard::add);
  }

  private static Source named(Look look) {
    return new Source() {
      @Override
      public List<InetSocketAddress> look() throws IOException {
        return look.look();
      }

      @Override
      public String words() {
        return "test";
      }
    };
  }

  private interface Look {
    List<InetSocketAddress> look() throws IOException;
  }

  @Test
  void asksAgainAndAgainAndTellsEachAnswer() throws Exception {
    var times = new AtomicInteger();
    try (Inquiry inquiry =
        inquiry(
            named(() -> {
              if (times.incrementAndGet() == 2) {
                throw new IOException("no such name");
              }
              return List.of(A);
            }))) {
      inquiry.begin();
      assertThat(next()).isEqualTo(new Heard.Addresses(List.of(A)));
      assertThat(next()).isEqualTo(new Heard.Nothing("no such name"));
      assertThat(next()).isEqualTo(new Heard.Addresses(List.of(A)));
    }
  }

  @Test
  void aLookUpThatHangsIsToldAndWaitedForAndNotBegunASecondTime() throws Exception {
    var begun = new AtomicInteger();
    var hangs = new CountDownLatch(1);
    try (Inquiry inquiry =
        inquiry(
            named(() -> {
              begun.incrementAndGet();
              await(hangs);
              return List.of(A);
            }))) {
      inquiry.begin();
      for (int i = 0; i < 3; i++) {
        assertThat(next()).isEqualTo(new Heard.Nothing("no answer within 100 ms"));
      }
      assertThat(begun).hasValue(1);
      hangs.countDown();
      Heard first = next();
      while (first instanceof Heard.Nothing) {
        first = next();
      }
      assertThat(first).isEqualTo(new Heard.Addresses(List.of(A)));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stop) {
      throw new IllegalStateException(stop);
    }
  }

  @Test
  void aFaultOfOurOwnDoesNotEndIt() throws Exception {
    var times = new AtomicInteger();
    try (Inquiry inquiry =
        inquiry(
            named(() -> {
              if (times.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
              }
              return List.of(A);
            }))) {
      inquiry.begin();
      assertThat(next()).isEqualTo(new Heard.Nothing("the look-up failed"));
      assertThat(next()).isEqualTo(new Heard.Addresses(List.of(A)));
    }
  }

  @Test
  void aNameStandsForAllItsAddressesAndKeepsItself() throws Exception {
    Resolver two =
        _ ->
            List.of(
                InetAddress.getByAddress(new byte[] {10, 0, 0, 1}),
                InetAddress.getByAddress(new byte[] {10, 0, 0, 2}));
    List<InetSocketAddress> found = new DnsName(two, "hosts.example", 5005).look();
    assertThat(found)
        .extracting(at -> at.getHostString() + " " + at.getAddress().getHostAddress())
        .containsExactly("hosts.example 10.0.0.1", "hosts.example 10.0.0.2");
    Resolver none =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThatThrownBy(new DnsName(none, "hosts.example", 5005)::look)
        .hasMessage("the name service knows no address of hosts.example");
    assertThat(Resolver.system().addresses("localhost")).isNotEmpty();
  }

  @Test
  void aFileIsAddressesLineByLine() throws Exception {
    Path file = folder.resolve("addresses");
    Files.writeString(file, "# ours\n10.0.0.1:5005\n\n[::1]:5006 # six\n host.example:7\n");
    assertThat(new AddressFile(file).look())
        .containsExactly(
            A,
            InetSocketAddress.createUnresolved("::1", 5006),
            InetSocketAddress.createUnresolved("host.example", 7));
    Files.writeString(file, "");
    assertThat(new AddressFile(file).look()).isEmpty();
  }

  @Test
  void aFileThatIsMissingHugeOrWrongIsNoAnswer() throws Exception {
    Path file = folder.resolve("addresses");
    var source = new AddressFile(file);
    assertThatThrownBy(source::look).hasMessage(file + " is not there");
    Files.writeString(file, "10.0.0.1:5005\n10.0.0.2\n");
    assertThatThrownBy(source::look)
        .hasMessage(file + ", line 2: not an address, host:port is wanted");
    Files.writeString(file, "10.0.0.1:70000\n");
    assertThatThrownBy(source::look).hasMessageContaining("line 1");
    Files.writeString(file, "10.0.0.1:5005\n".repeat(10_000));
    assertThatThrownBy(source::look).hasMessageContaining("longer than 64 KiB");
  }
}
