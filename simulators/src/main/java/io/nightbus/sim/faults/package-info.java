/** What is switched off, held up or lost while a simulator runs. Imports nothing of Nightbus. */
@NullMarked
package io.nightbus.sim.faults;

import org.jspecify.annotations.NullMarked;
