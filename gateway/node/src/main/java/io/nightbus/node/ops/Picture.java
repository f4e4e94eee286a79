package io.nightbus.node.ops;

import java.util.List;

/**
 * One look, and what was made of it; what every page and every asker gets until the next one.
 *
 * @param troubles what is wrong now, the worst first
 * @param traces what was wrong lately, and may be over
 */
record Picture(
    Sight sight,
    List<Trouble> troubles,
    List<Trouble> traces,
    List<Incident> incidents,
    List<TimeLine.Entry> timeLine) {}
