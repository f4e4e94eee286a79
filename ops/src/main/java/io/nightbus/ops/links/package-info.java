/**
 * Measures how links fail over: the shipped gateway as a process, between an asker and peers behind
 * byte proxies, where links have to fail, all in the measuring process, so that one clock sees a
 * request leave, arrive and be answered. Who only connects and says nothing is a process of his
 * own.
 *
 * <p>May import {@code ops.stage}, {@code ops.figures}, {@code io.nightbus.iso} and the simulators'
 * wire, cards and proxy; nothing of the gateway.
 */
@NullMarked
package io.nightbus.ops.links;

import org.jspecify.annotations.NullMarked;
