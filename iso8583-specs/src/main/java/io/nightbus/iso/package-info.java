/**
 * The language: immutable ISO 8583 messages, typed data elements, and the codec that turns frames
 * into messages.
 *
 * <p>Imports nothing of Nightbus. {@code org.jpos} is known here and nowhere else, and only its
 * packagers.
 */
@NullMarked
package io.nightbus.iso;

import org.jspecify.annotations.NullMarked;
