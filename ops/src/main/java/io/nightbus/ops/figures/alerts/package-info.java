/**
 * Faults injected into a running gateway under the eyes of a real Prometheus and Alertmanager: was
 * it seen in time, under the right name, and did nothing else page.
 */
@org.jspecify.annotations.NullMarked
package io.nightbus.ops.figures.alerts;
