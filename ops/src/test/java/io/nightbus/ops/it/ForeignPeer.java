package io.nightbus.ops.it;

import io.nightbus.ops.it.Foreign.Talk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A card network, an issuer's host or an acquirer made of somebody else's library. It answers what
 * it is asked: network management always, a request by its amount, advices and reversals with an
 * acknowledgement.
 */
final class ForeignPeer implements AutoCloseable {
  /** An amount that it declines for want of money. */
  static final String TOO_MUCH = "000000009999";

  /** An amount that it approves in an answer with a MAC. */
  static final String SEALED = "000000008888";

  private static final Set<Integer> ECHOED =
      Set.of(2, 3, 4, 7, 11, 12, 13, 32, 33, 37, 41, 42, 49, 70, 90);
  private static final int PATIENCE = 30;

  private final Foreign library;
  private final List<Map<Integer, String>> received = new CopyOnWriteArrayList<>();
  private final Map<String, CompletableFuture<Map<Integer, String>>> asked =
      new ConcurrentHashMap<>();
  private volatile @Nullable ServerSocket door;
  private volatile @Nullable Talk talk;
  private int stan;

  private ForeignPeer(Foreign library) {
    this.library = library;
  }

  /** One that waits for the gateway on a port of its own. */
  static ForeignPeer listening(Foreign library, int port) throws IOException {
    var peer = new ForeignPeer(library);
    peer.open(port);
    return peer;
  }

  /** One that connects to the gateway. */
  static ForeignPeer dialling(Foreign library, int port) throws IOException {
    var peer = new ForeignPeer(library);
    Talk dialled = library.dial(port);
    peer.talk = dialled;
    Thread.ofVirtual().start(() -> peer.read(dialled));
    return peer;
  }

  /** Listens, also again after {@link #hangUp()}. */
  void open(int port) throws IOException {
    var listening = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    door = listening;
    Thread.ofVirtual().start(() -> accept(listening));
  }

  private void accept(ServerSocket listening) {
    try {
      while (true) {
        Talk accepted = library.accept(listening);
        talk = accepted;
        Thread.ofVirtual().start(() -> read(accepted));
      }
    } catch (IOException closed) {
      // That is how it ends.
    }
  }

  private void read(Talk from) {
    try {
      while (true) {
        Map<Integer, String> message = from.receive();
        String mti = element(message, 0);
        if (mti.charAt(2) == '1' || mti.charAt(2) == '3') {
          CompletableFuture<Map<Integer, String>> waiting = asked.remove(element(message, 11));
          if (waiting != null) {
            waiting.complete(message);
          }
        } else {
          received.add(message);
          from.send(answer(message));
        }
      }
    } catch (IOException ended) {
      // The session is over.
    }
  }

  private static Map<Integer, String> answer(Map<Integer, String> request) {
    Map<Integer, String> answer = new TreeMap<>(request);
    answer.keySet().retainAll(ECHOED);
    String mti = element(request, 0);
    answer.put(0, mti.substring(0, 2) + (mti.charAt(2) == '0' ? '1' : '3') + '0');
    if (mti.equals("0100")) {
      boolean declined = TOO_MUCH.equals(request.get(4));
      answer.put(39, declined ? "51" : "00");
      if (SEALED.equals(request.get(4))) {
        answer.put(64, "FFEEDDCCBBAA9988");
      }
      if (!declined) {
        answer.put(38, "OK" + element(request, 11).substring(2));
      }
    } else {
      answer.put(39, "00");
    }
    return answer;
  }

  /** An element that has to be there. */
  static String element(Map<Integer, String> message, int number) {
    String value = message.get(number);
    if (value == null) {
      throw new IllegalStateException(
          "a message without element " + number + ": " + message.keySet());
    }
    return value;
  }

  /** The next number of a message of its own, beginning at 700,001. */
  synchronized String stan() {
    return Integer.toString(700_001 + stan++);
  }

  /** Sends a request and waits for its answer. */
  Map<Integer, String> ask(Map<Integer, String> request) throws Exception {
    var answer = new CompletableFuture<Map<Integer, String>>();
    asked.put(element(request, 11), answer);
    Talk now = talk;
    if (now == null) {
      throw new IllegalStateException("nobody has connected yet");
    }
    now.send(request);
    return answer.get(PATIENCE, TimeUnit.SECONDS);
  }

  /** What came in of one type, in its order. */
  List<Map<Integer, String>> received(String mti) {
    return received.stream().filter(message -> element(message, 0).equals(mti)).toList();
  }

  /** Listens no more and ends the session. */
  void hangUp() throws IOException {
    ServerSocket listening = door;
    if (listening != null) {
      listening.close();
    }
    Talk now = talk;
    if (now != null) {
      now.close();
    }
  }

  @Override
  public void close() throws IOException {
    hangUp();
  }
}
