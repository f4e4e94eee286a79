package io.nightbus.sim.traffic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import io.nightbus.sim.ledger.CardToken;
import io.nightbus.sim.ledger.JsonLines;
import io.nightbus.sim.ledger.Stamp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One live request at one moment of its life. In the journal's file the last line with a number is
 * the one that counts.
 *
 * @param seq from 1
 * @param link it was sent on; empty while it was not sent
 * @param code DE 39 of the first answer; empty without one
 * @param answers how many answers came, in time or late
 * @param lateCode DE 39 of an answer that came after the timer; empty without one
 * @param reversal the reversal as first sent, once there is one
 * @param reversalSends how often the reversal was sent
 * @param reversalCode DE 39 of what acknowledged the reversal
 */
public record JournalEntry(
    long seq,
    Message request,
    String link,
    Stamp sent,
    State state,
    String code,
    String approval,
    long latencyMicros,
    int answers,
    String lateCode,
    @Nullable Message reversal,
    int reversalSends,
    String reversalCode)
    implements JsonLines.Line {

  /** Where a live request stands. */
  public enum State {
    /** There was no link to send it on: it never left. */
    UNSENT,
    /** Waiting for its answer. */
    SENT,
    APPROVED,
    DECLINED,
    /** The timer ended first; its reversal is owed and not yet acknowledged. */
    UNANSWERED,
    /** Unanswered, and its reversal is acknowledged. */
    REVERSED
  }

  static JournalEntry sent(long seq, Message request, String link, Stamp at) {
    State state = link.isEmpty() ? State.UNSENT : State.SENT;
    return new JournalEntry(seq, request, link, at, state, "", "", 0, 0, "", null, 0, "");
  }

  JournalEntry answered(Message answer, boolean approved, Stamp at) {
    return new JournalEntry(
        seq,
        request,
        link,
        sent,
        approved ? State.APPROVED : State.DECLINED,
        answer.responseCode(),
        answer.get(De.APPROVAL_CODE, ""),
        (at.nanos() - sent.nanos()) / 1_000,
        answers + 1,
        lateCode,
        reversal,
        reversalSends,
        reversalCode);
  }

  /** A further answer, or one after the timer: noted, and nothing else. */
  JournalEntry answeredAgain(Message answer) {
    return new JournalEntry(
        seq,
        request,
        link,
        sent,
        state,
        code,
        approval,
        latencyMicros,
        answers + 1,
        state == State.APPROVED || state == State.DECLINED ? lateCode : answer.responseCode(),
        reversal,
        reversalSends,
        reversalCode);
  }

  JournalEntry unanswered(Message owed) {
    return new JournalEntry(
        seq,
        request,
        link,
        sent,
        State.UNANSWERED,
        code,
        approval,
        latencyMicros,
        answers,
        lateCode,
        owed,
        reversalSends,
        reversalCode);
  }

  JournalEntry reversalSent() {
    return new JournalEntry(
        seq,
        request,
        link,
        sent,
        state,
        code,
        approval,
        latencyMicros,
        answers,
        lateCode,
        reversal,
        reversalSends + 1,
        reversalCode);
  }

  JournalEntry reversed(String acknowledgement) {
    return new JournalEntry(
        seq,
        request,
        link,
        sent,
        State.REVERSED,
        code,
        approval,
        latencyMicros,
        answers,
        lateCode,
        reversal,
        reversalSends,
        acknowledgement);
  }

  public long amount() {
    return request.amount();
  }

  @Override
  public void write(JsonGenerator json, CardToken cards) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seq", seq);
    json.writeStringField("wall", sent.wall().toString());
    json.writeNumberField("mono", sent.nanos());
    json.writeStringField("link", link);
    json.writeStringField("mti", request.mti().toString());
    json.writeStringField("de7", request.get(De.TRANSMISSION_TIME));
    json.writeStringField("de11", request.get(De.STAN));
    json.writeStringField("de32", request.get(De.ACQUIRER));
    json.writeStringField("de37", request.get(De.RRN));
    json.writeNumberField("amount", amount());
    json.writeStringField("currency", request.get(De.CURRENCY));
    Pan card = Pan.of(request.get(De.PAN));
    json.writeStringField("card", cards.of(card));
    json.writeStringField("masked", card.masked());
    json.writeStringField("state", state.name());
    json.writeNumberField("answers", answers);
    if (!code.isEmpty()) {
      json.writeStringField("code", code);
      json.writeStringField("de38", approval);
      json.writeNumberField("latencyUs", latencyMicros);
    }
    if (!lateCode.isEmpty()) {
      json.writeStringField("lateCode", lateCode);
    }
    Message owed = reversal;
    if (owed != null) {
      json.writeObjectFieldStart("reversal");
      json.writeStringField("de7", owed.get(De.TRANSMISSION_TIME));
      json.writeStringField("de11", owed.get(De.STAN));
      json.writeStringField("de90", owed.get(De.ORIGINAL_DATA));
      json.writeNumberField("sends", reversalSends);
      json.writeStringField("code", reversalCode);
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
