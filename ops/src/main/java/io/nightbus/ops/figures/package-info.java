/**
 * Measures what is promised, with the shipped command as separate processes, and says where it
 * falls short.
 *
 * <p>May import {@code ops.stage}; nothing of the gateway.
 */
@NullMarked
package io.nightbus.ops.figures;

import org.jspecify.annotations.NullMarked;
