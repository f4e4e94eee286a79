package io.nightbus.ops.figures;

/**
 * One measured promise.
 *
 * @param trials how many things were counted, so that a zero says something
 * @param measured in words, with its unit
 * @param holds the bound is kept
 */
public record Figure(String name, String bound, String measured, long trials, boolean holds) {}
