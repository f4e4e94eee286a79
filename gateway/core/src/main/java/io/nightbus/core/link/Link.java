package io.nightbus.core.link;

import io.nightbus.iso.dialect.NetworkCode;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The life of one link. TCP alone carries nothing: traffic goes only after sign-on (domain §3.11).
 * What is doubted is left alone, what is dead is cut (reliability §2.6). Keeps deadlines, never a
 * timer; all times are monotonic nanoseconds.
 */
public final class Link {
  private static final Step NOTHING = new Step.Nothing();
  private static final long SECOND = 1_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Unanswered requests in a row after which a link is cut, as long as another one can carry its
   * traffic.
   */
  public static final int UNANSWERED_LIMIT = 5;

  private static final long REFUSES = 10_000_000L;

  /** Unanswered requests in a row after which other links are preferred. */
  private static final int DOUBT_LIMIT = 3;

  /** Longer than any answer takes that somebody still wants. */
  private static final long DRAIN = 30 * SECOND;

  private static final int MISPAIRED_LIMIT = 2;

  /** Probes that have to be answered in a row before a link is trusted again. */
  private static final int PROBES = 3;

  /** Between two looks at what is out. */
  private static final long LOOK_EVERY = SECOND / 10;

  private static final long FIRST_PROBE = SECOND;
  private static final long LAST_PROBE = 30 * SECOND;

  private final LinkSettings settings;
  private final Redial redial;
  private final Evidence evidence;
  private final Echoes echoes;
  private final Steadiness steadiness = new Steadiness();
  private LinkState state;
  private long since;
  private long lookAt = NEVER;
  private long probePause = FIRST_PROBE;
  private int outstanding;
  private int mispaired;
  private int connection;
  private boolean stopped;
  private boolean leaving;
  private boolean refused;
  private long refusedAt;
  private boolean verified;
  private long roseAt;
  private @Nullable LossReason lastLoss;

  /** One that is its endpoint's only link. */
  public Link(LinkSettings settings, RandomGenerator jitter, long now) {
    this(settings, new Issuers(), jitter, now);
  }

  /**
   * Makes it, down.
   *
   * @param issuers shared with the other links of its endpoint
   */
  public Link(LinkSettings settings, Issuers issuers, RandomGenerator jitter, long now) {
    this.settings = settings;
    this.redial = new Redial(settings, jitter);
    this.evidence = new Evidence(issuers, now);
    this.echoes = new Echoes(settings.echo().toNanos(), settings.answer().toNanos());
    this.state = new LinkState.Down(LossReason.STOPPING, settings.dials() ? now : NEVER);
    this.since = now;
  }

  public LinkId id() {
    return settings.id();
  }

  public LinkSettings settings() {
    return settings;
  }

  public LinkState state() {
    return state;
  }

  /** When the present state began. */
  public long since() {
    return since;
  }

  /** Signed on, and nothing speaks against it. */
  public boolean isUp() {
    return state instanceof LinkState.Up;
  }

  /** May take traffic if no better link is there. */
  public boolean isUsable() {
    return isUp() || state instanceof LinkState.Suspect;
  }

  /** Counts its connections. */
  public int connection() {
    return connection;
  }

  public int outstanding() {
    return outstanding;
  }

  /** Attempts in a row after which it did not rise. */
  public int failedDials() {
    return redial.failures();
  }

  // --- what goes over it

  /**
   * A request is handed to the wire as soon as the book has stored {@code after}.
   *
   * @param token names it; not 0
   * @param range first digits of its card, by which one issuer's silence is told from the link's;
   *     empty where there is none
   */
  public void sent(long token, String range, long after, long durable, long now) {
    outstanding++;
    evidence.sent(token, range, after, durable, now);
    lookAt = Math.min(lookAt, now + LOOK_EVERY);
    if (state instanceof LinkState.Suspect(var why, var _, var good)) {
      state = new LinkState.Suspect(why, now + probePause, good);
    }
  }

  /** The book has stored everything up to {@code durable}. */
  public void stored(long durable, long now) {
    evidence.stored(durable, now);
  }

  /** A request on it ended, one way or another. */
  public void ended(long token, boolean answered, long now) {
    outstanding = Math.max(0, outstanding - 1);
    Long at = evidence.ended(token, answered, now);
    boolean probed = at != null && at - since >= 0;
    if (probed && state instanceof LinkState.Suspect(var why, var _, var good)) {
      probePause = answered ? FIRST_PROBE : Math.min(LAST_PROBE, 2 * probePause);
      state =
          answered
              ? new LinkState.Suspect(why, now, good + 1)
              : new LinkState.Suspect(why, now + probePause, 0);
    }
  }

  /** A request on it turned out not to have been sent. */
  public void unsent(long token) {
    outstanding = Math.max(0, outstanding - 1);
    evidence.unsent(token);
  }

  /**
   * The wire would not take a message for it: the connection is gone, which we shall hear next, or
   * its buffer is full. What came back must not be given to it again at once.
   */
  public void refused(long now) {
    refused = true;
    refusedAt = now;
  }

  /** The wire may take a message for it. */
  public boolean takes(long now) {
    return !refused || now - refusedAt > REFUSES;
  }

  /** An answer came over it that is not its request's: once may be a slip, twice is not. */
  public Step mispaired(long now) {
    mispaired++;
    return mispaired >= MISPAIRED_LIMIT
        ? new Step.Cut(LossReason.MISPAIRED)
        : doubt(Doubt.MISPAIRED, now);
  }

  // --- what it looks like from outside

  /** So many requests in a row went unanswered that TCP's word for its health no longer counts. */
  public boolean isDeaf(long now) {
    return isUsable() && evidence.isDeaf(UNANSWERED_LIMIT, now);
  }

  /** Answered something since the other link has stopped to. */
  public boolean answersWhile(Link other) {
    long moment = other.evidence.silentSince();
    return moment != NEVER && isUp() && evidence.answeredSince(moment);
  }

  /** One request may go over it to find out whether it is well again. */
  public boolean wantsProbe(long now) {
    return state instanceof LinkState.Suspect(var why, var probeAt, var _)
        && !why.endsWithAnySign()
        && outstanding == 0
        && now - probeAt >= 0;
  }

  /** Came up after it had failed, and has not stood for long enough to be preferred again. */
  public boolean isHeldBack(long now) {
    return steadiness.isHeldBack(now);
  }

  /** Tenths of its share that it takes while it is fresh: 1 to 10. */
  public int tenths(long now) {
    return steadiness.tenths(now);
  }

  /** It was lost several times within a minute. */
  public boolean isFlapping(long now) {
    return steadiness.isFlapping(now);
  }

  /** Of the last ten seconds. */
  public Share share() {
    return evidence.share();
  }

  /** Smoothed time from a request to its answer; 0 where there was none. */
  public long roundTrip() {
    return evidence.roundTrip();
  }

  /** Echoes in a row that were not answered although the peer said other things. */
  public int echoesIgnored() {
    return echoes.ignored();
  }

  /** Its endpoint has no link that carries traffic. */
  public void alone(boolean none) {
    redial.alone(none);
  }

  /** It has been up since it was made: connected, signed on and, where announced, echoed. */
  public boolean isVerified() {
    return verified;
  }

  /** Its address was announced, and nothing has shown yet that it is good for anything. */
  public boolean isCandidate() {
    return settings.announced() && !verified;
  }

  /** Why it was lost, or could not be had, last; empty where that never happened. */
  public Optional<LossReason> lastLoss() {
    return Optional.ofNullable(lastLoss);
  }

  // --- its life

  /** TCP stands where we have dialled, and the TLS handshake begins. */
  public Step connected(long now) {
    if (state instanceof LinkState.Connecting(var deadline)) {
      become(new LinkState.Securing(deadline), now);
    }
    return NOTHING;
  }

  /** The connection stands, both sides know each other: nothing but the sign-on is missing. */
  public Step opened(long now) {
    connection++;
    refused = false;
    mispaired = 0;
    evidence.reset();
    outstanding = 0;
    echoes.begin(now);
    if (stopped) {
      return new Step.Cut(LossReason.STOPPING);
    }
    long deadline = now + settings.answer().toNanos();
    return switch (settings.signOn()) {
      case WE -> {
        become(new LinkState.SigningOn(deadline), now);
        yield new Step.Say(NetworkCode.SIGN_ON);
      }
      case PEER -> {
        become(new LinkState.AwaitingSignOn(deadline), now);
        yield NOTHING;
      }
      case NONE -> signedOn(now);
    };
  }

  public Step lost(LossReason why, long now) {
    boolean carried = isUsable() || isDraining();
    if (carried) {
      redial.fell(now - roseAt);
    } else {
      redial.failed();
    }
    if (isUsable()) {
      steadiness.fell(now);
    }
    outstanding = 0;
    lastLoss = why;
    evidence.reset();
    // Not wanted any more: it went on only as long as it stood.
    stopped = stopped || leaving;
    become(
        new LinkState.Down(why, settings.dials() && !stopped ? now + redial.pause() : NEVER), now);
    return carried ? new Step.Fell(why) : NOTHING;
  }

  /** Anything that came in is a sign of life. */
  public Step heard(long now) {
    echoes.heard(now);
    if (state instanceof LinkState.Suspect(var why, var _, var _) && why.endsWithAnySign()) {
      return trust(now);
    }
    return NOTHING;
  }

  private Step trust(long now) {
    probePause = FIRST_PROBE;
    become(new LinkState.Up(), now);
    return new Step.Rose();
  }

  /** The peer answered our sign-on, echo or sign-off. */
  public Step answered(NetworkCode code, boolean accepted, long now) {
    if (code == NetworkCode.ECHO) {
      echoes.answered();
    }
    if (code == NetworkCode.SIGN_OFF && state instanceof LinkState.SigningOff) {
      return new Step.Cut(LossReason.DRAINED);
    }
    if (code == NetworkCode.SIGN_ON && state instanceof LinkState.SigningOn) {
      return accepted ? signedOn(now) : new Step.Cut(LossReason.SIGN_ON_REFUSED);
    }
    if (code == NetworkCode.ECHO && state instanceof LinkState.Proving) {
      return rise(now);
    }
    return NOTHING;
  }

  /**
   * The peer asks something; the answer itself is the switchboard's.
   *
   * @param restarts a sign-on of a peer that is up says that it has started anew
   */
  public Step asked(NetworkCode code, boolean restarts, long now) {
    return switch (code) {
      case SIGN_ON -> {
        if (state instanceof LinkState.AwaitingSignOn || state instanceof LinkState.SignedOff) {
          yield signedOn(now);
        }
        yield restarts && isUsable() && !greets(now) ? new Step.Cut(LossReason.RESTARTED) : NOTHING;
      }
      case SIGN_OFF -> {
        if (!isUsable()) {
          yield NOTHING;
        }
        become(new LinkState.SignedOff(), now);
        yield new Step.Fell(LossReason.SIGNED_OFF);
      }
      case ECHO, CUTOVER, KEY_CHANGE, NEW_KEY -> NOTHING;
    };
  }

  /** Both sides may sign on, and a sign-on whose answer was late is said again. */
  private boolean greets(long now) {
    return now - roseAt < settings.answer().toNanos();
  }

  private Step signedOn(long now) {
    if (!isCandidate()) {
      return rise(now);
    }
    become(new LinkState.Proving(now + settings.answer().toNanos()), now);
    return new Step.Say(NetworkCode.ECHO);
  }

  private Step rise(long now) {
    verified = true;
    roseAt = now;
    redial.rose();
    become(new LinkState.Up(), now);
    steadiness.rose(now);
    probePause = FIRST_PROBE;
    return new Step.Rose();
  }

  /** The peer takes no bytes although some wait. */
  public Step stalled(long now) {
    return doubt(Doubt.STALLED, now);
  }

  /** Prefers other links from now on, where it was trusted before. */
  public Step doubt(Doubt why, long now) {
    if (!isUp()) {
      return NOTHING;
    }
    become(new LinkState.Suspect(why, now + probePause, 0), now);
    if (why == Doubt.SLOW || why == Doubt.TIMEOUTS) {
      echoes.doubt();
    }
    return new Step.Doubted(why);
  }

  /**
   * Does what has become due.
   *
   * @param othersAnswer another link of the endpoint was answered while this one is silent
   */
  public Step tick(long now, boolean othersAnswer) {
    return switch (state) {
      case LinkState.Down(var _, var at) when now >= redial.at(at, since) -> {
        become(new LinkState.Connecting(now + redial.patience(isCandidate())), now);
        yield new Step.Dial();
      }
      case LinkState.Connecting connecting when now >= connecting.deadline() ->
          new Step.Cut(LossReason.CONNECT_TIMEOUT);
      case LinkState.Securing securing when now >= securing.deadline() ->
          new Step.Cut(LossReason.TLS_TIMEOUT);
      case LinkState.SigningOn signing when now >= signing.deadline() ->
          new Step.Cut(LossReason.SIGN_ON_TIMEOUT);
      case LinkState.AwaitingSignOn waiting when now >= waiting.deadline() ->
          new Step.Cut(LossReason.SIGN_ON_TIMEOUT);
      case LinkState.Proving proving when now >= proving.deadline() ->
          new Step.Cut(LossReason.ECHO_TIMEOUT);
      case LinkState.SignedOff _ -> echo(now);
      case LinkState.Up _, LinkState.Suspect _ -> look(now, othersAnswer);
      case LinkState.Draining draining when outstanding == 0 || now >= draining.deadline() -> {
        become(new LinkState.SigningOff(now + settings.answer().toNanos()), now);
        yield new Step.Say(NetworkCode.SIGN_OFF);
      }
      case LinkState.SigningOff off when now >= off.deadline() -> new Step.Cut(LossReason.DRAINED);
      case LinkState.Down _,
          LinkState.Connecting _,
          LinkState.Securing _,
          LinkState.SigningOn _,
          LinkState.AwaitingSignOn _,
          LinkState.Proving _,
          LinkState.Draining _,
          LinkState.SigningOff _ ->
          NOTHING;
    };
  }

  /**
   * Is anybody there? What stands silent for too long is dead, whether it carries traffic or not.
   */
  private Step echo(long now) {
    return switch (echoes.due(now)) {
      case ASK -> {
        echoes.ask(now);
        yield new Step.Say(NetworkCode.ECHO);
      }
      case CUT -> new Step.Cut(LossReason.SILENT);
      case DOUBT -> doubt(Doubt.ECHO_LATE, now);
      case NOTHING -> NOTHING;
    };
  }

  private Step look(long now, boolean othersAnswer) {
    Step echo = echo(now);
    if (!(echo instanceof Step.Nothing)) {
      return echo;
    }
    if (now < lookAt) {
      return NOTHING;
    }
    lookAt = evidence.isQuiet() ? NEVER : now + LOOK_EVERY;
    return state instanceof LinkState.Suspect suspect
        ? lookAgain(suspect, now)
        : lookForDoubt(now, othersAnswer);
  }

  private Step lookAgain(LinkState.Suspect suspect, long now) {
    boolean wasSlow = suspect.why() == Doubt.SLOW;
    boolean proved = suspect.good() >= (wasSlow ? 1 : PROBES);
    boolean allCame = wasSlow && evidence.silentSince() == NEVER && evidence.answeredSince(since);
    return proved || allCame ? trust(now) : NOTHING;
  }

  private Step lookForDoubt(long now, boolean othersAnswer) {
    if (evidence.isSlow(now) && othersAnswer) {
      return doubt(Doubt.SLOW, now);
    }
    if (evidence.unansweredInRow() >= DOUBT_LIMIT) {
      return doubt(Doubt.TIMEOUTS, now);
    }
    Share share = evidence.share();
    return Share.isBad(share.answered(now), share.missed(now)) ? doubt(Doubt.SHARE, now) : NOTHING;
  }

  /** When {@link #tick} has something to do at the earliest. */
  public long deadline() {
    return switch (state) {
      case LinkState.Down(var _, var at) -> redial.at(at, since);
      case LinkState.Connecting connecting -> connecting.deadline();
      case LinkState.Securing securing -> securing.deadline();
      case LinkState.SigningOn signing -> signing.deadline();
      case LinkState.AwaitingSignOn waiting -> waiting.deadline();
      case LinkState.Proving proving -> proving.deadline();
      case LinkState.SignedOff _ -> echoes.deadline(true);
      case LinkState.Up _ -> Math.min(lookAt, echoes.deadline(false));
      case LinkState.Suspect _ -> Math.min(lookAt, echoes.deadline(true));
      case LinkState.Draining draining ->
          outstanding == 0 ? Math.min(lookAt, draining.deadline()) : draining.deadline();
      case LinkState.SigningOff off -> off.deadline();
    };
  }

  /** Takes nothing new: what is out may finish, then we sign off and close. Not dialled again. */
  public Step drain(long now) {
    stopped = true;
    return switch (state) {
      case LinkState.Up _, LinkState.Suspect _ -> {
        become(new LinkState.Draining(now + DRAIN), now);
        lookAt = now;
        yield new Step.Fell(LossReason.DRAINED);
      }
      case LinkState.Down down -> {
        become(new LinkState.Down(down.why(), NEVER), now);
        yield NOTHING;
      }
      case LinkState.SigningOn _,
          LinkState.AwaitingSignOn _,
          LinkState.SignedOff _,
          LinkState.Proving _ ->
          new Step.Cut(LossReason.DRAINED);
      case LinkState.Connecting _,
          LinkState.Securing _,
          LinkState.Draining _,
          LinkState.SigningOff _ ->
          NOTHING;
    };
  }

  /**
   * It is not wanted any more. What does not carry traffic stops at once; what does goes on until
   * {@link #drain} or until it falls, for it may be all there is.
   */
  public Step leave(long now) {
    leaving = true;
    return isUsable() ? NOTHING : drain(now);
  }

  /** It goes as soon as another link carries its traffic. */
  public boolean isLeaving() {
    return leaving;
  }

  /** It was not wanted any more, and has ended. */
  public boolean isGone() {
    return leaving && stopped && state instanceof LinkState.Down;
  }

  /** It drains, and has not signed off; its time is not over yet. */
  public boolean maySignOffLater(long now) {
    return state instanceof LinkState.Draining(var deadline) && now < deadline;
  }

  /** Somebody still waits for an answer over it: not yet. */
  public void drainLater(long now) {
    lookAt = now + LOOK_EVERY;
  }

  /** In service again: at once where it has not signed off yet, otherwise by a new connection. */
  public Step restore(long now) {
    stopped = false;
    return switch (state) {
      case LinkState.Draining _ -> trust(now);
      case LinkState.Down down when settings.dials() -> {
        become(new LinkState.Down(down.why(), now), now);
        yield NOTHING;
      }
      case LinkState.Down _,
          LinkState.Connecting _,
          LinkState.Securing _,
          LinkState.SigningOn _,
          LinkState.AwaitingSignOn _,
          LinkState.SignedOff _,
          LinkState.Proving _,
          LinkState.Up _,
          LinkState.Suspect _,
          LinkState.SigningOff _ ->
          NOTHING;
    };
  }

  /** Nothing new goes over it by order of an operator. */
  public boolean isDrained() {
    return stopped;
  }

  /** It still stands, and will be closed. */
  public boolean isDraining() {
    return state instanceof LinkState.Draining || state instanceof LinkState.SigningOff;
  }

  private void become(LinkState next, long now) {
    if (!next.getClass().equals(state.getClass())) {
      since = now;
    }
    state = next;
  }
}
