/**
 * One YAML file into validated records; refuses to start on doubt.
 *
 * <p>May import the core and Jackson.
 */
@NullMarked
package io.nightbus.node.config;

import org.jspecify.annotations.NullMarked;
