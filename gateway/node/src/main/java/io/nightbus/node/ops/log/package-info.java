/**
 * What the gateway writes about itself: JSON lines for machines, text for people, and nothing of a
 * card in either.
 *
 * <p>May import the core, {@code node.engine}'s observer, Logback.
 */
@NullMarked
package io.nightbus.node.ops.log;

import org.jspecify.annotations.NullMarked;
