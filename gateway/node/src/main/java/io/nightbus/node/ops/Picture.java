package io.nightbus.node.ops;

import java.util.List;

/** One look, and what was made of it; what every page and every asker gets until the next one. */
record Picture(
    Sight sight, List<Trouble> troubles, List<Incident> incidents, List<TimeLine.Entry> timeLine) {}
