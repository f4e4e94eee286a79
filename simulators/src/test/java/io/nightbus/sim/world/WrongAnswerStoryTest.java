package io.nightbus.sim.world;

import static io.nightbus.sim.world.SteadyLoad.hurt;
import static io.nightbus.sim.world.SteadyLoad.line;
import static io.nightbus.sim.world.SteadyLoad.quick;
import static io.nightbus.sim.world.SteadyLoad.state;
import static io.nightbus.sim.world.Story.balances;
import static io.nightbus.sim.world.Story.seconds;
import static io.nightbus.sim.world.Story.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Fact;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A peer that works, and whose answers are not what was asked for: the rows P5 to P11 of the fault
 * catalogue (reliability §3.3). Each is found with the first such message, or the second.
 */
class WrongAnswerStoryTest {
  private final SteadyLoad steady = new SteadyLoad();

  /** Whatever came, none of it was taken for a decline or for another's approval. */
  private static void endedInDoubtOrWell(List<Sale> sales) {
    assertThat(sales).allMatch(sale -> sale.state == Sale.State.APPROVED || sale.code.equals("91"));
  }

  private void isWellAgain(World world) {
    List<Sale> sales = steady.load(world, 2);
    seconds(world, 4);
    assertThat(hurt(sales)).isZero();
    balances(world);
  }

  private static void isCutWithin(World world, Line sick, int seconds) {
    long connection = sick.session == null ? 0 : sick.session.number;
    within(world, seconds, () -> sick.session == null || sick.session.number != connection);
  }

  @Test
  void p5AResponseWithAnElementThatCannotBeRead() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    long unknown = world.facts(Fact.Kind.OUTCOME_UNKNOWN);
    var unread = new ArrayList<Message>();
    sick.slip =
        (session, answer) -> {
          unread.add(answer);
          world.wires.garbage(session.line);
        };
    List<Sale> sales = steady.load(world, 2, unread::isEmpty);
    assertThat(sick.isOpen()).as("cut by the first").isFalse();
    assertThat(world.facts(Fact.Kind.UNREADABLE)).isEqualTo(unread.size());
    sick.slip = null;
    seconds(world, 4);
    assertThat(unread).hasSize(1);
    Sale hit = named(sales, unread.getFirst());
    // The peer has approved: what could not be read is no decline, and is undone.
    assertThat(hit.code).isEqualTo("91");
    assertThat(world.facts(Fact.Kind.OUTCOME_UNKNOWN)).isGreaterThan(unknown);
    endedInDoubtOrWell(sales);
    isWellAgain(world);
    assertThat(world.network.standing(unread.getFirst().get(De.RRN))).isEmpty();
  }

  private static Sale named(List<Sale> sales, Message answer) {
    return sales.stream()
        .filter(sale -> sale.card.digits().equals(answer.get(De.PAN)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void p6ARequestWhereAnAnswerIsWanted() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    var turned = new ArrayList<Message>();
    var refused = new ArrayList<Message>();
    world.networkStation.hear(refused::add);
    sick.slip =
        (session, answer) -> {
          if (turned.isEmpty()) {
            turned.add(answer);
            Message request =
                answer.edit().mti(Mti.AUTHORISATION_REQUEST).drop(De.RESPONSE_CODE).build();
            session.toGateway.send(request);
          } else {
            session.toGateway.send(answer);
          }
        };
    List<Sale> sales = steady.load(world, 1);
    seconds(world, 4);
    assertThat(turned).hasSize(1);
    assertThat(named(sales, turned.getFirst()).code).as("nothing closed it").isEqualTo("91");
    assertThat(hurt(sales)).isOne();
    assertThat(refused).as("and it is answered").hasSize(1);
    assertThat(refused.getFirst().responseCode()).isNotEqualTo("00");
    sick.slip = null;
    balances(world);
  }

  @Test
  void p7AnAnswerThatNobodyAskedFor() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    sick.slip =
        (session, answer) -> {
          session.toGateway.send(answer.with(De.STAN, "999000"));
          session.toGateway.send(answer);
        };
    List<Sale> sales = steady.load(world, 1);
    seconds(world, 1);
    assertThat(hurt(sales)).isZero();
    assertThat(world.facts(Fact.Kind.ANSWER_UNMATCHED)).isPositive();
    assertThat(state(world, sick)).isEqualTo("UP");
    sick.slip = null;
    balances(world);
  }

  @Test
  void p8AnAnswerWithAnotherAmount() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    sick.slip = (session, answer) -> session.toGateway.send(answer.with(De.AMOUNT, "000000009999"));
    var sales = new ArrayList<Sale>();
    sales.addAll(steady.load(world, 2, () -> world.facts(Fact.Kind.ANSWER_MISPAIRED) == 0));
    seconds(world, 0.001);
    assertThat(state(world, sick)).as("by the first").isNotEqualTo("UP");
    // Nothing more goes there while others are well: the second may be its probe's.
    isCutWithin(world, sick, 5);
    assertThat(world.facts(Fact.Kind.ANSWER_MISPAIRED)).isEqualTo(2);
    sick.slip = null;
    seconds(world, 4);
    endedInDoubtOrWell(sales);
    isWellAgain(world);
  }

  /** Each answer goes out under the numbers of the one before, for ever. */
  @Test
  void p9AnswersShiftedByOne() {
    World world = quick();
    Line sick = line(world, "A");
    steady.load(world, 1);
    var before = new ArrayList<Message>();
    sick.slip =
        (session, answer) -> {
          if (answer.mti().isReversal()) {
            session.toGateway.send(answer);
            return;
          }
          Message numbers = before.isEmpty() ? answer : before.getLast();
          before.add(answer);
          session.toGateway.send(
              answer
                  .edit()
                  .set(De.STAN, numbers.get(De.STAN))
                  .set(De.TRANSMISSION_TIME, numbers.get(De.TRANSMISSION_TIME))
                  .build());
        };
    List<Sale> sales = steady.load(world, 2, () -> world.facts(Fact.Kind.ANSWER_MISPAIRED) == 0);
    seconds(world, 0.001);
    assertThat(before).as("by the first that is shifted").hasSize(2);
    assertThat(state(world, sick)).isNotEqualTo("UP");
    sales.addAll(steady.load(world, 5, sick::isOpen));
    assertThat(sick.isOpen()).isFalse();
    sick.slip = null;
    seconds(world, 4);
    endedInDoubtOrWell(sales);
    assertThat(hurt(sales)).isLessThanOrEqualTo(5);
    balances(world);
  }

  @Test
  void p10AnAnswerTwiceTheSecondOnAnotherLink() {
    World world = quick();
    Line sick = line(world, "A");
    Line other = line(world, "B");
    steady.load(world, 1);
    sick.slip =
        (session, answer) -> {
          session.toGateway.send(answer);
          Message second = answer.with(De.RESPONSE_CODE, "05");
          world.agenda.in(50_000_000, () -> Session.known(other.session).toGateway.send(second));
        };
    List<Sale> sales = steady.load(world, 1);
    seconds(world, 4);
    assertThat(hurt(sales)).as("the first counts").isZero();
    assertThat(world.facts(Fact.Kind.ANSWER_DUPLICATE)).isGreaterThan(5);
    assertThat(state(world, sick)).isEqualTo("UP");
    assertThat(state(world, other)).isEqualTo("UP");
    sick.slip = null;
    balances(world);
  }

  @Test
  void p11AnAnswerOnAnotherLinkThanItsRequest() {
    World world = quick();
    Line sick = line(world, "A");
    Line other = line(world, "B");
    steady.load(world, 1);
    var elsewhere = new ArrayList<Message>();
    sick.slip =
        (session, answer) -> {
          elsewhere.add(answer);
          Session.known(other.session).toGateway.send(answer);
        };
    List<Sale> sales = steady.load(world, 2);
    seconds(world, 1);
    assertThat(elsewhere).hasSizeGreaterThan(20);
    assertThat(hurt(sales)).isZero();
    assertThat(state(world, sick)).isEqualTo("UP");
    assertThat(state(world, other)).isEqualTo("UP");
    sick.slip = null;
    balances(world);
  }
}
