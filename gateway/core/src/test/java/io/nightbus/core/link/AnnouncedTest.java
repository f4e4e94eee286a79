package io.nightbus.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.link.Announced.Outcome;
import io.nightbus.core.link.Announced.Place;
import io.nightbus.core.link.Announced.Sense;
import io.nightbus.core.link.Announced.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Announced is not reachable, and absent is not gone. */
class AnnouncedTest {
  private static final int MOST = 4;

  private final Announced site = new Announced(MOST);
  private final Map<String, Standing> standings = new HashMap<>();

  private Outcome hears(String... addresses) {
    return site.answered(
        List.of(addresses), place -> standings.getOrDefault(place.address(), Standing.CANDIDATE));
  }

  private List<String> linked() {
    return site.places().stream().map(Place::address).toList();
  }

  private static final Outcome NOTHING_NEW = new Outcome(Sense.GOOD, false, 0);

  @Test
  void whatIsAnnouncedGetsALinkOnce() {
    assertThat(hears("a", "b", "a")).isEqualTo(new Outcome(Sense.GOOD, true, 0));
    assertThat(hears("b", "a")).isEqualTo(NOTHING_NEW);
    assertThat(site.places()).containsExactly(new Place("a", 1, 0), new Place("b", 2, 0));
  }

  @Test
  void aCandidateThatIsNotAnnouncedAnyMoreGoesAfterAWhile() {
    hears("a", "b");
    assertThat(hears("b").changed()).isFalse();
    assertThat(hears("b").changed()).isFalse();
    assertThat(hears("b").changed()).isTrue();
    assertThat(linked()).containsExactly("b");
  }

  @Test
  void anEmptyAnswerChangesNothingHoweverOftenItComes() {
    hears("a", "b");
    for (int i = 0; i < 20; i++) {
      assertThat(hears()).isEqualTo(new Outcome(Sense.EMPTY, false, 0));
    }
    assertThat(linked()).containsExactly("a", "b");
    assertThat(site.missed()).isEmpty();
  }

  @Test
  void theLastVerifiedLinkStaysWhateverIsAnnouncedInItsPlace() {
    hears("good");
    standings.put("good", Standing.CARRIES);
    for (int i = 0; i < 20; i++) {
      hears("wrong");
    }
    assertThat(linked()).containsExactly("good", "wrong");
    assertThat(site.missed()).extracting(Place::address).containsExactly("good");
  }

  @Test
  void aVerifiedLinkThatIsDownStaysUntilSomethingAnnouncedCarries() {
    hears("old");
    standings.put("old", Standing.VERIFIED);
    for (int i = 0; i < 20; i++) {
      hears("new");
    }
    assertThat(linked()).contains("old");
    standings.put("new", Standing.VERIFIED);
    hears("new");
    assertThat(linked()).contains("old");
    standings.put("new", Standing.CARRIES);
    hears("new");
    assertThat(linked()).containsExactly("new");
  }

  @Test
  void anotherThatCarriesButIsItselfNotAnnouncedSparesNobody() {
    hears("a", "b");
    standings.put("a", Standing.CARRIES);
    standings.put("b", Standing.CARRIES);
    for (int i = 0; i < 20; i++) {
      hears("wrong");
    }
    assertThat(linked()).containsExactly("a", "b", "wrong");
  }

  @Test
  void aNameThatAnswersWithSomeOfItsAddressesEachTimeLosesNone() {
    for (int i = 0; i < 40; i++) {
      hears(i % 2 == 0 ? "a" : "b");
      if (i > 1) {
        assertThat(linked()).containsExactly("a", "b");
      }
    }
    assertThat(hears("a").sense()).isEqualTo(Sense.FLAPPING);
  }

  @Test
  void anAnswerThatLostMostIsCalledSo() {
    hears("a", "b", "c");
    assertThat(hears("a").sense()).isEqualTo(Sense.SHRUNK);
    assertThat(hears("a").sense()).isEqualTo(Sense.GOOD);
  }

  @Test
  void moreThanMayHaveALinkAreLeftOutAndCounted() {
    assertThat(hears("a", "b", "c", "d", "e", "f")).isEqualTo(new Outcome(Sense.TOO_MANY, true, 2));
    assertThat(linked()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void aNumberThatHasJustBecomeFreeIsGivenAwayLast() {
    hears("a", "b");
    hears("b");
    hears("b");
    hears("b", "c");
    assertThat(site.places()).containsExactly(new Place("b", 2, 0), new Place("c", 3, 0));
    hears("b", "c", "d");
    assertThat(site.places()).contains(new Place("d", 4, 0));
  }

  /** Whatever is announced: bounded, and what carried last is still there. */
  @Test
  void nothingThatIsAnnouncedTakesAwayAllThatIsVerified() {
    for (long seed = 1; seed <= 300; seed++) {
      var chance = new SplittableRandom(seed);
      var one = new Announced(MOST);
      Map<String, Standing> now = new HashMap<>();
      for (int i = 0; i < 200; i++) {
        int low = chance.nextInt(9);
        List<String> told =
            IntStream.range(low, low + chance.nextInt(6)).mapToObj(n -> "a" + n).toList();
        boolean hadVerified = one.places().stream().anyMatch(place -> isVerified(now, place));
        one.answered(told, place -> now.getOrDefault(place.address(), Standing.CANDIDATE));
        now.keySet().retainAll(one.places().stream().map(Place::address).toList());
        assertThat(one.places()).hasSizeLessThanOrEqualTo(MOST);
        assertThat(one.places()).allMatch(p -> p.number() >= 1 && p.number() <= 2 * MOST);
        assertThat(one.places().stream().map(Place::number)).doesNotHaveDuplicates();
        assertThat(!hadVerified || one.places().stream().anyMatch(p -> isVerified(now, p)))
            .as("seed " + seed)
            .isTrue();
        one.places()
            .forEach(place -> {
              if (chance.nextInt(4) == 0) {
                now.put(
                    place.address(), chance.nextBoolean() ? Standing.CARRIES : Standing.VERIFIED);
              }
            });
      }
    }
  }

  private static boolean isVerified(Map<String, Standing> now, Place place) {
    return now.getOrDefault(place.address(), Standing.CANDIDATE) != Standing.CANDIDATE;
  }
}
