package io.nightbus.sim.world;

import io.nightbus.core.Book;
import io.nightbus.core.Command;
import io.nightbus.core.Core;
import io.nightbus.core.Effect;
import io.nightbus.core.Effects;
import io.nightbus.core.Event;
import io.nightbus.core.Fact;
import io.nightbus.core.Known;
import io.nightbus.core.Loads;
import io.nightbus.core.Moment;
import io.nightbus.core.Recovered;
import io.nightbus.core.Result;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.link.LossReason;
import io.nightbus.iso.Decoded;
import io.nightbus.iso.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's process: a core, and around it what the engine does, in the engine's order. It can
 * die at any moment and be started again, and knows then what the book knows.
 */
final class Node implements Wires.GatewayEnd, Book.Listener, Effects {
  private static final int MOST_TICKS_AT_ONCE = 1_000;

  private final Agenda agenda;
  private final Clock clock;
  private final Trace trace;
  private final Function<Recovered, Core> cores;
  private final WireTap tap;
  private final Deque<Event> waiting = new ArrayDeque<>();
  private final Deque<Runnable> standing = new ArrayDeque<>();
  private final TreeMap<Long, List<Effect>> held = new TreeMap<>();
  private BiConsumer<Long, Result> desk = (_, _) -> {};
  private Consumer<Fact> observer = _ -> {};
  private static final Decoded.Malformed GARBAGE =
      new Decoded.Malformed(Decoded.Flaw.BAD_MTI, 0, 0);

  private Runnable failed = () -> {};
  private @Nullable Wires wires;
  private @Nullable Book book;
  private @Nullable Core core;
  private boolean busy;
  private boolean paused;
  private long pausedAt;
  private long durable;
  private long submitted;
  private long life;
  private long tickAt = Long.MAX_VALUE;
  private long lastTick = Long.MIN_VALUE;
  private int ticksAtOnce;

  /** Looks at what is about to be handed to a socket. */
  @FunctionalInterface
  interface WireTap {
    void handing(LinkId link, Message message);
  }

  Node(Agenda agenda, Clock clock, Trace trace, Function<Recovered, Core> cores, WireTap tap) {
    this.agenda = agenda;
    this.clock = clock;
    this.trace = trace;
    this.cores = cores;
    this.tap = tap;
  }

  void connect(Wires to, Book store, BiConsumer<Long, Result> replies, Consumer<Fact> facts) {
    wires = to;
    book = store;
    desk = replies;
    observer = facts;
  }

  /** What the process's end is when its book fails. */
  void whenBookFails(Runnable ends) {
    failed = ends;
  }

  // --- its life

  void start() {
    trace.event("gateway starts");
    life++;
    paused = false;
    durable = 0;
    submitted = 0;
    Book store = needed(book);
    Core begun = cores.apply(store.recover());
    store.start(this);
    core = begun;
    run(() -> begun.start(moment(), this));
  }

  /** As by SIGKILL, or by the power: nothing is finished, nothing is said. */
  void die() {
    trace.event("gateway dies");
    core = null;
    life++;
    waiting.clear();
    held.clear();
    standing.clear();
    paused = false;
    tickAt = Long.MAX_VALUE;
    needed(wires).gatewayDied();
  }

  @Override
  public boolean isRunning() {
    return core != null;
  }

  /** The process stands still: what happens meanwhile waits for it. */
  void pause() {
    if (core != null && !paused) {
      paused = true;
      pausedAt = clock.undisturbed();
    }
  }

  /** For how long by its own clock it has been standing still, 0 where it runs. */
  long stoodFor() {
    return paused ? clock.undisturbed() - pausedAt : 0;
  }

  /** It runs, and has nothing that it waits for. */
  boolean isIdle() {
    return core != null && !paused && durable == submitted;
  }

  @Override
  public boolean isPaused() {
    return paused;
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  void resume() {
    paused = false;
    run(() -> {});
    while (!standing.isEmpty()) {
      run(standing.remove());
    }
    needed(wires).flow();
  }

  private static <T> T needed(@Nullable T part) {
    if (part == null) {
      throw new Violation(Invariant.SOUND, "the node is not connected");
    }
    return part;
  }

  private Moment moment() {
    return new Moment(clock.wall(), clock.nanos());
  }

  // --- events, one at a time

  private void tell(Event event) {
    if (core != null) {
      waiting.add(event);
      if (!busy) {
        run(() -> {});
      }
    }
  }

  private void run(Runnable work) {
    if (paused) {
      return;
    }
    busy = true;
    try {
      work.run();
      Event event = waiting.poll();
      while (event != null && core != null) {
        core.on(event, moment(), this);
        event = waiting.poll();
      }
    } catch (RuntimeException bug) {
      throw new Violation(Invariant.SOUND, "the core threw " + bug, bug);
    } finally {
      busy = false;
    }
    scheduleTick();
  }

  private void scheduleTick() {
    if (core == null) {
      return;
    }
    long next = core.nextDeadline();
    if (next == Long.MAX_VALUE || next == tickAt) {
      return;
    }
    long at = clock.due(next);
    tickAt = next;
    long mine = life;
    agenda.at(at, () -> tick(mine, next));
  }

  private void tick(long mine, long due) {
    if (mine != life || core == null || tickAt != due) {
      return;
    }
    tickAt = Long.MAX_VALUE;
    ticksAtOnce = agenda.now() == lastTick ? ticksAtOnce + 1 : 0;
    lastTick = agenda.now();
    if (ticksAtOnce > MOST_TICKS_AT_ONCE) {
      throw new Violation(
          Invariant.SOUND, "the core wants a tick at " + due + " again and again: it spins");
    }
    tell(new Event.Tick());
  }

  // --- effects, in their order

  @Override
  public void add(Effect effect) {
    if (core == null) {
      return;
    }
    switch (effect) {
      case Effect.Send send when !needed(wires).stands(send.link()) -> perform(send);
      case Effect.Send send -> doOrHold(send.after(), send);
      case Effect.Reply reply -> doOrHold(reply.after(), reply);
      case Effect.Store(var sequence, var changes) -> {
        if (sequence != submitted + 1) {
          throw new Violation(
              Invariant.SOUND, "transaction " + sequence + " came after " + submitted);
        }
        submitted = sequence;
        needed(book).submit(sequence, changes);
      }
      case Effect.Load(var query, var what) -> needed(book).load(query, what);
      case Effect.Open(var link) -> needed(wires).open(link);
      case Effect.Close(var link, var why) -> needed(wires).close(link, why);
      case Effect.Note(var fact) -> observer.accept(fact);
    }
  }

  private void doOrHold(long after, Effect effect) {
    if (after > submitted) {
      throw new Violation(
          Invariant.SOUND, "an effect depends on " + after + ", submitted is " + submitted);
    }
    if (after <= durable) {
      perform(effect);
    } else {
      held.computeIfAbsent(after, _ -> new ArrayList<>()).add(effect);
    }
  }

  private void perform(Effect effect) {
    if (core == null) {
      return;
    }
    if (effect instanceof Effect.Send send) {
      needed(wires).send(send);
    } else if (effect instanceof Effect.Reply(var command, var result, var _)) {
      desk.accept(command, result);
    }
  }

  // --- the book's sayings

  @Override
  public void stored(long sequence) {
    turn(() -> {
      tell(new Event.Stored(sequence));
      durable = sequence;
      for (var first = held.firstEntry();
          first != null && first.getKey() <= sequence;
          first = held.firstEntry()) {
        held.remove(first.getKey());
        first.getValue().forEach(this::perform);
      }
    });
  }

  @Override
  public void clashed(long sequence, Known known) {
    turn(() -> {
      held.remove(sequence);
      tell(new Event.Clashed(sequence, known));
    });
  }

  @Override
  public void loaded(long query, Loads loads) {
    turn(() -> tell(new Event.Loaded(query, loads)));
  }

  @Override
  public void room(boolean enough) {
    turn(() -> tell(new Event.Room(enough)));
  }

  @Override
  public void failed(Throwable cause) {
    failed.run();
  }

  /** Work outside the core that may cause events; where the process stands still, later. */
  private void turn(Runnable work) {
    if (paused) {
      standing.add(work);
    } else {
      run(work);
    }
  }

  // --- the wire's

  @Override
  public void opened(LinkId link) {
    tell(new Event.LinkOpened(link));
  }

  @Override
  public void received(LinkId link, Message message) {
    tell(new Event.Received(link, message));
  }

  @Override
  public void unreadable(LinkId link) {
    tell(new Event.Unreadable(link, GARBAGE));
  }

  @Override
  public void stalls(LinkId link) {
    tell(new Event.LinkStalls(link));
  }

  @Override
  public void unsent(Effect.Send send, boolean tooLate) {
    tell(
        new Event.Unsent(
            send.link(),
            send.token(),
            tooLate ? Event.Unsent.Why.TOO_LATE : Event.Unsent.Why.LINK_GONE));
  }

  @Override
  public void written(LinkId link) {
    tell(new Event.Written(link));
  }

  @Override
  public void lost(LinkId link, LossReason why) {
    var gone = new ArrayList<Effect.Send>();
    for (List<Effect> waits : held.values()) {
      waits.removeIf(effect -> {
        boolean over = effect instanceof Effect.Send send && send.link().equals(link);
        if (over) {
          gone.add((Effect.Send) effect);
        }
        return over;
      });
    }
    gone.forEach(send -> unsent(send, false));
    tell(new Event.LinkLost(link, why));
  }

  @Override
  public void handing(LinkId link, Message message) {
    tap.handing(link, message);
  }

  // --- commands

  void command(long number, Command what) {
    tell(new Event.Commanded(number, what));
  }
}
