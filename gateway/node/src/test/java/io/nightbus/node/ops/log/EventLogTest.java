package io.nightbus.node.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.nightbus.core.Fact;
import io.nightbus.iso.Trail;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLogTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.nightbus.events");
  private long now = 1;
  private final EventLog log = new EventLog(() -> now);

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.DEBUG);
    logger.setAdditive(false);
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
  }

  private void fact(Fact.Kind kind, String endpoint, String detail) {
    log.note(new Fact(kind, endpoint, detail, 1));
  }

  private List<String> told() {
    return lines.list.stream()
        .map(line ->
            line.getKeyValuePairs().stream()
                .map(pair -> String.valueOf(pair.value))
                .collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void aLinkThatStaysDownIsToldOnceAndAgainOnlyForAnotherReasonAfterAMinute() {
    fact(Fact.Kind.LINK_STATE, "network/north/n1", "UP");
    fact(Fact.Kind.LINK_STATE, "network/north/n1", "RESET");
    for (int i = 0; i < 3; i++) {
      fact(Fact.Kind.LINK_STATE, "network/north/n1", i == 1 ? "REFUSED" : "CONNECT_TIMEOUT");
    }
    now += EventLog.REASON_AGAIN;
    fact(Fact.Kind.LINK_STATE, "network/north/n1", "REFUSED");
    now += EventLog.REASON_AGAIN;
    fact(Fact.Kind.LINK_STATE, "network/north/n1", "REFUSED");
    fact(Fact.Kind.LINK_STATE, "network/north/n1", "UP");

    assertThat(told())
        .containsExactly(
            "link.up network/north/n1  0",
            "link.down network/north/n1 reset 0",
            "link.down network/north/n1 refused 4",
            "link.up network/north/n1  5");
  }

  @Test
  void standInIsEnteredOnceAndLeftWhenTheHostAnswersAfterAPause() {
    for (int i = 0; i < 50; i++) {
      now += 100_000_000;
      fact(Fact.Kind.STANDIN_DECIDED, "issuer", "APPROVED");
    }
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "APPROVED");
    now += EventLog.QUIET_NANOS;
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "TECH_NETWORK");
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "DECLINE_SOFT");
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "APPROVED");

    assertThat(told()).containsExactly("standin.entered issuer", "standin.left issuer 50 4");
  }

  @Test
  void whatComesInThousandsIsToldOnceAndThenByNumber() {
    for (int i = 0; i < 1_000; i++) {
      fact(Fact.Kind.OUTCOME_UNKNOWN, "network", "TIMEOUT");
    }
    now += EventLog.SUMMARY_NANOS;
    fact(Fact.Kind.OUTCOME_UNKNOWN, "network", "TIMEOUT");
    fact(Fact.Kind.OBLIGATION_PARKED, "network", "ADVICE");

    assertThat(told())
        .containsExactly(
            "outcome.unknown network timeout 1",
            "outcome.unknown network timeout 1000",
            "obligation.parked network advice 1");
  }

  @Test
  void aLineNamesTheTraceOfTheLastThatItCounts() {
    for (int i = 0; i < 3; i++) {
      unknown("a" + i);
    }
    now += EventLog.SUMMARY_NANOS;
    unknown("b");

    assertThat(told())
        .containsExactly(
            "outcome.unknown network timeout 1 " + new Trail("a0").trace(),
            "outcome.unknown network timeout 3 " + new Trail("b").trace());
  }

  private void unknown(String trail) {
    log.note(new Fact(Fact.Kind.OUTCOME_UNKNOWN, "network", "TIMEOUT", 1, new Trail(trail)));
  }

  @Test
  void singleMessagesAreNotTold() {
    fact(Fact.Kind.REQUEST_ANSWERED, "network", "APPROVED");
    fact(Fact.Kind.REQUEST_DURATION, "issuer", "APPROVED");
    fact(Fact.Kind.CHARGE_MOVED, "network", "AUTHORISED");
    fact(Fact.Kind.OBLIGATION_DELIVERED, "network", "ADVICE");

    assertThat(told()).isEmpty();
  }

  @Test
  void theReferencePageListsEveryEvent() throws IOException, IllegalAccessException {
    String page = Files.readString(Path.of("../../ops/reference/events.md"));

    for (var field : EventNames.class.getDeclaredFields()) {
      if (isEvent(field)) {
        assertThat(page).contains("| `" + field.get(null) + "` |");
      }
    }
    assertThat(Arrays.stream(page.split("\n")).filter(line -> line.startsWith("| `")))
        .hasSize(
            (int)
                Arrays.stream(EventNames.class.getDeclaredFields())
                    .filter(EventLogTest::isEvent)
                    .count());
  }

  /** The keys are no events. */
  private static boolean isEvent(Field field) {
    return Modifier.isPublic(field.getModifiers())
        && !List.of("KEY", "TRACE").contains(field.getName());
  }
}
