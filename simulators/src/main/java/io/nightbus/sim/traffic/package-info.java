/**
 * Live requests that a simulator originates, with its own timer, reversals and journal. Pure: time
 * and the way out are arguments. May import the language and ledger.
 */
@NullMarked
package io.nightbus.sim.traffic;

import org.jspecify.annotations.NullMarked;
