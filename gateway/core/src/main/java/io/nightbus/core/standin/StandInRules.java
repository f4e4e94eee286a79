package io.nightbus.core.standin;

import java.util.List;
import java.util.Set;

/**
 * Within what limits we decide for an absent issuer. Amounts are minor units of {@code currency}.
 *
 * @param cards prefixes of the card ranges that are ours to decide for
 * @param perTransaction largest amount approved
 * @param perTransitTransaction the same for transit merchant types
 * @param perCardCount approvals per card and day
 * @param perCardAmount approved amount per card and day
 * @param exposure approved and not yet acknowledged by the host, over all cards
 * @param hotCards tokens of cards that are refused (domain §6.3)
 * @param transitMerchants merchant types (DE 18) under the transit limit
 * @param refusedMerchants merchant types that are never approved here: cash, quasi-cash
 */
public record StandInRules(
    String currency,
    List<String> cards,
    long perTransaction,
    long perTransitTransaction,
    int perCardCount,
    long perCardAmount,
    long exposure,
    Set<String> hotCards,
    Set<String> transitMerchants,
    Set<String> refusedMerchants) {}
