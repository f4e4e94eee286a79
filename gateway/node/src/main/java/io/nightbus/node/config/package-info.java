/**
 * One YAML file into validated records; refuses to start on doubt.
 *
 * <p>May import the core, {@code io.nightbus.iso}, Jackson.
 */
@NullMarked
package io.nightbus.node.config;

import org.jspecify.annotations.NullMarked;
