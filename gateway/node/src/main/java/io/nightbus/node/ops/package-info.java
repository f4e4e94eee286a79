/**
 * What people and machines see of a running gateway: metrics, health, status, the admin API.
 *
 * <p>May import the core, {@code node.engine} and {@code node.store}'s reports; Micrometer only
 * here.
 */
@NullMarked
package io.nightbus.node.ops;

import org.jspecify.annotations.NullMarked;
