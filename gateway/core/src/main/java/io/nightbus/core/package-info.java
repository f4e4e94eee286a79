/**
 * The rules of the gateway, pure: events in, effects out, time as an argument. The only place where
 * the rooms meet.
 *
 * <p>Read it from {@code Switchboard} on, which takes every event. What an originator sends goes
 * down {@code LiveTraffic}: {@code Arrivals} is the door, {@code TakeOver} has his advices and
 * reversals, {@code Decisions} what stand-in says, and {@code Exchanges} the one end and the one
 * answer. What that makes us owe is taken on in {@code Owing}, and goes out in {@code Deliveries};
 * what is sent, and what an answer makes of it, say {@code Obligations} and {@code Charges}, and
 * {@code Reading} brings in from the book what does not fit into memory. A charge's state changes
 * in {@code Moves} alone.
 *
 * <p>May import its rooms and {@code io.nightbus.iso}; no thread, socket, SQL, file, clock or
 * random.
 */
@NullMarked
package io.nightbus.core;

import org.jspecify.annotations.NullMarked;
