/**
 * What really happened: one line per message received, kept in memory and appended to a JSON Lines
 * file off the event loop. May import the language.
 */
@NullMarked
package io.nightbus.sim.ledger;

import org.jspecify.annotations.NullMarked;
