package io.nightbus.core.exchange;

import io.nightbus.iso.Message;
import io.nightbus.iso.Stamp;
import java.time.Instant;

/**
 * A live request that we are about to forward, as the book keeps it.
 *
 * @param id ours, unique for ever
 * @param to the endpoint it goes to
 * @param request the elements that may be kept (no track, PIN block, chip data), with the
 *     originator's own DE 7 and 11
 * @param stamp how it goes out on our leg; where it was never sent, one that no message there has:
 *     DE 90 of its advice names it
 */
public record Intent(
    long id, Identity identity, String to, Message request, Stamp stamp, Instant at) {}
