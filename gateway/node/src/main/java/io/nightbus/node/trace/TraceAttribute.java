package io.nightbus.node.trace;

import io.opentelemetry.api.common.AttributeKey;

/** All that a span may tell; nothing of it is account data. */
public enum TraceAttribute {
  MTI("iso8583.mti", "Message type as it went over this leg, with the repeat digit"),
  ENDPOINT("iso8583.network", "Endpoint of the configuration at the other end of this leg"),
  LINK("iso8583.link", "Link that the message came or went over: endpoint/site/name"),
  PROCESSING_CODE("iso8583.processing_code", "DE 3"),
  STAN("iso8583.stan", "DE 11 on this leg"),
  RRN("iso8583.rrn", "DE 37, the same on every leg"),
  ENTRY_MODE("iso8583.pos_entry_mode", "DE 22"),
  RESPONSE_CODE("iso8583.response_code", "DE 39 of the answer"),
  OUTCOME("nightbus.outcome", "How the request ended in the book, or why an attempt has no answer"),
  REASON("nightbus.standin.reason", "Why stand-in decided"),
  CHECK("nightbus.standin.check", "The check of stand-in that refused"),
  CHARGE("nightbus.charge", "Number of the transit charge in the book"),
  ATTEMPT("nightbus.attempt", "Which attempt of the charge or transmission of the obligation");

  @SuppressWarnings("ImmutableEnumChecker") // it is, and does not say so
  private final AttributeKey<String> key;

  private final String meaning;

  TraceAttribute(String name, String meaning) {
    this.key = AttributeKey.stringKey(name);
    this.meaning = meaning;
  }

  AttributeKey<String> key() {
    return key;
  }

  String meaning() {
    return meaning;
  }
}
