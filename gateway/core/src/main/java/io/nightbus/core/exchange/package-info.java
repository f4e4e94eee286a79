/**
 * Requests in flight: identity, deadline, late and duplicate answers.
 *
 * <p>May import {@code io.nightbus.iso} only.
 */
@NullMarked
package io.nightbus.core.exchange;

import org.jspecify.annotations.NullMarked;
