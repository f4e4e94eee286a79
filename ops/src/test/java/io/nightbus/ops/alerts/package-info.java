/** Alerts, runbooks and dashboards, judged by the real tools and in a real outage. */
@org.jspecify.annotations.NullMarked
package io.nightbus.ops.alerts;
