/**
 * The durable book in SQL: tables, group commit, recovery, encryption. The only place that knows a
 * column.
 *
 * <p>May import the core and {@code java.sql}.
 */
@NullMarked
package io.nightbus.node.store;

import org.jspecify.annotations.NullMarked;
