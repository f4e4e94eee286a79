package io.nightbus.core;

import io.nightbus.core.standin.Decision;

/**
 * A stand-in decision as the book knows it now.
 *
 * @param standing how much of the approved amount has not been reversed, minor units
 * @param gone withdrawn, reversed as a whole, or overruled
 */
public record Stood(Decision decision, long standing, boolean gone) {}
