package io.nightbus.core.standin;

import io.nightbus.iso.dialect.StandInReason;
import java.time.Instant;
import java.util.List;

/**
 * What was decided in the issuer's place; one at most for an exchange.
 *
 * @param exchange the exchange it answers
 * @param card keyed token
 * @param amount minor units
 * @param code DE 39 of the answer
 * @param approval DE 38, empty for a decline
 * @param reason why stand-in decided at all
 * @param check for a decline the check that failed, otherwise empty
 * @param counted the velocity counters that it moved; exposure apart
 */
public record Decision(
    long exchange,
    String card,
    boolean approved,
    long amount,
    String currency,
    String code,
    String approval,
    StandInReason reason,
    String check,
    Instant at,
    List<Counters.Move> counted) {}
