/**
 * One peer's way of speaking, as data: packager, framing, identity and echo elements, network
 * management codes, response-code classes, repeat rules.
 *
 * <p>May import {@code io.nightbus.iso}.
 */
@NullMarked
package io.nightbus.iso.dialect;

import org.jspecify.annotations.NullMarked;
