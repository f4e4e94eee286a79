package io.nightbus.sim.world;

import io.nightbus.core.transit.Fare;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Who decides requests at a peer, with a true ledger: what it did is written here whether or not
 * anybody hears of it. Advices and reversals it always recognises when they come again; what else
 * it promises is a setting.
 */
final class Host {
  private final Station station;
  private final Agenda agenda;
  private final SplittableRandom chance;
  private final Trace trace;
  private final Map<String, Done> done = new HashMap<>();
  private final Map<String, Message> acknowledged = new HashMap<>();
  private final Map<String, List<Posting>> byOriginal = new HashMap<>();
  private final Map<String, Long> tombstones = new HashMap<>();
  private final Map<String, List<Posting>> byReference = new LinkedHashMap<>();

  /** Messages that came in and were dealt with. */
  int taken;

  /** For this long a second request with the same identity has no second effect. */
  Duration removesDuplicates = Duration.ZERO;

  /** For this long a reversal of something unknown keeps that from having an effect later. */
  Duration tombstone = Duration.ZERO;

  long thinkNanos = 2_000_000;
  long thinkJitterNanos = 3_000_000;

  /** Requests lie about in the peer for so long before anything is done with them. */
  long loitersNanos;

  /**
   * What comes in over one of these sites reaches the ledger that they share only so much later.
   */
  final Map<String, Long> siteDelays = new LinkedHashMap<>();

  /** Whatever holds a request up within the peer does so for this long at most, all in all. */
  long holdsUpNanos = Long.MAX_VALUE;

  /** Its answers to requests name another amount than they were asked about. */
  boolean misquotes;

  /** Takes messages and does nothing about them, echo apart. */
  boolean silent;

  /** Does its work, and its answers are lost: share of a thousand. */
  int losesAnswers;

  /** Refuses everything for itself with 96, without having done it. */
  boolean sick;

  /** Of a thousand requests, those that are posted and answered 96 all the same. */
  int postsAndSays96;

  /** Card ranges of which every charge is posted and answered 96 all the same. */
  final Set<String> rangesPostedWith96 = new LinkedHashSet<>();

  /** Card ranges whose issuer is out: 91. */
  final Set<String> rangesOut = new LinkedHashSet<>();

  /** For an issuer that is out the network refuses charges itself, and its answer says so. */
  boolean standsInForIssuers;

  /** Says 94 to every request: that it has seen it, whether or not it has. */
  boolean seenBefore;

  /** Card ranges whose issuer never answers. */
  final Set<String> rangesSilent = new LinkedHashSet<>();

  /** Cards that the issuer wants picked up: 43. */
  final Set<String> stolen = new LinkedHashSet<>();

  /** Cards whose account has no money: 51. */
  final Set<String> poor = new LinkedHashSet<>();

  /** What DE 48 of its declines for want of money says; empty for nothing. */
  String advises = "";

  /** Requests that came in for a card range, repeats included. */
  final Map<String, Integer> asked = new LinkedHashMap<>();

  /** Cards in the order in which their requests came. */
  final List<String> order = new ArrayList<>();

  /** Cards whose advices and reversals are refused as malformed. */
  final Set<String> malformed = new LinkedHashSet<>();

  /** What DE 44 of such a refusal says: the element that is meant; empty for nothing. */
  String complainsOf = "";

  /** Cards whose advices and reversals are neither posted nor answered. */
  final Set<String> unheard = new LinkedHashSet<>();

  /** A flagged repeat is answered 94, not with the first answer. */
  boolean says94;

  /** Who was answered last; what is mispaired goes to it. */
  private Message last = Message.of(Mti.AUTHORISATION_REQUEST).build();

  /** Of a thousand answers, those that are sent twice. */
  int answersTwice;

  /** Of a thousand answers, those that come under the numbers of another request. */
  int mispairs;

  private record Done(Message answer, long at) {}

  Host(Station station, Agenda agenda, SplittableRandom chance, Trace trace) {
    this.station = station;
    this.agenda = agenda;
    this.chance = chance;
    this.trace = trace;
  }

  /** Effects of a transaction reference (DE 37) that stand. */
  List<Posting> standing(String reference) {
    return byReference.getOrDefault(reference, List.of()).stream()
        .filter(posting -> !posting.reversed)
        .toList();
  }

  /** An attempt of this charge stands. */
  boolean charged(long charge) {
    String begins = Fare.reference(charge, 0).substring(0, 10);
    return byReference.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(begins))
        .flatMap(entry -> entry.getValue().stream())
        .anyMatch(posting -> !posting.reversed);
  }

  /** Everything that was ever posted, by transaction reference. */
  Map<String, List<Posting>> ledger() {
    return byReference;
  }

  /** Something came in over a line of this site. */
  void take(String site, Message message, Consumer<Message> reply) {
    long later = Math.min(siteDelays.getOrDefault(site, 0L), holdsUpNanos);
    if (later == 0) {
      take(message, reply, holdsUpNanos);
    } else {
      agenda.in(later, () -> take(message, reply, holdsUpNanos - later));
    }
  }

  private void take(Message message, Consumer<Message> reply, long mayLoiter) {
    if (silent || (!isLive(message) && unheard.contains(message.get(De.PAN, "")))) {
      return;
    }
    taken++;
    String range = message.get(De.PAN, "000000").substring(0, 6);
    asked.merge(range, message.mti().isRequest() ? 1 : 0, Integer::sum);
    if (rangesSilent.contains(range)) {
      return;
    }
    long loiters = isLive(message) ? Math.min(loitersNanos, mayLoiter) : 0;
    if (loiters > 0) {
      agenda.in(loiters, () -> work(message, reply));
    } else {
      work(message, reply);
    }
  }

  private static boolean isLive(Message message) {
    return message.mti().isRequest() && !message.mti().isReversal();
  }

  private void work(Message message, Consumer<Message> reply) {
    Message decided = decide(message);
    boolean quotes = misquotes && isLive(message);
    Message answer = quotes ? decided.with(De.AMOUNT, "999999999999") : decided;
    if (losesAnswers > 0 && chance.nextInt(1000) < losesAnswers) {
      trace.event(station.name + " loses an answer");
      return;
    }
    long think = thinkNanos + chance.nextLong(thinkJitterNanos + 1);
    Message before = last;
    last = answer;
    if (mispairs > 0
        && chance.nextInt(1000) < mispairs
        && before.mti().equals(answer.mti())
        && !before.get(De.RRN, "").equals(answer.get(De.RRN, ""))) {
      // Off by one: the answer to this request under the numbers of the one before.
      Message other =
          answer
              .edit()
              .set(De.STAN, before.get(De.STAN))
              .set(De.TRANSMISSION_TIME, before.get(De.TRANSMISSION_TIME))
              .build();
      agenda.in(think, () -> reply.accept(other));
      return;
    }
    agenda.in(think, () -> reply.accept(answer));
    if (answersTwice > 0 && chance.nextInt(1000) < answersTwice) {
      agenda.in(think + chance.nextLong(1_000_000_000L), () -> reply.accept(answer));
    }
  }

  /** Everything is as it should be again. */
  void recover() {
    silent = false;
    losesAnswers = 0;
    sick = false;
    postsAndSays96 = 0;
    rangesPostedWith96.clear();
    thinkNanos = 2_000_000;
    loitersNanos = 0;
    siteDelays.clear();
    answersTwice = 0;
    mispairs = 0;
    rangesOut.clear();
    standsInForIssuers = false;
    malformed.clear();
    complainsOf = "";
    unheard.clear();
  }

  private Message decide(Message message) {
    if (sick) {
      return answer(message, "96");
    }
    if (message.mti().isReversal()) {
      return reversal(message);
    }
    return message.mti().isAdvice() ? advice(message) : request(message);
  }

  private Message answer(Message message, String code) {
    return station.dialect.response(message, code).build();
  }

  /** Class without the repeat digit, STAN, DE 7, who and where. */
  private static String identity(Message message) {
    return message.mti().original()
        + message.get(De.STAN)
        + message.get(De.TRANSMISSION_TIME)
        + message.get(De.ACQUIRER, "")
        + message.get(De.TERMINAL, "");
  }

  /** What DE 90 of a reversal would say of this message, and whose card it is. */
  private static String name(Message message) {
    return message.mti().original().toString().substring(1)
        + message.get(De.STAN)
        + message.get(De.TRANSMISSION_TIME)
        + message.get(De.PAN, "");
  }

  private static String named(Message message) {
    String original = Station.originalKey(message);
    return original.isEmpty() ? name(message) : original + message.get(De.PAN, "");
  }

  private Message request(Message message) {
    Done before = done.get(identity(message));
    if (before != null && agenda.now() - before.at() < removesDuplicates.toNanos()) {
      boolean refused = says94 && message.mti().isRepeat();
      return refused ? answer(message, "94") : before.answer().edit().build();
    }
    Message answer = decideRequest(message);
    done.put(identity(message), new Done(answer, agenda.now()));
    return answer;
  }

  private Message decideRequest(Message message) {
    String card = message.get(De.PAN);
    order.add(card);
    Long killed = tombstones.get(name(message));
    if (killed != null && agenda.now() - killed < tombstone.toNanos()) {
      return answer(message, "05");
    }
    if (seenBefore) {
      return answer(message, "94");
    }
    if (rangesOut.stream().anyMatch(card::startsWith)) {
      return standsInForIssuers && isCharge(message)
          ? answer(message, "05").with(De.ADDITIONAL_RESPONSE, Plan.BY_STAND_IN)
          : answer(message, "91");
    }
    if (stolen.contains(card)) {
      return answer(message, "43");
    }
    if (declines(message) || poor.contains(card)) {
      Message declined = answer(message, "51");
      return advises.isEmpty() ? declined : declined.with(De.PRIVATE_48, advises);
    }
    post(message, name(message), false);
    boolean resolved = station.name.equals(Plan.ISSUER) || isCharge(message);
    boolean unlucky = resolved && postsAndSays96 > 0 && chance.nextInt(1000) < postsAndSays96;
    if (unlucky || (isCharge(message) && rangesPostedWith96.stream().anyMatch(card::startsWith))) {
      return answer(message, "96");
    }
    return answer(message, "00")
        .with(
            De.APPROVAL_CODE,
            "%06d".formatted(Math.floorMod(identity(message).hashCode(), 999_999)));
  }

  /** An acquirer that is told 96 does not reverse: to do that to it would be our own fault. */
  private static boolean isCharge(Message message) {
    return Character.isDigit(message.get(De.RRN, "-").charAt(0));
  }

  /** Known beforehand to whoever compares the books. */
  static boolean declines(Message message) {
    return message.amount() % 100 == 51;
  }

  private Posting post(Message message, String original, boolean byAdvice) {
    var posting =
        new Posting(
            original, message.get(De.PAN), message.get(De.RRN, ""), message.amount(), byAdvice);
    byOriginal.computeIfAbsent(original, _ -> new ArrayList<>()).add(posting);
    byReference.computeIfAbsent(posting.reference, _ -> new ArrayList<>()).add(posting);
    return posting;
  }

  private Message advice(Message message) {
    Message before = acknowledged.get(identity(message));
    if (before != null) {
      return before;
    }
    if (malformed.contains(message.get(De.PAN, ""))) {
      return malformed(message);
    }
    if (message.responseCode().equals("00")) {
      Posting posting = post(message, named(message), true);
      byOriginal.computeIfAbsent(name(message), _ -> new ArrayList<>()).add(posting);
    }
    return acknowledge(message, "00");
  }

  private Message malformed(Message message) {
    Message answer = answer(message, "30");
    return complainsOf.isEmpty() ? answer : answer.with(De.ADDITIONAL_RESPONSE, complainsOf);
  }

  private Message acknowledge(Message message, String code) {
    Message answer = answer(message, code);
    acknowledged.put(identity(message), answer);
    return answer;
  }

  private Message reversal(Message message) {
    Message before = acknowledged.get(identity(message));
    if (before != null) {
      return before;
    }
    if (malformed.contains(message.get(De.PAN, ""))) {
      return malformed(message);
    }
    String original = named(message);
    List<Posting> postings = byOriginal.getOrDefault(original, List.of());
    boolean known = !postings.isEmpty();
    postings.forEach(posting -> posting.reversed = true);
    if (tombstone.isPositive()) {
      tombstones.put(original, agenda.now());
    }
    return acknowledge(message, known ? "00" : "25");
  }
}
