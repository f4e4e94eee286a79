package io.nightbus.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightbus.core.Command;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Fact;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Moment;
import io.nightbus.core.Result;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import io.nightbus.node.wire.ListenException;
import io.nightbus.node.wire.Peer;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The core's contract as the machine keeps it. */
final class EngineTest {
  private static final long NEVER = Long.MAX_VALUE;

  /** Does this when a message arrives from the originator, and nothing else. */
  private static ScriptedCore onReceived(ScriptedCore.Script script) {
    return new ScriptedCore(
        (start, now, out) -> {},
        (event, now, out) -> {
          if (event instanceof Event.Received) {
            script.on(event, now, out);
          }
        });
  }

  private static Effect send(int stan, long after) {
    return send(stan, after, NEVER);
  }

  private static Effect send(int stan, long after, long until) {
    return new Effect.Send(Gateway.FROM, Peer.message(stan), stan, after, until);
  }

  private static Effect store(long sequence) {
    return new Effect.Store(sequence, List.of());
  }

  @Test
  void effectsWaitForTheirTransactionAndKeepTheirOrder() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(store(1));
          out.add(send(11, 1));
          out.add(store(2));
          out.add(send(21, 2));
          out.add(send(12, 1));
          out.add(send(1, 0));
          out.add(send(22, 2));
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.message(99));
      assertThat(stan(peer)).isEqualTo(1);
      gateway.book.writer().stored(1);
      assertThat(stan(peer)).isEqualTo(11);
      assertThat(stan(peer)).isEqualTo(12);
      gateway.book.writer().stored(2);
      assertThat(stan(peer)).isEqualTo(21);
      assertThat(stan(peer)).isEqualTo(22);
      assertThat(core.next()).isInstanceOf(Event.LinkOpened.class);
      assertThat(core.next()).isInstanceOf(Event.Received.class);
      assertThat(core.next(Event.Stored.class)).isEqualTo(new Event.Stored(1));
      assertThat(core.next(Event.Stored.class)).isEqualTo(new Event.Stored(2));
    }
  }

  @Test
  void whatDependsOnARefusedTransactionIsNeverDone() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          for (int sequence = 1; sequence <= 3; sequence++) {
            out.add(store(sequence));
            out.add(send(10 * sequence, sequence));
            out.add(send(10 * sequence + 1, sequence));
          }
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.message(99));
      core.next(Event.Received.class);
      gateway.book.writer().clashed(2, known());
      gateway.book.writer().stored(3);
      assertThat(List.of(stan(peer), stan(peer), stan(peer), stan(peer)))
          .containsExactly(10, 11, 30, 31);
      assertThat(core.next())
          .isInstanceOfSatisfying(
              Event.Clashed.class, clash -> assertThat(clash.sequence()).isEqualTo(2));
      assertThat(core.next()).isEqualTo(new Event.Stored(3));
    }
  }

  @Test
  void whatBecomesDurableTooLateIsToldAndNotSent() throws Exception {
    var untils = new CompletableFuture<Long>();
    ScriptedCore core =
        onReceived((event, now, out) -> {
          long until = now.nanos() + 20_000_000;
          out.add(store(1));
          out.add(send(1, 1, until));
          out.add(send(2, 1));
          untils.complete(until);
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.message(99));
      long until = untils.get(10, TimeUnit.SECONDS);
      await().until(() -> System.nanoTime() - until > 0);
      gateway.book.writer().stored(1);
      assertThat(stan(peer)).isEqualTo(2);
      assertThat(core.next(Event.Stored.class)).isEqualTo(new Event.Stored(1));
      assertThat(core.next())
          .isEqualTo(new Event.Unsent(Gateway.FROM, 1, Event.Unsent.Why.TOO_LATE));
    }
  }

  @Test
  void whatWaitsForTheBookWhenItsLinkIsLostIsToldFirstAndNeverSent() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(store(1));
          out.add(send(5, 1));
          out.add(new Effect.Send(Gateway.FROM, Peer.message(6), 0, 1, NEVER));
          out.add(new Effect.Send(Gateway.TO, Peer.message(7), 7, 1, NEVER));
        });
    try (Gateway gateway = new Gateway(core).started()) {
      gateway.originator().send(Peer.message(1)).leave();
      core.next(Event.Received.class);
      assertThat(core.next())
          .as("of a link that is not there")
          .isEqualTo(new Event.Unsent(Gateway.TO, 7, Event.Unsent.Why.LINK_GONE));
      assertThat(core.next())
          .isEqualTo(new Event.Unsent(Gateway.FROM, 5, Event.Unsent.Why.LINK_GONE));
      assertThat(core.next())
          .isEqualTo(new Event.LinkLost(Gateway.FROM, LossReason.CLOSED_BY_PEER));
      try (Peer again = gateway.originator()) {
        assertThat(core.next()).isEqualTo(new Event.LinkOpened(Gateway.FROM));
        gateway.book.writer().stored(1);
        assertThat(core.next()).isEqualTo(new Event.Stored(1));
        gateway.engine.stop(Duration.ofMillis(1));
        assertThat(again.stansToTheEnd()).isEmpty();
      }
    }
  }

  /** What was decided before the loss was heard of is not for the next connection. */
  @Test
  void whatIsGivenToALinkThatHasJustBeenCutNeverWaitsForTheNextConnection() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(new Effect.Close(Gateway.FROM, LossReason.UNANSWERED));
          out.add(store(1));
          out.add(send(5, 1));
        });
    try (Gateway gateway = new Gateway(core).started()) {
      gateway.originator().send(Peer.message(1));
      core.next(Event.Received.class);
      assertThat(core.next()).isEqualTo(new Event.LinkLost(Gateway.FROM, LossReason.UNANSWERED));
      assertThat(core.next())
          .isEqualTo(new Event.Unsent(Gateway.FROM, 5, Event.Unsent.Why.LINK_GONE));
      try (Peer again = gateway.originator()) {
        assertThat(core.next()).isEqualTo(new Event.LinkOpened(Gateway.FROM));
        gateway.book.writer().stored(1);
        assertThat(core.next()).isEqualTo(new Event.Stored(1));
        gateway.engine.stop(Duration.ofMillis(1));
        assertThat(again.stansToTheEnd()).isEmpty();
      }
    }
  }

  @Test
  void anObserverThatFailsStopsNothing() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(new Effect.Note(new Fact(Fact.Kind.REQUEST_ANSWERED, "op", "", 1)));
          out.add(send(2, 0));
        });
    try (Gateway gateway = new Gateway(core)) {
      gateway.facts = new ArrayBlockingQueue<>(1);
      gateway.facts.add(new Fact(Fact.Kind.UNREADABLE, "op", "", 1));
      gateway.started();
      try (Peer peer = gateway.originator()) {
        peer.send(Peer.message(1));
        assertThat(stan(peer)).isEqualTo(2);
        assertThat(gateway.halted).isNotDone();
      }
    }
  }

  @Test
  void ofManyStoredOnlyTheHighestIsToldAndSayingsKeepTheirPlace() throws Exception {
    var held = new CountDownLatch(1);
    ScriptedCore core =
        onReceived((event, now, out) -> {
          for (long sequence = 1; sequence <= 1_000; sequence++) {
            out.add(store(sequence));
          }
          Gateway.await(held);
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.message(99));
      core.next(Event.Received.class);
      for (long sequence = 1; sequence <= 400; sequence++) {
        gateway.book.writer().stored(sequence);
      }
      var answer = new Loads.Charges(List.of());
      gateway.book.writer().loaded(5, answer);
      gateway.book.writer().clashed(401, known());
      for (long sequence = 401; sequence <= 1_000; sequence++) {
        gateway.book.writer().stored(sequence);
      }
      held.countDown();
      assertThat(core.next()).isEqualTo(new Event.Stored(400));
      assertThat(core.next()).isEqualTo(new Event.Loaded(5, answer));
      assertThat(core.next()).isInstanceOf(Event.Clashed.class);
      assertThat(core.next()).isEqualTo(new Event.Stored(1_000));
    }
  }

  @Test
  void eventsThatEffectsCauseComeAfterTheEventAndInOrder() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(new Effect.Send(Gateway.TO, Peer.message(1), 1, 0, NEVER));
          out.add(new Effect.Close(Gateway.FROM, LossReason.UNANSWERED));
          out.add(new Effect.Send(Gateway.FROM, Peer.message(2), 2, 0, NEVER));
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.frames(98, 99));
      core.next(Event.Received.class);
      assertThat(core.next())
          .isEqualTo(new Event.Unsent(Gateway.TO, 1, Event.Unsent.Why.LINK_GONE));
      assertThat(core.next()).isEqualTo(new Event.LinkLost(Gateway.FROM, LossReason.UNANSWERED));
      assertThat(core.next())
          .isEqualTo(new Event.Unsent(Gateway.FROM, 2, Event.Unsent.Why.LINK_GONE));
      assertThat(peer.readEnd()).isEqualTo("RST");
      // The second frame came with the first, and its link is gone.
      assertThat(core.waiting()).isZero();
    }
  }

  @Test
  void linksAreDialledAndMessagesGoThrough() throws Exception {
    var core =
        new ScriptedCore(
            (start, now, out) -> out.add(new Effect.Open(Gateway.TO)),
            (event, now, out) -> {
              if (event instanceof Event.Received(var link, Message message)) {
                var other = link.equals(Gateway.FROM) ? Gateway.TO : Gateway.FROM;
                out.add(new Effect.Send(other, message, 0, 0, NEVER));
              }
            });
    try (Gateway gateway = new Gateway(core).started();
        Peer network = Peer.accept(gateway.network);
        Peer originator = gateway.originator()) {
      assertThat(List.of(core.next(), core.next()))
          .containsExactlyInAnyOrder(
              new Event.LinkOpened(Gateway.TO), new Event.LinkOpened(Gateway.FROM));
      originator.send(Peer.message(5));
      assertThat(stan(network)).isEqualTo(5);
      network.send(Peer.message(6));
      assertThat(stan(originator)).isEqualTo(6);
    }
  }

  @Test
  void aTickComesWhenItIsDue() throws Exception {
    var core = new ScriptedCore((start, now, out) -> {}, (event, now, out) -> {});
    try (Gateway _ = new Gateway(core).started()) {
      long due = System.nanoTime() + 50_000_000;
      core.deadline(due);
      assertThat(core.next()).isEqualTo(new Event.Tick());
      assertThat(System.nanoTime() - due).isPositive();
      core.deadline(NEVER);
    }
  }

  @Test
  void originatorsWaitWhileTheBookIsBehindAndOthersAreHeard() throws Exception {
    var limits = new EngineLimits(10, 1_000, 10, EngineLimits.USUAL.wire());
    var sequence = new long[1];
    var core =
        new ScriptedCore(
            (start, now, out) -> out.add(new Effect.Open(Gateway.TO)),
            (event, now, out) -> {
              if (event instanceof Event.Received(var link, var _) && link.equals(Gateway.FROM)) {
                out.add(store(++sequence[0]));
              }
            });
    try (Gateway gateway = new Gateway(core, limits, 0).started();
        Peer network = Peer.accept(gateway.network);
        Peer originator = gateway.originator()) {
      int all = 15_000;
      Thread sender = Thread.startVirtualThread(() -> sendLong(originator, all));
      for (int i = 1; i <= 11; i++) {
        assertThat(gateway.book.nextSubmitted()).isEqualTo(i);
      }
      network.send(Peer.message(1));
      while (!core.next(Event.Received.class).link().equals(Gateway.TO)) {
        // The originator's own.
      }
      // What two reads may hold beyond the bound, and no more, although the originator goes on.
      assertThat(gateway.book.waiting()).isLessThan(200);
      assertThat(sender.isAlive()).isTrue();
      for (long i = 12; i <= all; i++) {
        gateway.book.writer().stored(i - 1);
        assertThat(gateway.book.nextSubmitted()).isEqualTo(i);
      }
      sender.join();
    }
  }

  private static void sendLong(Peer peer, int count) {
    for (int stan = 1; stan <= count; stan++) {
      peer.send(Peer.message(stan).with(De.PRIVATE_48, "x".repeat(900)));
    }
  }

  @Test
  void aCommandIsAnsweredWhenItsTransactionIsDurable() throws Exception {
    var core =
        commands(
            false,
            (command, out) -> {
              out.add(store(1));
              out.add(new Effect.Reply(command, new Result.Refused("why not"), 1));
            });
    try (Gateway gateway = new Gateway(core).started()) {
      CompletableFuture<Result> answer = gateway.engine.ask(new Command.ShowStatus());
      gateway.book.nextSubmitted();
      assertThat(answer).isNotDone();
      gateway.book.writer().stored(1);
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(new Result.Refused("why not"));
    }
  }

  @Test
  void moreCommandsThanTheBoundAreRefusedAndNoneIsLeftWithoutAnAnswer() throws Exception {
    var limits = new EngineLimits(10, 10, 3, EngineLimits.USUAL.wire());
    Gateway gateway = new Gateway(commands(false, (command, out) -> {}), limits, 0).started();
    List<CompletableFuture<Result>> answers =
        java.util.stream.IntStream.range(0, 4)
            .mapToObj(_ -> gateway.engine.ask(new Command.ShowStatus()))
            .toList();
    assertThat(answers.get(3).get(10, TimeUnit.SECONDS))
        .isEqualTo(new Result.Refused("3 commands wait already; try again later"));
    gateway.stop();
    for (CompletableFuture<Result> answer : answers.subList(0, 3)) {
      assertThat(answer.get(10, TimeUnit.SECONDS))
          .isEqualTo(new Result.Refused("the gateway has stopped"));
    }
    assertThat(gateway.engine.ask(new Command.ShowStatus()).get(10, TimeUnit.SECONDS))
        .isEqualTo(new Result.Refused("the gateway has stopped"));
  }

  @Test
  void stoppingLetsTheCoreFinishThenCutsThenClosesTheBook() throws Exception {
    var core =
        commands(
            true,
            (command, out) -> {
              out.add(store(1));
              out.add(send(7, 0));
              out.add(new Effect.Reply(command, new Result.Stopped(), 0));
            });
    Gateway gateway = new Gateway(core).started();
    try (Peer peer = gateway.originator()) {
      core.next(Event.LinkOpened.class);
      int port = gateway.engine.address(Gateway.FROM).getPort();
      gateway.engine.stop(Duration.ofSeconds(10));
      assertThat(stan(peer)).isEqualTo(7);
      assertThat(peer.readEnd()).isEqualTo("RST");
      assertThat(gateway.book.isClosed()).isTrue();
      new ServerSocket(port).close();
    }
    gateway.stop();
  }

  @Test
  void aPortInUseStopsTheStartAndNothingRunsOn() throws Exception {
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var core = new ScriptedCore((start, now, out) -> {}, (event, now, out) -> {});
      var gateway = new Gateway(core, EngineLimits.USUAL, taken.getLocalPort());
      assertThatThrownBy(gateway.engine::start)
          .isInstanceOf(ListenException.class)
          .hasMessageContaining(":" + taken.getLocalPort() + ":");
      assertThat(gateway.book.isClosed()).isTrue();
      gateway.network.close();
    }
  }

  @Test
  void aBookThatFailsEndsTheProcess() throws Exception {
    var core = new ScriptedCore((start, now, out) -> {}, (event, now, out) -> {});
    try (Gateway gateway = new Gateway(core).started()) {
      gateway.book.writer().failed(new java.io.IOException("No space left on device"));
      assertThat(gateway.halted.get(10, TimeUnit.SECONDS)).isEqualTo(74);
    }
  }

  @Test
  void aCoreThatFailsEndsTheProcessAndIsToldNothingMore() throws Exception {
    ScriptedCore core =
        onReceived((event, now, out) -> {
          out.add(send(1, 0));
          throw new IllegalStateException("a fault of ours");
        });
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.frames(1, 5));
      assertThat(gateway.halted.get(10, TimeUnit.SECONDS)).isEqualTo(70);
      core.next(Event.Received.class);
      peer.send(Peer.message(6)).leave();
      assertThat(core.waiting()).isZero();
    }
  }

  @Test
  void anEffectThatDependsOnAnUnknownTransactionIsAFaultOfOurs() throws Exception {
    ScriptedCore core = onReceived((event, now, out) -> out.add(send(1, 1)));
    try (Gateway gateway = new Gateway(core).started();
        Peer peer = gateway.originator()) {
      peer.send(Peer.message(1));
      assertThat(gateway.halted.get(10, TimeUnit.SECONDS)).isEqualTo(70);
    }
  }

  @Test
  void afterTheLoopStoodStillNobodyIsBlamed() throws Exception {
    var held = new CountDownLatch(1);
    ScriptedCore core = onReceived((event, now, out) -> Gateway.await(held));
    var wire =
        new io.nightbus.node.wire.WireLimits(
            1024 * 1024, Duration.ofMillis(900), Duration.ofMillis(900), Duration.ofSeconds(5));
    try (Gateway gateway = new Gateway(core, new EngineLimits(10, 10, 10, wire), 0).started();
        Peer peer = gateway.originator()) {
      byte[] second = Peer.frame(Peer.message(2));
      peer.send(Peer.message(1)).send(java.util.Arrays.copyOf(second, 9));
      core.next(Event.Received.class);
      long resume = System.nanoTime() + 1_500_000_000;
      await().until(() -> System.nanoTime() - resume > 0);
      held.countDown();
      CompletableFuture<Result> _ = gateway.engine.ask(new Command.ShowStatus());
      core.next(Event.Commanded.class);
      peer.send(java.util.Arrays.copyOfRange(second, 9, second.length));
      assertThat(core.next()).isEqualTo(new Event.Received(Gateway.FROM, Peer.message(2)));
    }
  }

  private static int stan(Peer peer) {
    return Peer.stan(peer.read());
  }

  /** What a core does with a stop, or with any other command. */
  @FunctionalInterface
  private interface Clerk {
    void on(long command, Effects out);
  }

  private static ScriptedCore commands(boolean stops, Clerk clerk) {
    return new ScriptedCore(
        (start, now, out) -> {},
        (Event event, Moment now, Effects out) -> {
          if (event instanceof Event.Commanded(long command, Command what)
              && what instanceof Command.Stop == stops) {
            clerk.on(command, out);
          }
        });
  }

  private static Known known() {
    Message request = Peer.message(1);
    return new Known(
        new Intent(1, Identity.of("op", request), "net", request, Stamp.of(request), Instant.EPOCH),
        Optional.empty(),
        Optional.empty());
  }
}
