package io.nightbus.core.saf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final List<Duty> DUTIES = List.of(Duty.values());
  private final Lanes lanes = new Lanes();

  private static Entry entry(long id, String lane, Duty duty) {
    return new Entry(id, id, lane, duty);
  }

  @Test
  void oneOfALaneIsOutAtATimeAndInOrder() {
    Entry first = entry(1, "a", Duty.CHARGE);
    Entry second = entry(2, "a", Duty.REVERSAL);
    lanes.add(second);
    lanes.add(first);
    assertThat(lanes.next()).contains(first);
    assertThat(lanes.next()).isEmpty();
    lanes.done(first);
    assertThat(lanes.next()).contains(second);
    lanes.done(second);
    assertThat(lanes.isEmpty()).isTrue();
    assertThat(lanes.isBusy("a")).isFalse();
  }

  /** Charges have their place behind every obligation: what is out need not be the first. */
  @Test
  void whatCameBeforeTheOneThatIsOutCanBeTakenBack() {
    var charge = new Entry(1, 100, "a", Duty.CHARGE);
    Entry reversal = entry(2, "a", Duty.REVERSAL);
    lanes.add(charge);
    assertThat(lanes.next()).contains(charge);
    lanes.add(reversal);
    assertThat(lanes.remove(charge)).isFalse();
    assertThat(lanes.remove(reversal)).isTrue();
    assertThat(lanes.next()).isEmpty();
    lanes.done(charge);
    assertThat(lanes.isEmpty()).isTrue();
    assertThat(lanes.hasReady()).isFalse();
  }

  @Test
  void aPausingHeadHoldsUpItsOwnLaneOnly() {
    Entry poisoned = entry(1, "a", Duty.ADVICE);
    lanes.add(poisoned);
    lanes.add(entry(2, "a", Duty.ADVICE));
    lanes.add(entry(3, "b", Duty.ADVICE));
    assertThat(lanes.next()).contains(poisoned);
    lanes.later(poisoned, 100);
    assertThat(lanes.next()).contains(entry(3, "b", Duty.ADVICE));
    assertThat(lanes.next()).isEmpty();
    lanes.wake(99);
    assertThat(lanes.next()).isEmpty();
    lanes.wake(100);
    assertThat(lanes.next()).contains(poisoned);
  }

  @Test
  void aReversalInTheChargesPlaceGoesBeforeYoungerChargesOfItsCard() {
    Entry charge = entry(1, "a", Duty.CHARGE);
    Entry younger = entry(2, "a", Duty.CHARGE);
    var reversal = new Entry(9, 1, "a", Duty.REVERSAL);
    lanes.add(charge);
    lanes.add(younger);
    assertThat(lanes.next()).contains(charge);
    lanes.add(reversal);
    lanes.done(charge);
    assertThat(lanes.next()).contains(reversal);
    lanes.add(charge);
    lanes.done(reversal);
    assertThat(lanes.next()).contains(charge);
  }

  @Test
  void everyDutyHasItsShareUnderPressure() {
    long id = 0;
    for (int i = 0; i < 64; i++) {
      for (Duty duty : Duty.values()) {
        lanes.add(entry(++id, "lane" + id, duty));
      }
    }
    var counts = new EnumMap<Duty, Integer>(Duty.class);
    for (int i = 0; i < 32; i++) {
      counts.merge(lanes.next().orElseThrow().duty(), 1, Integer::sum);
    }
    assertThat(counts.get(Duty.CHARGE)).isEqualTo(4);
    assertThat(counts.get(Duty.ADVICE)).isEqualTo(4);
    assertThat(counts.get(Duty.REVERSAL)).isEqualTo(24);
  }

  @Test
  void anEntryThatIsNotOutCanBeTakenBack() {
    Entry head = entry(1, "a", Duty.ADVICE);
    Entry next = entry(2, "a", Duty.ADVICE);
    lanes.add(head);
    lanes.add(next);
    assertThat(lanes.remove(head)).isTrue();
    assertThat(lanes.next()).contains(next);
    assertThat(lanes.remove(next)).isFalse();
    lanes.later(next, 10);
    assertThat(lanes.remove(next)).isTrue();
    assertThat(lanes.isEmpty()).isTrue();
    lanes.wake(10);
    assertThat(lanes.next()).isEmpty();
  }

  private static List<Entry> lane(Map<String, List<Entry>> model, Entry entry) {
    return model.computeIfAbsent(entry.lane(), _ -> new ArrayList<>());
  }

  /** A random life of many lanes beside the simplest thing that could be right. */
  @Test
  void keepsOrderAndLosesNothingWhateverHappens() {
    for (long seed = 0; seed < 200; seed++) {
      var random = new SplittableRandom(seed);
      var tested = new Lanes();
      Map<String, List<Entry>> model = new HashMap<>();
      var out = new ArrayList<Entry>();
      long now = 0;
      for (int id = 1; id < 400; id++) {
        now++;
        Entry fresh = entry(id, "l" + random.nextInt(20), DUTIES.get(random.nextInt(3)));
        tested.add(fresh);
        lane(model, fresh).add(fresh);
        tested.next().ifPresent(out::add);
        for (Entry entry : List.copyOf(out)) {
          assertThat(lane(model, entry).getFirst()).isEqualTo(entry);
          switch (random.nextInt(4)) {
            case 0 -> {
              tested.done(entry);
              lane(model, entry).removeFirst();
              out.remove(entry);
            }
            case 1 -> {
              tested.later(entry, now + random.nextInt(5));
              out.remove(entry);
            }
            case 2 -> {
              tested.putBack(entry);
              out.remove(entry);
            }
            default -> {}
          }
        }
        tested.wake(now);
        assertThat(tested.inFlight()).isEqualTo(out.size());
        assertThat(tested.size()).isEqualTo(model.values().stream().mapToInt(List::size).sum());
      }
      tested.wake(now + 10);
      out.forEach(tested::putBack);
      int left = tested.size();
      while (tested.hasReady()) {
        Entry entry = tested.next().orElseThrow();
        assertThat(lane(model, entry).removeFirst()).isEqualTo(entry);
        tested.done(entry);
        left--;
      }
      assertThat(left).isZero();
      assertThat(tested.isEmpty()).isTrue();
    }
  }
}
