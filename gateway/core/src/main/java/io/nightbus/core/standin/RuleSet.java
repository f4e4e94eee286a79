package io.nightbus.core.standin;

import java.util.List;
import java.util.Set;

/**
 * What we may decide for the cards of one range. Amounts are minor units of {@code currency}.
 *
 * @param name in counters and for people
 * @param cards prefixes of DE 2
 * @param currency of DE 49, three digits; requests in another one are not decided here
 * @param kinds what may be approved
 * @param entryModes how the card's number may have come in
 * @param limits checked in this order
 */
public record RuleSet(
    String name,
    List<String> cards,
    Mode mode,
    String currency,
    Set<Kind> kinds,
    Set<EntryMode> entryModes,
    List<Limit> limits) {}
