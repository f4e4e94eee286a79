package io.nightbus.node.ops.intake;

/**
 * One record that was not taken.
 *
 * @param line from 1
 * @param charge the operator's id where it could be read, otherwise empty
 * @param field the field that is wrong, empty where it is the whole record
 * @param reason what is wrong; never the value of a field that could hold a card number
 */
public record Refusal(long line, String charge, String field, String reason) {}
