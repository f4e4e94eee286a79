/**
 * Gives the core its events and carries out its effects, on one event loop.
 *
 * <p>May import the core, {@code node.wire}, Netty.
 */
@NullMarked
package io.nightbus.node.engine;

import org.jspecify.annotations.NullMarked;
