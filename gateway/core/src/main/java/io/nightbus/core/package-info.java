/**
 * The rules of the gateway, pure: events in, effects out, time as an argument. The only place where
 * the rooms meet.
 *
 * <p>May import its rooms and {@code io.nightbus.iso}; no thread, socket, SQL, file, clock or
 * random.
 */
@NullMarked
package io.nightbus.core;

import org.jspecify.annotations.NullMarked;
