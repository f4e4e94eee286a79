/**
 * A TCP proxy that harms bytes on their way: late, slow, torn, bent, held or cut. Knows nothing of
 * what the bytes mean. Imports nothing of Nightbus.
 */
@NullMarked
package io.nightbus.sim.proxy;

import org.jspecify.annotations.NullMarked;
