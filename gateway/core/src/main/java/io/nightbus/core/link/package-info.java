/**
 * One session with one peer: connect, sign on, echo, suspect, drain; may it carry traffic?
 *
 * <p>May import {@code io.nightbus.iso} only.
 */
@NullMarked
package io.nightbus.core.link;

import org.jspecify.annotations.NullMarked;
