package io.nightbus.core;

import java.time.Instant;

/**
 * Now, twice, never mixed: wall time is what goes into DE 7/12/13 and the book, monotonic time is
 * what deadlines are made of.
 *
 * @param nanos monotonic nanoseconds; only differences mean anything
 */
public record Moment(Instant wall, long nanos) {}
