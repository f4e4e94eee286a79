/**
 * A transit operator's night: a file of charges drawn from a seed. Imports nothing of Nightbus but
 * card numbers.
 */
@NullMarked
package io.nightbus.sim.transit;

import org.jspecify.annotations.NullMarked;
