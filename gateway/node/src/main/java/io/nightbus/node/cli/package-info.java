/**
 * The gateway's commands: run, config, batch, status.
 *
 * <p>May import every room of the node: it is where they are put together.
 */
@NullMarked
package io.nightbus.node.cli;

import org.jspecify.annotations.NullMarked;
