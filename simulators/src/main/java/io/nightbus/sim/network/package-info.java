/**
 * A card network: several sites of several links, answers what comes in and originates requests for
 * one issuer's cards.
 */
@NullMarked
package io.nightbus.sim.network;

import org.jspecify.annotations.NullMarked;
