package io.nightbus.node.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightbus.core.Change;
import io.nightbus.core.Effect;
import io.nightbus.core.Event;
import io.nightbus.core.exchange.Identity;
import io.nightbus.core.exchange.Intent;
import io.nightbus.core.exchange.Verdict;
import io.nightbus.core.link.LinkId;
import io.nightbus.core.standin.Decision;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Mti;
import io.nightbus.iso.Stamp;
import io.nightbus.iso.Trail;
import io.nightbus.iso.dialect.StandInReason;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static final LinkId FROM = new LinkId("acquirer", "main", "a1");
  private static final LinkId TO = new LinkId("network", "north", "n1");
  private static final String CARD = "5555555555554444";
  private static final Message REQUEST = request(100, "1126040000", "000001");
  private static final Stamp STAMP = new Stamp(new Mti(100), 77, "1126040001");

  private final InMemorySpanExporter out = InMemorySpanExporter.create();
  private final DerivedIds ids = new DerivedIds();
  private final Spans spans =
      new Spans(
          SdkTracerProvider.builder()
              .setIdGenerator(ids)
              .addSpanProcessor(SimpleSpanProcessor.create(out))
              .build()
              .get("test"),
          ids);

  private static Message request(int mti, String time, String stan) {
    return Message.of(new Mti(mti))
        .set(De.PAN, CARD)
        .set(De.PROCESSING_CODE, "000000")
        .set(De.AMOUNT, "000000001000")
        .set(De.TRANSMISSION_TIME, time)
        .set(De.STAN, stan)
        .set(De.ACQUIRER, "123456")
        .set(De.RRN, "000000000042")
        .set(De.TERMINAL, "TERM0001")
        .build();
  }

  private static Message answer(Message request, String code) {
    return request.edit().mti(request.mti().response()).set(De.RESPONSE_CODE, code).build();
  }

  private void changes(long sequence, Change... changes) {
    spans.saw(new Effect.Store(sequence, List.of(changes)), 0);
  }

  private void send(LinkId link, Message message, long token, long after) {
    spans.saw(new Effect.Send(link, message, token, after, Long.MAX_VALUE), 0);
  }

  private void asked() {
    spans.heard(new Event.Received(FROM, REQUEST), 0);
    changes(
        1,
        new Change.Intended(
            new Intent(
                5, Identity.of("acquirer", REQUEST), "network", REQUEST, STAMP, Instant.EPOCH)));
    send(TO, STAMP.onto(REQUEST).build(), 9, 1);
  }

  private SpanData named(String name) {
    return out.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + out.getFinishedSpanItems()));
  }

  @Test
  void aRequestAndItsAttemptAreOneTraceUnderTheMessagesOwnIds() {
    asked();
    spans.heard(new Event.Received(TO, answer(STAMP.onto(REQUEST).build(), "00")), 0);
    changes(2, new Change.Concluded(5, Verdict.APPROVED, answer(REQUEST, "00"), Instant.EPOCH));
    send(FROM, answer(REQUEST, "00"), 0, 2);

    assertThat(out.getFinishedSpanItems()).as("nobody has seen the answer yet").hasSize(1);
    spans.heard(new Event.Stored(2), 0);

    SpanData whole = named("0100 from acquirer");
    SpanData attempt = named("0100 to network");
    assertThat(whole.getTraceId()).isEqualTo(Trail.of(REQUEST).trace());
    assertThat(whole.getSpanId()).isEqualTo(Trail.of(REQUEST).span());
    assertThat(whole.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(whole.getAttributes().get(TraceAttribute.OUTCOME.key())).isEqualTo("APPROVED");
    assertThat(whole.getAttributes().get(TraceAttribute.RESPONSE_CODE.key())).isEqualTo("00");
    assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(attempt.getParentSpanContext()).isEqualTo(whole.getSpanContext());
    assertThat(attempt.getAttributes().get(TraceAttribute.STAN.key())).isEqualTo("000077");
    assertThat(attempt.getAttributes().get(TraceAttribute.LINK.key()))
        .isEqualTo("network/north/n1");
    assertThat(out.getFinishedSpanItems().toString()).doesNotContain(CARD);
  }

  @Test
  void aDeclineIsNoError() {
    asked();
    spans.heard(new Event.Received(TO, answer(STAMP.onto(REQUEST).build(), "51")), 0);
    changes(2, new Change.Concluded(5, Verdict.DECLINED, answer(REQUEST, "51"), Instant.EPOCH));
    send(FROM, answer(REQUEST, "51"), 0, 0);

    assertThat(out.getFinishedSpanItems())
        .hasSize(2)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.UNSET);
  }

  @Test
  void silenceIsAnErrorAndTheDecisionInItsPlaceStandsBelowTheRequest() {
    asked();
    changes(
        2,
        new Change.Decided(
            new Decision(
                5,
                "token",
                true,
                1_000,
                "826",
                "00",
                "123456",
                StandInReason.TIMEOUT,
                "",
                Instant.EPOCH,
                List.of())),
        new Change.Concluded(5, Verdict.STOOD_IN_APPROVED, answer(REQUEST, "00"), Instant.EPOCH));
    send(FROM, answer(REQUEST, "00"), 0, 0);

    SpanData whole = named("0100 from acquirer");
    assertThat(named("stand-in decides").getParentSpanContext()).isEqualTo(whole.getSpanContext());
    assertThat(named("stand-in decides").getAttributes().get(TraceAttribute.REASON.key()))
        .isEqualTo("TIMEOUT");
    SpanData attempt = named("0100 to network");
    assertThat(attempt.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(attempt.getAttributes().get(TraceAttribute.OUTCOME.key())).isEqualTo("unanswered");
    assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void anAdviceOfHoursLaterIsATraceOfItsOwnWithALinkToItsRequest() {
    Message advice = request(120, "1126090000", "000300");
    send(TO, advice, 0, 0);
    spans.heard(new Event.Received(TO, answer(advice, "00")), 0);

    SpanData delivery = named("0120 to network");
    assertThat(delivery.getTraceId()).isEqualTo(Trail.of(advice).trace());
    assertThat(delivery.getKind()).isEqualTo(SpanKind.CONSUMER);
    assertThat(delivery.getLinks())
        .extracting(LinkData::getSpanContext)
        .singleElement()
        .satisfies(original -> {
          assertThat(original.getTraceId()).isEqualTo(Trail.of(REQUEST).trace());
          assertThat(original.getSpanId()).isEqualTo(Trail.of(REQUEST).span());
        });
  }

  @Test
  void aRepeatStandsBelowTheFirstTransmission() {
    Message advice = request(120, "1126090000", "000300");
    send(TO, advice, 0, 0);
    send(TO, advice.edit().mti(advice.mti().repeat()).build(), 0, 0);
    spans.heard(new Event.Received(TO, answer(advice, "00")), 0);

    SpanData first = named("0120 to network");
    SpanData repeat = named("0121 to network");
    assertThat(first.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(repeat.getParentSpanId()).isEqualTo(first.getSpanId());
    assertThat(repeat.getTraceId()).isEqualTo(first.getTraceId());
  }

  @Test
  void whatNeverLeftSaysSo() {
    asked();
    spans.heard(new Event.Unsent(TO, 9, Event.Unsent.Why.LINK_GONE), 0);

    assertThat(named("0100 to network").getAttributes().get(TraceAttribute.OUTCOME.key()))
        .isEqualTo("unsent: LINK_GONE");
  }

  @Test
  void whatStaysOpenIsEndedAfterAMinute() {
    asked();
    spans.heard(new Event.Tick(), TimeUnit.SECONDS.toNanos(59));
    assertThat(out.getFinishedSpanItems()).isEmpty();

    spans.heard(new Event.Tick(), TimeUnit.SECONDS.toNanos(61));
    assertThat(out.getFinishedSpanItems())
        .hasSize(2)
        .allMatch(span -> span.getStatus().getStatusCode() == StatusCode.ERROR);
  }

  @Test
  void noMoreIsFollowedThanFits() {
    for (int i = 0; i < Spans.MOST + 10; i++) {
      Message request = REQUEST.edit().set(De.RRN, String.format(Locale.ROOT, "%012d", i)).build();
      spans.heard(new Event.Received(FROM, request), 0);
    }
    spans.heard(new Event.Tick(), TimeUnit.SECONDS.toNanos(61));

    assertThat(out.getFinishedSpanItems()).hasSize(Spans.MOST);
  }
}
