package io.nightbus.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.node.wire.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A purchase each ten milliseconds, with each card in turn; answers are kept by STAN. Asks from the
 * beginning.
 */
final class Purchases implements AutoCloseable {
  /** Published test cards of three ranges. */
  static final List<String> CARDS =
      List.of("4111111111111111", "5555555555554444", "378282246310005");

  private static final int OF_EACH = 10;

  private final Peer acquirer;
  private final Map<Integer, String> codes = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private volatile int sent;

  Purchases(Peer acquirer) {
    this.acquirer = acquirer;
    Thread.ofVirtual().start(this::read);
    var _ = clock.scheduleAtFixedRate(this::ask, 10, 10, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    int stan = sent + 1;
    acquirer.send(purchase(stan));
    sent = stan;
  }

  private void read() {
    try {
      while (true) {
        Message answer = acquirer.read();
        codes.put(Peer.stan(answer), answer.get(De.RESPONSE_CODE));
      }
    } catch (UncheckedIOException over) {
      // The test is over.
    }
  }

  private static Message purchase(int stan) {
    return Message.of(Mti.AUTHORISATION_REQUEST)
        .set(De.PAN, CARDS.get(stan % CARDS.size()))
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "000000000280")
        .set(De.TRANSMISSION_TIME, "1123080000")
        .set(De.STAN, String.format("%06d", stan))
        .set(De.LOCAL_TIME, "080000")
        .set(De.LOCAL_DATE, "1123")
        .set(De.MERCHANT_TYPE, "4111")
        .set(De.ENTRY_MODE, "071")
        .set(De.CONDITION_CODE, "00")
        .set(De.ACQUIRER, "10000000001")
        .set(De.RRN, String.format("%012d", stan))
        .set(De.TERMINAL, "GATE0001")
        .set(De.MERCHANT, "CITY TRANSIT 01")
        .set(De.CURRENCY, "826")
        .build();
  }

  int sent() {
    return sent;
  }

  /** Waits until all of the first so many have their answer. */
  void answered(int many) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          for (int stan = 1; stan <= many; stan++) {
            if (!codes.containsKey(stan)) {
              return false;
            }
          }
          return true;
        });
  }

  /** Asks no more. */
  void end() throws InterruptedException {
    clock.shutdown();
    assertThat(clock.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /** The last ten with each card were approved. */
  boolean isWell() {
    int last = sent;
    answered(last);
    return IntStream.rangeClosed(last - OF_EACH * CARDS.size() + 1, last)
        .mapToObj(codes::get)
        .allMatch("00"::equals);
  }

  /** What all of them were answered so far. */
  Collection<String> codes() {
    return codes.values();
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    acquirer.close();
  }
}
