package io.nightbus.core;

import java.time.Instant;

/**
 * Something that an operator did; the book keeps it for ever.
 *
 * @param id ours
 * @param by who says to have done it
 * @param what the command, e.g. {@code standin force}
 * @param subject what it was done to; a card by its token
 * @param reason in the operator's words
 */
public record Act(long id, Instant at, String by, String what, String subject, String reason) {}
