package io.nightbus.ops.books;

/**
 * One charge as the operator's file has it.
 *
 * @param card the simulators' public token of the card
 */
public record Order(String chargeId, String card, long amount, String currency) {}
