/**
 * The books: an independent checker. It compares what the simulators' own ledgers say, what the
 * clients' journals say, what the operator's files say and what the gateway's views say, and shares
 * no code with any of them. May import Jackson and {@code java.sql}; nothing of Nightbus.
 *
 * <p>Where they differ, the simulators' ledgers are the truth about money.
 */
@NullMarked
package io.nightbus.ops.books;

import org.jspecify.annotations.NullMarked;
