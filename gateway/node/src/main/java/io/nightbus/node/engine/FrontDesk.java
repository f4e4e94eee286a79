package io.nightbus.node.engine;

import io.netty.channel.EventLoop;
import io.nightbus.core.Command;
import io.nightbus.core.Event;
import io.nightbus.core.Result;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes commands from any thread to the core and its answers back, never on the loop's thread. */
final class FrontDesk implements Desk {
  private static final Result STOPPED = new Result.Refused("the gateway has stopped");

  private final EventLoop loop;
  private final Turns turns;
  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Map<Long, CompletableFuture<Result>> pending = new HashMap<>();
  private long last;
  private boolean closed;

  /**
   * @param most commands that may wait for an answer
   */
  FrontDesk(EventLoop loop, Turns turns, int most) {
    this.loop = loop;
    this.turns = turns;
    this.most = most;
  }

  @Override
  public CompletableFuture<Result> ask(Command command) {
    var answer = new CompletableFuture<Result>();
    if (waiting.incrementAndGet() > most) {
      complete(answer, new Result.Refused(most + " commands wait already; try again later"));
      return answer;
    }
    try {
      loop.execute(() -> take(command, answer));
    } catch (RejectedExecutionException stopped) {
      complete(answer, STOPPED);
    }
    return answer;
  }

  private void take(Command command, CompletableFuture<Result> answer) {
    if (closed) {
      complete(answer, STOPPED);
      return;
    }
    last++;
    pending.put(last, answer);
    turns.tell(new Event.Commanded(last, command));
  }

  void reply(long command, Result result) {
    CompletableFuture<Result> answer = pending.remove(command);
    if (answer != null) {
      complete(answer, result);
    }
  }

  /** Refuses what still waits, and whatever comes. */
  void close() {
    closed = true;
    pending.values().forEach(answer -> complete(answer, STOPPED));
    pending.clear();
  }

  /** Whoever waits for it goes on in a thread of his own. */
  private void complete(CompletableFuture<Result> answer, Result result) {
    waiting.decrementAndGet();
    var _ = answer.completeAsync(() -> result, Thread::startVirtualThread);
  }
}
