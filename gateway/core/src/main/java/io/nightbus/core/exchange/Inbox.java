package io.nightbus.core.exchange;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What originators asked: the same request again gets the same answer (domain §3.10). Remembers
 * what is in progress exactly and the last answers; for what it forgot, the book's unique key
 * stands in.
 *
 * @param <T> what stands for a request in progress
 */
public final class Inbox<T> {
  private static final List<De> CONTENT =
      List.of(De.PAN, De.PROCESSING_CODE, De.AMOUNT, De.CURRENCY, De.ORIGINAL_DATA);

  private final int mostOpen;
  private final int mostBooked;
  private final int mostUnbooked;
  private final Map<String, Open<T>> open = new HashMap<>();
  private final SequencedMap<String, Finished> booked = new LinkedHashMap<>();
  private final SequencedMap<String, Finished> unbooked = new LinkedHashMap<>();

  /**
   * Starts empty.
   *
   * @param mostOpen requests in progress above which new ones are refused
   * @param mostBooked answers remembered that the book has too
   * @param mostUnbooked answers remembered that are known here alone
   */
  public Inbox(int mostOpen, int mostBooked, int mostUnbooked) {
    this.mostOpen = mostOpen;
    this.mostBooked = mostBooked;
    this.mostUnbooked = mostUnbooked;
  }

  private record Open<T>(Message request, T what) {}

  /**
   * The stamp is null where nothing went out. Of the request only what is compared outlives the
   * answer: track data and PIN blocks are not kept. In few objects, because the collector copies
   * each of them while every request waits.
   */
  private record Finished(String content, Message answer, @Nullable Stamp stamp, long after) {}

  /** Numbers and a currency, each on its line. */
  private static String content(Message request) {
    var kept = new StringBuilder(80);
    CONTENT.forEach(de -> kept.append(request.get(de, "")).append('\n'));
    return kept.toString();
  }

  /** What a request is to us. */
  public sealed interface Opening<T> {
    record New<T>() implements Opening<T> {}

    /** The one result is still awaited; it will be handed on once. */
    record InProgress<T>(T what) implements Opening<T> {}

    /**
     * It has been answered.
     *
     * @param after what the answer depends on
     */
    record Answered<T>(Message answer, long after) implements Opening<T> {}

    /** The same identity with other content. */
    record Conflict<T>(De element) implements Opening<T> {}

    record Full<T>() implements Opening<T> {}
  }

  public Opening<T> look(String identityKey, Message request) {
    Open<T> running = open.get(identityKey);
    if (running != null) {
      De differs = difference(running.request(), request);
      return differs == null
          ? new Opening.InProgress<>(running.what())
          : new Opening.Conflict<>(differs);
    }
    Finished done = finished(identityKey);
    if (done != null) {
      De differs = difference(done.content(), content(request));
      return differs == null
          ? new Opening.Answered<>(done.answer(), done.after())
          : new Opening.Conflict<>(differs);
    }
    return open.size() >= mostOpen ? new Opening.Full<>() : new Opening.New<>();
  }

  public void open(String identityKey, Message request, T what) {
    open.put(identityKey, new Open<>(request, what));
  }

  public @Nullable T inProgress(String identityKey) {
    Open<T> running = open.get(identityKey);
    return running == null ? null : running.what();
  }

  /**
   * It was answered, and the book has it: the same request again gets this answer.
   *
   * @param stamp how it went out
   * @param after the transaction that the answer depends on
   */
  public void finish(String identityKey, Message request, Message answer, Stamp stamp, long after) {
    open.remove(identityKey);
    unbooked.remove(identityKey);
    var how = new Finished(content(request), answer.atRest(), stamp, after);
    remember(booked, mostBooked, identityKey, how);
  }

  /** The same of one that the book does not have: once forgotten here, nothing stands in for it. */
  public void finishUnbooked(
      String identityKey, Message request, Message answer, Stamp stamp, long after) {
    finishUnbooked(identityKey, new Finished(content(request), answer.atRest(), stamp, after));
  }

  /**
   * Nothing went out and nothing was decided; the same request again gets this answer all the same,
   * as long as it is remembered.
   */
  public void refused(String identityKey, Message request, Message answer) {
    finishUnbooked(identityKey, new Finished(content(request), answer.atRest(), null, 0));
  }

  private void finishUnbooked(String identityKey, Finished how) {
    open.remove(identityKey);
    booked.remove(identityKey);
    remember(unbooked, mostUnbooked, identityKey, how);
  }

  private static void remember(
      SequencedMap<String, Finished> last, int most, String identityKey, Finished how) {
    last.put(identityKey, how);
    if (last.size() > most) {
      last.pollFirstEntry();
    }
  }

  private @Nullable Finished finished(String identityKey) {
    Finished done = booked.get(identityKey);
    return done == null ? unbooked.get(identityKey) : done;
  }

  /** How a finished request went out, as long as it is remembered. */
  public Optional<Stamp> sentAs(String identityKey) {
    return Optional.ofNullable(finished(identityKey)).map(Finished::stamp);
  }

  /** Nothing was decided: the same request again is a new one. */
  public void forget(String identityKey) {
    open.remove(identityKey);
  }

  /** Looks at all of them: for what happens rarely. */
  public boolean anyInProgress(Predicate<T> which) {
    return open.values().stream().anyMatch(running -> which.test(running.what()));
  }

  public int inProgress() {
    return open.size();
  }

  /**
   * The first element of content in which two requests of one identity differ; null where they
   * agree.
   */
  public static @Nullable De difference(Message first, Message second) {
    for (De de : CONTENT) {
      if (!first.get(de, "").equals(second.get(de, ""))) {
        return de;
      }
    }
    return null;
  }

  private static @Nullable De difference(String first, String second) {
    if (first.equals(second)) {
      return null;
    }
    String[] ours = first.split("\n", -1);
    String[] theirs = second.split("\n", -1);
    int at = 0;
    while (at < CONTENT.size() - 1 && ours[at].equals(theirs[at])) {
      at++;
    }
    return CONTENT.get(at);
  }
}
