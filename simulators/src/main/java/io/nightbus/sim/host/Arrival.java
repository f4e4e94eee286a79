package io.nightbus.sim.host;

/** Over which link and site a message came. */
public record Arrival(long seq, String link, String site) {}
