/** Simulators as JUnit 5 extensions. May import sim; JUnit is provided by whoever uses it. */
@NullMarked
package io.nightbus.sim.junit;

import org.jspecify.annotations.NullMarked;
