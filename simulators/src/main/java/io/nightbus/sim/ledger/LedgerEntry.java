package io.nightbus.sim.ledger;

import com.fasterxml.jackson.core.JsonGenerator;
import io.nightbus.iso.De;
import io.nightbus.iso.Message;
import io.nightbus.iso.Pan;
import java.io.IOException;
import java.util.Optional;

/**
 * One message received and what it did.
 *
 * @param seq order of arrival, from 1
 * @param code DE 39 that was decided, also where the answer was withheld
 * @param approval DE 38 that was given, or empty
 * @param withheld the answer was deliberately not sent
 * @param delayMillis how long the answer was held back
 * @param of seq of the entry this one repeats or undoes; 0 for none
 */
public record LedgerEntry(
    long seq,
    Stamp at,
    String link,
    String site,
    Message message,
    String code,
    String approval,
    boolean withheld,
    long delayMillis,
    Effect effect,
    long of)
    implements JsonLines.Line {

  public long amount() {
    return message.amount();
  }

  public Optional<Pan> card() {
    return message.pan();
  }

  public boolean isRepeat() {
    return message.mti().isRepeat();
  }

  @Override
  public void write(JsonGenerator json, CardToken cards) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seq", seq);
    json.writeStringField("wall", at.wall().toString());
    json.writeNumberField("mono", at.nanos());
    json.writeStringField("link", link);
    json.writeStringField("site", site);
    json.writeStringField("mti", message.mti().original().toString());
    json.writeBooleanField("repeat", isRepeat());
    element(json, "de7", De.TRANSMISSION_TIME);
    element(json, "de11", De.STAN);
    element(json, "de32", De.ACQUIRER);
    element(json, "de37", De.RRN);
    element(json, "de90", De.ORIGINAL_DATA);
    json.writeNumberField("amount", amount());
    element(json, "currency", De.CURRENCY);
    Pan card = card().orElse(null);
    if (card != null) {
      json.writeStringField("card", cards.of(card));
      json.writeStringField("masked", card.masked());
    }
    if (message.mti().isAdvice()) {
      element(json, "advised", De.RESPONSE_CODE);
    }
    json.writeStringField("code", code);
    json.writeStringField("answer", withheld ? "withheld" : code);
    if (!approval.isEmpty()) {
      json.writeStringField("de38", approval);
    }
    if (delayMillis > 0) {
      json.writeNumberField("delayMs", delayMillis);
    }
    json.writeStringField("effect", effect.name());
    if (of > 0) {
      json.writeNumberField("of", of);
    }
    json.writeEndObject();
  }

  private void element(JsonGenerator json, String name, De de) throws IOException {
    String text = message.get(de, "");
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }
}
