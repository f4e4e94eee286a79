package io.nightbus.sim.host;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Pan;
import io.nightbus.sim.host.Transaction.Answered;
import io.nightbus.sim.host.Transaction.Live;
import io.nightbus.sim.ledger.Effect;
import io.nightbus.sim.ledger.Identity;
import io.nightbus.sim.rules.Delay;
import io.nightbus.sim.rules.Rule.Reply;
import io.nightbus.sim.rules.Rules;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a message is worth, the way a card network or an issuer does: by its own rules and
 * its own memory. Pure, and belongs to one thread.
 *
 * <p>A transaction is known by the identity under which it was requested, or that DE 90 of an
 * advice or reversal names; an issuer also knows it by DE 37 and card, because what a gateway
 * decided for it names a request that it has never seen.
 */
public final class Host {
  private static final Set<String> APPROVALS = Set.of("00", "08", "11", "85");
  private static final int AMOUNT_DIGITS = 12;

  /**
   * How a host is set up.
   *
   * @param byReference also knows transactions by DE 37 and card, as an issuer does
   * @param opening what a card can spend at first, in minor units; negative for no accounts
   * @param remembers keeps what it has seen; without it every message is the first one
   */
  public record Settings(
      Set<Guarantee> guarantees, boolean byReference, long opening, boolean remembers) {
    /** The same without a memory: for measuring. */
    public Settings forgetting() {
      return new Settings(guarantees, byReference, opening, false);
    }

    public static Settings network(Set<Guarantee> guarantees) {
      return new Settings(guarantees, false, -1, true);
    }

    public static Settings issuer(long opening) {
      return new Settings(Set.of(Guarantee.values()), true, opening, true);
    }
  }

  private record Reference(String rrn, Pan card) {}

  private final Settings settings;
  private final boolean deduplicates;
  private final boolean buries;
  private final RandomGenerator random;
  private final @Nullable Accounts accounts;
  private final Map<Identity, Transaction> book = new HashMap<>();
  private final Map<Reference, Transaction> references = new HashMap<>();
  private final Map<Identity, Answered> told = new HashMap<>();
  private Rules rules;
  private long approvals;

  public Host(Settings settings, Rules rules, RandomGenerator random) {
    this.settings = settings;
    this.rules = rules;
    this.random = random;
    deduplicates = settings.guarantees().contains(Guarantee.DUPLICATES);
    buries = settings.guarantees().contains(Guarantee.TOMBSTONE);
    accounts = settings.opening() < 0 ? null : new Accounts(settings.opening());
  }

  public static boolean approves(String code) {
    return APPROVALS.contains(code);
  }

  public void rules(Rules others) {
    rules = others;
  }

  /** Forgets every transaction and opens every account anew. */
  public void clear() {
    book.clear();
    references.clear();
    told.clear();
    if (accounts != null) {
      accounts.clear();
    }
  }

  /** What a card can spend now; {@link Long#MAX_VALUE} where there are no accounts. */
  public long available(Pan card) {
    return accounts == null ? Long.MAX_VALUE : accounts.available(card);
  }

  /** Judges a request, advice or reversal. Anything else is answered 12. */
  public Verdict judge(Message message, Arrival arrival) {
    Mti mti = message.mti();
    Identity self = Identity.of(message).orElse(null);
    Pan card = message.pan().orElse(null);
    if (self == null || card == null || !hasAmount(message)) {
      return Verdict.plain("30", Effect.NONE, 0);
    }
    boolean money = mti.messageClass() == 1 || mti.messageClass() == 2;
    if (money && mti.isRequest()) {
      return request(message, self, card, arrival);
    }
    if (money && mti.isAdvice()) {
      return advice(message, self, card, arrival);
    }
    if (mti.isReversal() && (mti.isRequest() || mti.isAdvice())) {
      return reversal(message, self, card, arrival);
    }
    return Verdict.plain("12", Effect.NONE, 0);
  }

  private Verdict request(Message message, Identity self, Pan card, Arrival arrival) {
    Transaction known = book.get(self);
    if (known != null) {
      Answered first = known.request();
      if (deduplicates && first != null) {
        return first.content().equals(content(message, card))
            ? first.verdict().again(first.seq())
            : Verdict.plain("94", Effect.MISMATCH, first.seq());
      }
      if (known.isBuried() || (deduplicates && known.standing() != null)) {
        return Verdict.plain("94", Effect.REFUSED, 0);
      }
    }
    Verdict verdict = decide(message, card, arrival);
    if (settings.remembers()) {
      Transaction transaction = transaction(message, self, card, known);
      transaction.answered(arrival.seq(), content(message, card), verdict);
      if (verdict.effect() == Effect.APPLIED) {
        transaction.applied(arrival.seq(), message.amount());
      } else {
        transaction.noted();
      }
    }
    return verdict;
  }

  private Verdict decide(Message message, Pan card, Arrival arrival) {
    Reply reply = reply(message, arrival);
    String code = reply.code().isEmpty() ? "00" : reply.code();
    if (approves(code) && accounts != null && !accounts.hold(card, message.amount())) {
      code = "51";
    }
    String approval =
        approves(code) ? reply.others().getOrDefault(De.APPROVAL_CODE, approval()) : "";
    return new Verdict(
        code,
        approval,
        reply.others(),
        reply.withhold(),
        reply.delay(),
        approves(code) ? Effect.APPLIED : Effect.DECLINED,
        0);
  }

  private Verdict advice(Message message, Identity self, Pan card, Arrival arrival) {
    Answered before = told.get(self);
    if (deduplicates && before != null) {
      return before.content().equals(content(message, card))
          ? before.verdict().again(before.seq())
          : Verdict.plain("94", Effect.MISMATCH, before.seq());
    }
    Reply reply = reply(message, arrival);
    if (refuses(reply)) {
      return answer(reply, reply.code(), Effect.NONE, 0);
    }
    Identity original = Identity.ofOriginal(message).orElse(self);
    Transaction transaction = find(message, original, card).orElse(null);
    Live standing = transaction == null ? null : transaction.standing();
    if (transaction != null && !transaction.card().equals(card)) {
      return Verdict.plain("30", Effect.MISMATCH, 0);
    }
    Verdict verdict;
    if (!approves(message.get(De.RESPONSE_CODE, "00"))) {
      verdict = answer(reply, "00", Effect.NOTED, 0);
    } else if (deduplicates && standing != null) {
      boolean same = standing.amount() == message.amount();
      verdict = answer(reply, "00", same ? Effect.DUPLICATE : Effect.MISMATCH, standing.seq());
    } else {
      verdict = answer(reply, "00", Effect.APPLIED, 0);
    }
    remember(message, original, card, transaction, verdict, arrival);
    tell(self, message, card, verdict, arrival);
    return verdict;
  }

  private void remember(
      Message message,
      Identity original,
      Pan card,
      @Nullable Transaction known,
      Verdict verdict,
      Arrival arrival) {
    if (!settings.remembers()) {
      return;
    }
    Transaction transaction = transaction(message, original, card, known);
    if (verdict.effect() != Effect.APPLIED) {
      transaction.noted();
      return;
    }
    transaction.applied(arrival.seq(), message.amount());
    if (accounts != null) {
      accounts.book(card, message.amount());
    }
  }

  private Verdict reversal(Message message, Identity self, Pan card, Arrival arrival) {
    Answered before = told.get(self);
    if (before != null) {
      return before.content().equals(content(message, card))
          ? before.verdict().again(before.seq())
          : Verdict.plain("94", Effect.MISMATCH, before.seq());
    }
    Identity original = Identity.ofOriginal(message).orElse(null);
    if (original == null || message.has(De.REPLACEMENT_AMOUNTS)) {
      return Verdict.plain("30", Effect.NONE, 0);
    }
    Reply reply = reply(message, arrival);
    if (refuses(reply)) {
      return answer(reply, reply.code(), Effect.NONE, 0);
    }
    Transaction known = find(message, original, card).orElse(null);
    if (!buries && (known == null || !known.isKnown())) {
      return answer(reply, "25", Effect.UNMATCHED, 0);
    }
    if (known != null && !fits(known, message, card)) {
      return Verdict.plain("30", Effect.MISMATCH, 0);
    }
    Live standing = known == null ? null : known.standing();
    Transaction transaction = transaction(message, original, card, known);
    Verdict verdict = undo(transaction, standing, card, reply);
    tell(self, message, card, verdict, arrival);
    return verdict;
  }

  private Verdict undo(Transaction transaction, @Nullable Live standing, Pan card, Reply reply) {
    boolean known = transaction.isKnown();
    if (buries) {
      transaction.bury();
    }
    if (standing == null) {
      return answer(reply, "00", known ? Effect.NOTHING_TO_UNDO : Effect.TOMBSTONED, 0);
    }
    transaction.undo();
    if (accounts != null) {
      accounts.release(card, standing.amount());
    }
    return answer(reply, "00", Effect.UNDONE, standing.seq());
  }

  private static boolean fits(Transaction known, Message reversal, Pan card) {
    Live standing = known.standing();
    return known.card().equals(card)
        && (standing == null || standing.amount() == reversal.amount());
  }

  private Optional<Transaction> find(Message message, Identity original, Pan card) {
    Transaction found = book.get(original);
    return found == null && settings.byReference()
        ? Optional.ofNullable(references.get(new Reference(message.get(De.RRN, ""), card)))
        : Optional.ofNullable(found);
  }

  /** The transaction, known from now on under this identity too. */
  private Transaction transaction(
      Message message, Identity identity, Pan card, @Nullable Transaction known) {
    Transaction transaction = known == null ? new Transaction(card) : known;
    book.put(identity, transaction);
    if (settings.byReference() && message.has(De.RRN)) {
      references.putIfAbsent(new Reference(message.get(De.RRN), card), transaction);
    }
    return transaction;
  }

  private void tell(Identity self, Message message, Pan card, Verdict verdict, Arrival arrival) {
    if (settings.remembers()) {
      told.putIfAbsent(self, new Answered(arrival.seq(), content(message, card), verdict));
    }
  }

  private Reply reply(Message message, Arrival arrival) {
    return rules.replyTo(message, arrival.link(), arrival.site(), random);
  }

  /** A rule lets an advice or reversal fail: it is not acted upon. */
  private static boolean refuses(Reply reply) {
    return !reply.code().isEmpty() && !approves(reply.code());
  }

  private static Verdict answer(Reply reply, String code, Effect effect, long of) {
    return new Verdict(code, "", reply.others(), reply.withhold(), reply.delay(), effect, of);
  }

  private static boolean hasAmount(Message message) {
    String amount = message.get(De.AMOUNT, "");
    if (amount.length() != AMOUNT_DIGITS) {
      return false;
    }
    for (int i = 0; i < AMOUNT_DIGITS; i++) {
      if (amount.charAt(i) < '0' || amount.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String content(Message message, Pan card) {
    return card.digits() + ' ' + message.get(De.AMOUNT) + ' ' + message.get(De.CURRENCY, "");
  }

  /** Six characters, each a digit or capital, never the same twice in two thousand million. */
  private String approval() {
    String text = Long.toString(approvals++ % 2_176_782_336L, 36).toUpperCase(Locale.ROOT);
    return "0".repeat(6 - text.length()) + text;
  }

  /** An answer that takes no time: for what is refused before a host sees it. */
  public static Verdict refusal(String code) {
    return new Verdict(code, "", Map.of(), false, Delay.NONE, Effect.NONE, 0);
  }
}
