package io.nightbus.core.standin;

import io.nightbus.iso.De;
import io.nightbus.iso.Message;

/**
 * A request as the checks see it.
 *
 * @param card keyed token of DE 2
 * @param days today, whose counters count, and those before; UTC
 */
record Asked(
    Message request, RuleSet rules, String card, Kind kind, EntryMode entryMode, Days days) {

  long amount() {
    return request.amount();
  }

  String merchantType() {
    return request.get(De.MERCHANT_TYPE, "");
  }
}
