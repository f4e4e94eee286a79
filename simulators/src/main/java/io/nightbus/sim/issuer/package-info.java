/**
 * An issuer's authorisation host: accounts, duplicates by identity, early reversals by tombstone.
 */
@NullMarked
package io.nightbus.sim.issuer;

import org.jspecify.annotations.NullMarked;
