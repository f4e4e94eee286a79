/**
 * The kill matrix: the shipped gateway, as a process, dies at each write, fsync and send of one
 * outage, at random moments, while it recovers, and with its unsynced writes thrown away; after
 * each death it starts again and the books are done.
 *
 * <p>May import {@code ops.stage} and {@code ops.books}; nothing of the gateway.
 */
@NullMarked
package io.nightbus.ops.kill;

import org.jspecify.annotations.NullMarked;
