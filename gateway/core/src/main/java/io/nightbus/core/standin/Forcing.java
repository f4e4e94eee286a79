package io.nightbus.core.standin;

import java.time.Instant;

/**
 * An operator's word that stand-in decides although the host could: for a time, for a reason.
 *
 * @param id ours
 * @param endpoint the host that is left alone
 * @param cards prefix of DE 2, empty for every card
 * @param percent of the cards, 1 to 100; a card is always in it or never
 * @param until when it ends by itself
 */
public record Forcing(
    long id,
    String endpoint,
    String cards,
    int percent,
    Instant from,
    Instant until,
    String by,
    String reason) {}
