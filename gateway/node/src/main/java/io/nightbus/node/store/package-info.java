/**
 * The durable book in SQL: tables, group commit, recovery, encryption. The only place that knows a
 * column.
 *
 * <p>May import the core and {@code java.sql}.
 *
 * <p>{@link io.nightbus.node.store.SqliteBook} is the door. One thread, the {@code Writer}, changes
 * the book: it takes whatever waits in its {@code Inbox}, applies it in one transaction of SQLite
 * and tells of it when the commit has returned, which is after the fsync of the write-ahead log.
 * {@code Tables} turns changes into rows; {@code Checkpoints} copies the log into the book beside
 * it, down to the disk. The first error ends the book: pages whose fsync failed look clean
 * afterwards, so only a fresh process may believe what it reads.
 *
 * <p>The journal of live exchanges is kept by whole days: {@code exchange_0} to {@code exchange_7}
 * in rotation, each with a table of conclusions. Intents and conclusions are only appended, so that
 * rows never grow in place, and a day eight days old is emptied as a whole when its slot comes
 * round, never row by row. Which day an exchange is in follows from its id, because ids ascend. An
 * identity is unique over the newest two days; DE 7 is part of it, so older ones cannot come again
 * by chance. Recovery reads intents from a mark below which none is open.
 *
 * <p>Messages and cards are sealed with AES-256-GCM; the columns beside them hold what reports and
 * checkers need. The views at the end of {@code db/migration} are their contract.
 */
@NullMarked
package io.nightbus.node.store;

import org.jspecify.annotations.NullMarked;
