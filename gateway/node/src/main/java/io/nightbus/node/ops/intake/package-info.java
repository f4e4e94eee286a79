/**
 * Files of fare charges: read line by line in bounded memory, checked record by record, handed to
 * the core.
 *
 * <p>May import the core, {@code node.engine}'s desk, Jackson.
 */
@NullMarked
package io.nightbus.node.ops.intake;

import org.jspecify.annotations.NullMarked;
