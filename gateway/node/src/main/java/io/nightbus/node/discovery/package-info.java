/**
 * Asks again and again where a peer's addresses are announced, off the event loop. What follows
 * from an answer is {@code core.link.Announced}'s to say.
 *
 * <p>May import nothing of ours.
 */
@NullMarked
package io.nightbus.node.discovery;

import org.jspecify.annotations.NullMarked;
