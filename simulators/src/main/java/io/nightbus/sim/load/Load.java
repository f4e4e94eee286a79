package io.nightbus.sim.load;

import io.nightbus.iso.De;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import io.nightbus.iso.dialect.NetworkCode;
import io.nightbus.sim.ledger.Stamp;
import io.nightbus.sim.traffic.Stamps;
import io.nightbus.sim.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Gives load and measures it. One run, one event loop; requests are matched with their answers by
 * DE 11, which is not used twice while it waits.
 */
public final class Load {
  private static final int TRACES = 1_000_000;
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long CONNECT_SECONDS = 10;
  private static final long SWEEP_MILLIS = 250;
  private static final long REDIAL_MILLIS = 200;
  private static final long FREE = Long.MIN_VALUE;

  private final LoadPlan plan;
  private final Wire wire = new Wire("load");
  private final List<LoadLink> links = new ArrayList<>();
  private final Template template;
  private final Stamps stamps = new Stamps('L');
  private final long[] due = new long[TRACES];
  private final short[] on = new short[TRACES];
  private final Map<String, long[]> byCode = new TreeMap<>();
  private final Histogram latency = new Histogram(LONGEST_NANOS, 3);
  private final Histogram lateness = new Histogram(LONGEST_NANOS, 3);
  private final CountDownLatch ready;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final long references;
  private int trace;

  /** Before it nothing waits: what is given up is looked for from here on, never over all. */
  private int oldest;

  private long number;
  private long intended;
  private double interval;
  private long begin;
  private long measureFrom;
  private long measureTo;
  private long waiting;
  private long sent;
  private long answered;
  private long unanswered;
  private long notSent;
  private long unmatched;
  private long disconnects;
  private int next;
  private boolean giving;
  private boolean over;

  private Load(LoadPlan plan) {
    this.plan = plan;
    template = new Template(plan.dialect(), plan.cards(), plan.acquirer());
    ready = new CountDownLatch(plan.connections());
    references = System.currentTimeMillis() / 1_000 % 1_000 * 1_000_000_000L;
    Arrays.fill(due, FREE);
    for (int i = 0; i < plan.connections(); i++) {
      links.add(new LoadLink(i, plan.targets().get(i % plan.targets().size()), this));
    }
  }

  /**
   * Connects, signs on, gives the load and waits for the answers.
   *
   * @throws IOException where a connection can't be made or signed on
   */
  public static LoadResult run(LoadPlan plan) throws IOException, InterruptedException {
    var load = new Load(plan);
    try {
      load.connect();
      return load.give();
    } finally {
      load.wire.close();
    }
  }

  private void connect() throws IOException, InterruptedException {
    wire.run(() -> links.forEach(this::dial));
    boolean all = ready.await(CONNECT_SECONDS, TimeUnit.SECONDS);
    LoadLink missing =
        wire.call(() -> links.stream().filter(link -> !link.isSignedOn()).findFirst().orElse(null));
    if (!all || missing != null) {
      throw new IOException(
          (missing == null ? "a link" : missing.target.toString())
              + " can't be connected to and signed on");
    }
  }

  private LoadResult give() throws InterruptedException {
    wire.run(this::begin);
    settled.await();
    return wire.call(this::result);
  }

  private void begin() {
    giving = true;
    begin = System.nanoTime();
    measureFrom = begin + plan.warmUp().toNanos();
    measureTo = measureFrom + plan.measured().toNanos();
    wire.every(this::sweep, SWEEP_MILLIS);
    wire.laterNanos(this::stopGiving, measureTo - begin);
    if (plan.perSecond() > 0) {
      interval = 1e9 / plan.perSecond();
      keepPace();
    } else {
      links.forEach(this::fill);
    }
  }

  /** Open loop: everything whose time has come, then sleep until the next one's time. */
  private void keepPace() {
    long now = System.nanoTime();
    for (long at = dueAt(intended); at <= now && mayGive(at); at = dueAt(++intended)) {
      LoadLink link = nextLink();
      if (link == null) {
        notSent += at >= measureFrom ? 1 : 0;
      } else {
        send(link, at, now);
      }
    }
    if (giving) {
      wire.laterNanos(this::keepPace, Math.max(1, dueAt(intended) - System.nanoTime()));
    }
  }

  private long dueAt(long request) {
    return begin + (long) (request * interval);
  }

  private @Nullable LoadLink nextLink() {
    for (int i = 0; i < links.size(); i++) {
      LoadLink link = links.get(next);
      next = next + 1 == links.size() ? 0 : next + 1;
      if (link.isSignedOn() && link.underWay < plan.outstanding()) {
        return link;
      }
    }
    return null;
  }

  /** Closed loop: as many under way as there may be. */
  private void fill(LoadLink link) {
    long now = System.nanoTime();
    while (mayGive(now) && link.isSignedOn() && link.underWay < plan.outstanding()) {
      send(link, now, now);
    }
  }

  private void send(LoadLink link, long at, long now) {
    int free = freeTrace();
    due[free] = at;
    on[free] = (short) link.index;
    link.underWay++;
    waiting++;
    if (isMeasured(at)) {
      sent++;
      lateness.recordValue(Math.clamp(now - at, 0, LONGEST_NANOS));
    }
    link.send(
        template.next(
            free, references + number++ % 1_000_000_000L, System.currentTimeMillis() / 1_000));
  }

  private int freeTrace() {
    do {
      trace = after(trace);
    } while (due[trace] != FREE);
    return trace;
  }

  private static int after(int trace) {
    return trace + 1 == TRACES ? 1 : trace + 1;
  }

  void answer(LoadLink link, byte[] bytes, int offset, int length) {
    if (!(plan.dialect().decode(bytes, offset, length) instanceof Decoded.Whole(Message message))) {
      unmatched++;
      return;
    }
    if (message.mti().isNetworkManagement()) {
      management(link, message);
      return;
    }
    int answers = trace(message.get(De.STAN, ""));
    long at = due[answers];
    if (at == FREE || !message.mti().isResponse()) {
      unmatched++;
      return;
    }
    settle(answers);
    if (isMeasured(at)) {
      answered++;
      latency.recordValue(Math.clamp(System.nanoTime() - at, 0, LONGEST_NANOS));
      byCode.computeIfAbsent(message.responseCode(), fresh -> new long[1])[0]++;
    }
    if (plan.perSecond() == 0) {
      fill(link);
    }
  }

  void opened(LoadLink link) {
    Stamp now = Stamp.now();
    link.send(
        plan.dialect()
            .encode(
                plan.dialect()
                    .networkRequest(NetworkCode.SIGN_ON)
                    .set(De.TRANSMISSION_TIME, stamps.transmissionTime(now))
                    .set(De.STAN, stamps.stan())
                    .build()));
  }

  void lost(LoadLink link) {
    if (giving) {
      disconnects++;
    }
    for (int i = 0; i < TRACES; i++) {
      if (due[i] != FREE && on[i] == link.index) {
        giveUp(i);
      }
    }
    ready.countDown();
    if (giving) {
      wire.later(() -> dial(link), REDIAL_MILLIS);
    }
  }

  private void dial(LoadLink link) {
    wire.dial(link.target, plan.dialect().framing().longest(), link);
  }

  private void management(LoadLink link, Message message) {
    if (!message.mti().isResponse()) {
      link.send(plan.dialect().encode(plan.dialect().response(message, "00").build()));
      return;
    }
    link.signedOn(message.responseCode().equals("00"));
    ready.countDown();
    if (giving && plan.perSecond() == 0) {
      fill(link);
    }
  }

  private void stopGiving() {
    giving = false;
    finishIfSettled();
  }

  private void sweep() {
    long limit = System.nanoTime() - plan.timeout().toNanos();
    while (oldest != trace && (due[oldest] == FREE || due[oldest] < limit)) {
      if (due[oldest] != FREE) {
        giveUp(oldest);
      }
      oldest = after(oldest);
    }
    if (plan.perSecond() == 0) {
      links.forEach(this::fill);
    }
    finishIfSettled();
  }

  private void giveUp(int abandoned) {
    unanswered += isMeasured(due[abandoned]) ? 1 : 0;
    settle(abandoned);
  }

  private void settle(int done) {
    links.get(on[done]).underWay--;
    due[done] = FREE;
    waiting--;
    if (!giving) {
      finishIfSettled();
    }
  }

  private void finishIfSettled() {
    if (!giving && begin != 0 && waiting == 0 && !over) {
      over = true;
      links.forEach(LoadLink::hangUp);
      settled.countDown();
    }
  }

  private boolean mayGive(long at) {
    return giving && at < measureTo;
  }

  private boolean isMeasured(long at) {
    return at >= measureFrom && at < measureTo;
  }

  private static int trace(String digits) {
    return digits.length() == 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(digits)
        : 0;
  }

  private LoadResult result() {
    double seconds = plan.measured().toNanos() / 1e9;
    var codes = new TreeMap<String, Long>();
    byCode.forEach((code, count) -> codes.put(code, count[0]));
    return new LoadResult(
        plan.perSecond() > 0 ? "open" : "closed",
        plan.connections(),
        seconds,
        sent,
        answered,
        unanswered,
        notSent,
        unmatched,
        disconnects,
        Math.round(answered / seconds * 10) / 10.0,
        codes,
        LoadResult.Micros.of(latency),
        LoadResult.Micros.of(lateness));
  }
}
