package io.nightbus.core;

import io.nightbus.iso.Pan;

/**
 * A keyed one-way token of a card, the same for ever under one key: names lanes and counters
 * (domain §10).
 */
@FunctionalInterface
public interface CardTokens {
  String of(Pan pan);
}
