/**
 * What a host decides, as pure logic: approvals, duplicates, advices, reversals, accounts. No
 * thread, socket, file or clock. May import the language, ledger and rules.
 */
@NullMarked
package io.nightbus.sim.host;

import org.jspecify.annotations.NullMarked;
