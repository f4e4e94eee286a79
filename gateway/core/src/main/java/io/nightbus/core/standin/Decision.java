package io.nightbus.core.standin;

import java.time.Instant;

/**
 * What was decided in the issuer's place.
 *
 * @param exchange the exchange it answers
 * @param card keyed token
 * @param amount minor units
 * @param code DE 39 of the answer
 * @param approval DE 38, empty for a decline
 * @param reason why stand-in decided at all, and for a decline which check failed
 */
public record Decision(
    long id,
    long exchange,
    String card,
    boolean approved,
    long amount,
    String currency,
    String code,
    String approval,
    String reason,
    Instant at) {}
