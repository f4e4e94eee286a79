package io.nightbus.core.link;

import io.nightbus.iso.dialect.NetworkCode;
import java.util.random.RandomGenerator;

/**
 * The life of one link. TCP alone carries nothing: traffic goes only after sign-on (domain §3.11).
 * Keeps deadlines, never a timer; all times are monotonic nanoseconds.
 */
public final class Link {
  private static final Step NOTHING = new Step.Nothing();

  /**
   * Unanswered requests in a row after which a link is cut, as long as another one can carry its
   * traffic.
   */
  public static final int UNANSWERED_LIMIT = 5;

  private static final long REFUSES = 10_000_000L;

  private final LinkSettings settings;
  private final RandomGenerator jitter;
  private LinkState state;
  private long since;
  private long heard;
  private int failedDials;
  private int unanswered;
  private int outstanding;
  private int connection;
  private boolean stopped;
  private boolean refused;
  private long refusedAt;

  public Link(LinkSettings settings, RandomGenerator jitter, long now) {
    this.settings = settings;
    this.jitter = jitter;
    this.state = new LinkState.Down(LossReason.STOPPING, settings.dials() ? now : Long.MAX_VALUE);
    this.since = now;
  }

  public LinkId id() {
    return settings.id();
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

  public void sent() {
    outstanding++;
  }

  /** A request on it ended, one way or another. */
  public void ended(boolean answered) {
    outstanding = Math.max(0, outstanding - 1);
    unanswered = answered ? 0 : unanswered + 1;
  }

  /** A request on it turned out not to have been sent. */
  public void unsent() {
    outstanding = Math.max(0, outstanding - 1);
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

  /** So many requests in a row went unanswered that TCP's word for its health no longer counts. */
  public boolean isDeaf() {
    return isUsable() && unanswered >= UNANSWERED_LIMIT;
  }

  public Step opened(long now) {
    connection++;
    refused = false;
    failedDials = 0;
    unanswered = 0;
    heard = now;
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
      case NONE -> rise(now);
    };
  }

  public Step lost(LossReason why, long now) {
    boolean carried = isUsable() || state instanceof LinkState.Draining;
    boolean neverStood = state instanceof LinkState.Connecting;
    failedDials = neverStood ? failedDials + 1 : failedDials;
    outstanding = 0;
    become(
        new LinkState.Down(why, settings.dials() && !stopped ? now + pause() : Long.MAX_VALUE),
        now);
    return carried ? new Step.Fell(why) : NOTHING;
  }

  /** Exponential with full jitter, so that many links do not come back in one wave. */
  private long pause() {
    long cap = settings.backoffCap().toNanos();
    long base = settings.backoff().toNanos();
    long ceiling = failedDials >= 20 ? cap : Math.min(cap, base << failedDials);
    return base / 2 + jitter.nextLong(Math.max(1, ceiling));
  }

  /** Anything that came in is a sign of life. */
  public Step heard(long now) {
    heard = now;
    if (state instanceof LinkState.Suspect) {
      become(new LinkState.Up(), now);
    }
    return NOTHING;
  }

  /** The peer answered our sign-on, echo or sign-off. */
  public Step answered(NetworkCode code, boolean accepted, long now) {
    if (code == NetworkCode.SIGN_ON && state instanceof LinkState.SigningOn) {
      return accepted ? rise(now) : new Step.Cut(LossReason.SIGN_ON_REFUSED);
    }
    return NOTHING;
  }

  /** The peer asks something; the answer itself is the switchboard's. */
  public Step asked(NetworkCode code, long now) {
    return switch (code) {
      case SIGN_ON -> state instanceof LinkState.AwaitingSignOn ? rise(now) : NOTHING;
      case SIGN_OFF -> {
        if (!isUsable()) {
          yield NOTHING;
        }
        become(new LinkState.AwaitingSignOn(Long.MAX_VALUE), now);
        yield new Step.Fell(LossReason.SIGNED_OFF);
      }
      case ECHO, CUTOVER, KEY_CHANGE, NEW_KEY -> NOTHING;
    };
  }

  private Step rise(long now) {
    become(new LinkState.Up(), now);
    return new Step.Rose();
  }

  /** Does what has become due. */
  public Step tick(long now) {
    return switch (state) {
      case LinkState.Down down when now >= down.retryAt() -> {
        become(new LinkState.Connecting(), now);
        yield new Step.Dial();
      }
      case LinkState.SigningOn signing when now >= signing.deadline() ->
          new Step.Cut(LossReason.SIGN_ON_TIMEOUT);
      case LinkState.AwaitingSignOn waiting when now >= waiting.deadline() ->
          new Step.Cut(LossReason.SIGN_ON_TIMEOUT);
      case LinkState.Up _ when now >= heard + settings.echo().toNanos() -> {
        become(new LinkState.Suspect(now + settings.answer().toNanos()), now);
        yield new Step.Say(NetworkCode.ECHO);
      }
      case LinkState.Suspect suspect when now >= suspect.deadline() ->
          new Step.Cut(LossReason.SILENT);
      case LinkState.Down _,
          LinkState.Connecting _,
          LinkState.SigningOn _,
          LinkState.AwaitingSignOn _,
          LinkState.Up _,
          LinkState.Suspect _,
          LinkState.Draining _ ->
          NOTHING;
    };
  }

  /** When {@link #tick} has something to do at the earliest. */
  public long deadline() {
    return switch (state) {
      case LinkState.Down down -> down.retryAt();
      case LinkState.SigningOn signing -> signing.deadline();
      case LinkState.AwaitingSignOn waiting -> waiting.deadline();
      case LinkState.Up _ -> heard + settings.echo().toNanos();
      case LinkState.Suspect suspect -> suspect.deadline();
      case LinkState.Connecting _, LinkState.Draining _ -> Long.MAX_VALUE;
    };
  }

  /** No new work; it is not dialled again. */
  public Step drain(long now) {
    stopped = true;
    if (isUsable()) {
      become(new LinkState.Draining(), now);
      return new Step.Fell(LossReason.DRAINED);
    }
    if (state instanceof LinkState.Down down) {
      become(new LinkState.Down(down.why(), Long.MAX_VALUE), now);
      return NOTHING;
    }
    return state instanceof LinkState.Connecting ? NOTHING : new Step.Cut(LossReason.STOPPING);
  }

  private void become(LinkState next, long now) {
    if (!next.getClass().equals(state.getClass())) {
      since = now;
    }
    state = next;
  }
}
