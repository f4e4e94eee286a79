/** The front door: one command for the gateway, the simulators, the demo and the figures. */
@NullMarked
package io.nightbus;

import org.jspecify.annotations.NullMarked;
