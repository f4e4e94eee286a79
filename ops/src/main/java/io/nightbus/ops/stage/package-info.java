/**
 * The stage: the shipped programs as processes of their own on loopback, a gateway between
 * simulators, in one directory. The demo plays on it, the figures and the end-to-end tests too. May
 * import Jackson; talks to what it starts by command line and HTTP only.
 */
@NullMarked
package io.nightbus.ops.stage;

import org.jspecify.annotations.NullMarked;
