/** The rules file: what is answered to what, and after how long. May import the language. */
@NullMarked
package io.nightbus.sim.rules;

import org.jspecify.annotations.NullMarked;
