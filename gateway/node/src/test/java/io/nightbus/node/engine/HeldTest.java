package io.nightbus.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Effect;
import io.nightbus.core.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the plain model: sort by transaction, keep the order within it. */
final class HeldTest {
  private record Entry(long after, Effect effect) {}

  @Test
  void whateverTheOrderItIsReleasedByTransactionThenByArrival() {
    var random = new Random(3);
    for (int round = 0; round < 200; round++) {
      var held = new Held();
      var model = new ArrayList<Entry>();
      long durable = 0;
      for (int step = 0; step < 100; step++) {
        switch (random.nextInt(4)) {
          case 0 -> durable = release(held, model, durable + random.nextInt(700));
          case 1 -> drop(held, model, durable + 1 + random.nextInt(900));
          default -> hold(held, model, durable + 1 + random.nextInt(900), step);
        }
        assertThat(held.count()).isEqualTo(model.size());
      }
    }
  }

  private static void hold(Held held, List<Entry> model, long after, int name) {
    Effect effect = new Effect.Reply(name, new Result.Stopped(), after);
    held.hold(after, effect);
    model.add(new Entry(after, effect));
  }

  private static void drop(Held held, List<Entry> model, long sequence) {
    held.drop(sequence);
    model.removeIf(entry -> entry.after() == sequence);
  }

  private static long release(Held held, List<Entry> model, long through) {
    var released = new ArrayList<Effect>();
    held.release(through, released::add);
    List<Effect> expected =
        model.stream()
            .filter(entry -> entry.after() <= through)
            .sorted(Comparator.comparingLong(Entry::after))
            .map(Entry::effect)
            .toList();
    assertThat(released).isEqualTo(expected);
    model.removeIf(entry -> entry.after() <= through);
    assertThat(held.durable()).isEqualTo(through);
    return through;
  }
}
